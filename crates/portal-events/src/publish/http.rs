//! Events over HTTP to the WebSocket service's `POST /broadcast`.

use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use super::sender::{Carrier, CarryError};
use crate::{SECRET_HEADER, queue::Batch};

/// Loopback answers in a millisecond; a receiver that needs seconds is as good as absent.
const TIMEOUT: Duration = Duration::from_secs(3);

pub(super) struct HttpCarrier {
    agent: ureq::Agent,
    url: String,
    secret: SecretString,
}

impl HttpCarrier {
    pub(super) fn new(base_url: &str, secret: SecretString) -> Self {
        let agent = ureq::Agent::config_builder()
            .timeout_global(Some(TIMEOUT))
            .http_status_as_error(false)
            // A proxy from the environment has no business between two services of one host.
            .proxy(None)
            .build()
            .into();
        Self {
            agent,
            url: format!("{}/broadcast", base_url.trim_end_matches('/')),
            secret,
        }
    }
}

impl Carrier for HttpCarrier {
    fn carry(&mut self, batch: &Batch) -> Result<(), CarryError> {
        let messages: Vec<Value> = batch.events.iter().map(|event| event.clone().into_envelope()).collect();
        let body = json!({"messages": messages, "lost": batch.lost}).to_string();
        let mut response = self
            .agent
            .post(&self.url)
            .header(SECRET_HEADER, self.secret.expose_secret())
            .header("Content-Type", "application/json")
            .send(body.as_bytes())
            .map_err(|error| CarryError::Unreachable(error.into()))?;
        let status = response.status();
        // Only a connection whose answer was read to its end is kept for the next batch.
        let read = response.body_mut().read_to_vec();
        if status.is_server_error() || status.as_u16() == 429 {
            return Err(CarryError::Unreachable(format!("status {}", status.as_u16()).into()));
        }
        if !status.is_success() {
            return Err(CarryError::Refused(status.as_u16()));
        }
        read.map(drop).map_err(|error| CarryError::Unreachable(error.into()))
    }
}
