//! Events over HTTP to the WebSocket service's `POST /broadcast`.

use std::time::Duration;

use secrecy::SecretString;
use serde_json::{Value, json};

use super::sender::{Carrier, CarryError};
use crate::{Peer, queue::Batch};

/// Loopback answers in a millisecond; a receiver that needs seconds is as good as absent.
const TIMEOUT: Duration = Duration::from_secs(3);

pub(super) struct HttpCarrier(Peer);

impl HttpCarrier {
    pub(super) fn new(base_url: &str, secret: SecretString) -> Self {
        Self(Peer::new(base_url, secret, TIMEOUT))
    }
}

impl Carrier for HttpCarrier {
    fn carry(&mut self, batch: &Batch) -> Result<(), CarryError> {
        let messages: Vec<Value> = batch.events.iter().map(|event| event.clone().into_envelope()).collect();
        let body = json!({"messages": messages, "lost": batch.lost}).to_string();
        let answer = self.0.post("/broadcast", &body);
        let status = answer.map_err(|error| CarryError::Unreachable(error.into()))?.status;
        match status {
            200..=299 => Ok(()),
            429 | 500.. => Err(CarryError::Unreachable(format!("status {status}").into())),
            _ => Err(CarryError::Refused(status)),
        }
    }
}
