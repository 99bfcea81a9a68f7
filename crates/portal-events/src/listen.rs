//! Receiving events from Redis, for as long as the program runs.

use std::{sync::Arc, time::Duration};

use futures_util::StreamExt;
use redis::{Client, RedisError, Value};

use crate::{Event, REDIS_CHANNEL, Sink};

const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// A connection that is silent for this long is asked whether it is still there.
const PING_AFTER: Duration = Duration::from_secs(10);
const PATIENCE: Duration = Duration::from_secs(5);

/// Subscribes to [`REDIS_CHANNEL`] and hands what arrives to `sink`, until the task is dropped.
///
/// A lost connection is made again, at first after 50 ms, later every 5 s. What was published in between is lost, so
/// the sink hears of a gap as soon as the subscription stands again.
///
/// # Errors
///
/// Only when the address cannot be read; an absent Redis is waited for.
pub async fn listen(url: &str, sink: Arc<dyn Sink>) -> Result<(), RedisError> {
    hear(url, REDIS_CHANNEL, &mut Events(sink)).await
}

/// Hears short texts on a Redis channel of its own, for as long as the task lives. What is published while the connection is
/// away is lost.
///
/// # Errors
///
/// Only when the address cannot be read; an absent Redis is waited for.
pub async fn hear_text(url: &str, channel: &str, heard: impl Fn(&str)) -> Result<(), RedisError> {
    hear(url, channel, &mut Texts(heard)).await
}

struct Texts<F>(F);

impl<F: Fn(&str)> Ear for Texts<F> {
    fn message(&mut self, payload: &[u8]) {
        match std::str::from_utf8(payload) {
            Ok(text) => (self.0)(text),
            Err(error) => tracing::warn!(error = &error as &dyn std::error::Error, "not a text, ignored"),
        }
    }

    fn gap(&mut self) {}
}

/// Who hears what is published.
pub(crate) trait Ear {
    /// A message, as it was published.
    fn message(&mut self, payload: &[u8]);
    /// The subscription stands again; what was published in between is lost.
    fn gap(&mut self);
}

struct Events(Arc<dyn Sink>);

impl Ear for Events {
    fn message(&mut self, payload: &[u8]) {
        receive(payload, &self.0);
    }

    fn gap(&mut self) {
        self.0.gap();
    }
}

/// Subscribes to `channel` for as long as the task lives.
///
/// # Errors
///
/// Only when the address cannot be read.
pub(crate) async fn hear(url: &str, channel: &str, ear: &mut impl Ear) -> Result<(), RedisError> {
    let client = Client::open(url)?;
    let mut pause = FIRST_PAUSE;
    let mut first = true;
    loop {
        let error = match session(&client, channel, ear, first).await {
            Ok(()) => {
                pause = FIRST_PAUSE;
                tracing::warn!("the connection to Redis channel {channel} ended, connecting again");
                None
            }
            Err(error) => Some(error),
        };
        if let Some(error) = error {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "Redis cannot be reached, channel {channel} is not heard"
            );
        }
        first = false;
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

/// One connection's life: an error when it never stood, `Ok` when it ended.
async fn session(client: &Client, channel: &str, ear: &mut impl Ear, first: bool) -> Result<(), RedisError> {
    let connecting = async {
        let mut pubsub = client.get_async_pubsub().await?;
        pubsub.subscribe(channel).await?;
        Ok::<_, RedisError>(pubsub)
    };
    let pubsub = tokio::time::timeout(PATIENCE, connecting)
        .await
        .map_err(std::io::Error::from)??;
    if !first {
        ear.gap();
    }
    tracing::info!("listening on Redis channel {channel}");
    let (mut commands, mut messages) = pubsub.split();
    loop {
        match tokio::time::timeout(PING_AFTER, messages.next()).await {
            Ok(Some(message)) => ear.message(message.get_payload_bytes()),
            Ok(None) => return Ok(()),
            Err(_silent) => {
                // A host that vanished closes nothing: without an answer the connection counts as gone.
                match tokio::time::timeout(PATIENCE, commands.ping::<Value>()).await {
                    Ok(Ok(_)) => {}
                    Ok(Err(_)) | Err(_) => return Ok(()),
                }
            }
        }
    }
}

fn receive(payload: &[u8], sink: &Arc<dyn Sink>) {
    let parsed = serde_json::from_slice::<serde_json::Value>(payload);
    match parsed {
        Ok(value) if value.get("lost").is_some() => sink.gap(),
        Ok(value) => match Event::from_envelope(value) {
            Ok(event) => sink.deliver(event),
            Err(error) => tracing::warn!(error = &error as &dyn std::error::Error, "not an event, ignored"),
        },
        Err(error) => tracing::warn!(error = &error as &dyn std::error::Error, "not an event, ignored"),
    }
}
