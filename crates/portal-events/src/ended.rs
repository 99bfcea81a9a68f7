//! Ended sessions, told at once over Redis. Each service also asks the database twice a second, so what is lost here is only
//! late: a message that cannot be sent is not kept.

use std::time::Duration;

use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::{AsyncCommands, Client, RedisError};
use tokio::sync::mpsc;

use crate::listen::{Ear, hear};

const CHANNEL: &str = "portal:ended-sessions";

/// Ids that wait to be sent; more are heard of a moment later, from the database.
const WAITING: usize = 10_000;

const TIMEOUT: Duration = Duration::from_millis(500);

/// Gives the way to tell all services that the session or token `id`, whose tokens expire at `exp` (seconds since the epoch),
/// has ended. Needs a runtime.
///
/// # Errors
///
/// Only when the address cannot be read.
pub fn announce_ended(url: &str) -> Result<impl Fn(&str, i64) + Send + Sync + 'static, RedisError> {
    let client = Client::open(url)?;
    let (sender, mut waiting) = mpsc::channel::<String>(WAITING);
    tokio::spawn(async move {
        let mut connection: Option<ConnectionManager> = None;
        while let Some(message) = waiting.recv().await {
            if connection.is_none() {
                connection = connect(&client).await;
            }
            if let Some(connected) = &mut connection {
                let sent: Result<i64, RedisError> = connected.publish(CHANNEL, message).await;
                if let Err(error) = sent {
                    let error = &error as &dyn std::error::Error;
                    tracing::warn!(error, "an ended session was not told over Redis; the database tells it");
                }
            }
        }
    });
    Ok(move |id: &str, exp: i64| {
        let message = serde_json::json!([id, exp]).to_string();
        // Full: told by the database.
        let _ = sender.try_send(message);
    })
}

async fn connect(client: &Client) -> Option<ConnectionManager> {
    let config = ConnectionManagerConfig::new()
        .set_response_timeout(Some(TIMEOUT))
        .set_connection_timeout(Some(TIMEOUT))
        .set_number_of_retries(1);
    match ConnectionManager::new_with_config(client.clone(), config).await {
        Ok(connection) => Some(connection),
        Err(error) => {
            let error = &error as &dyn std::error::Error;
            tracing::warn!(
                error,
                "ended sessions are not told over Redis for now; the database tells them"
            );
            None
        }
    }
}

/// Hears of ended sessions for as long as the task lives.
///
/// # Errors
///
/// Only when the address cannot be read; an absent Redis is waited for.
pub async fn hear_ended(url: &str, ended: impl Fn(&str, i64)) -> Result<(), RedisError> {
    hear(url, CHANNEL, &mut Ended(ended)).await
}

struct Ended<F>(F);

impl<F: Fn(&str, i64)> Ear for Ended<F> {
    fn message(&mut self, payload: &[u8]) {
        match serde_json::from_slice::<(String, i64)>(payload) {
            Ok((id, exp)) => (self.0)(&id, exp),
            Err(error) => tracing::warn!(
                error = &error as &dyn std::error::Error,
                "not an ended session, ignored"
            ),
        }
    }

    // The database fills it.
    fn gap(&mut self) {}
}
