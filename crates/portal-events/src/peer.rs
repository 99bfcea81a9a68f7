//! Another service of this portal, asked over HTTP.

use std::sync::Arc;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use ureq::Body;
use ureq::http::Response;

use crate::SECRET_HEADER;

/// The longest answer: some million ended sessions.
const LONGEST: u64 = 64 << 20;

/// How it is asked, by threads that may wait; cheap to clone.
#[derive(Clone)]
pub struct Peer {
    agent: ureq::Agent,
    base_url: Arc<str>,
    secret: SecretString,
}

impl std::fmt::Debug for Peer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Peer").field(&self.base_url).finish()
    }
}

/// What it answered, read to its end.
#[derive(Debug)]
pub struct PeerAnswer {
    /// Such as 200.
    pub status: u16,
    /// The body.
    pub body: Vec<u8>,
}

/// No whole answer came in time.
#[derive(Debug, thiserror::Error)]
#[error("no answer came")]
pub struct NoAnswer(#[from] ureq::Error);

impl Peer {
    /// The service at `base_url`, such as `http://127.0.0.1:4430`, which knows the same `secret` and answers within `timeout`.
    #[must_use]
    pub fn new(base_url: &str, secret: SecretString, timeout: Duration) -> Self {
        let agent = ureq::Agent::config_builder()
            .timeout_global(Some(timeout))
            .http_status_as_error(false)
            // A proxy from the environment has no business between two services of one host.
            .proxy(None)
            .build()
            .into();
        Self {
            agent,
            base_url: base_url.trim_end_matches('/').into(),
            secret,
        }
    }

    /// GET of a path with its query.
    ///
    /// # Errors
    /// When no answer comes; any status is one.
    pub fn get(&self, path: &str) -> Result<PeerAnswer, NoAnswer> {
        let request = self.agent.get(format!("{}{path}", self.base_url));
        read(request.header(SECRET_HEADER, self.secret.expose_secret()).call()?)
    }

    /// POST of JSON.
    ///
    /// # Errors
    /// When no answer comes; any status is one.
    pub fn post(&self, path: &str, json: &str) -> Result<PeerAnswer, NoAnswer> {
        let request = self.agent.post(format!("{}{path}", self.base_url));
        let request = request
            .header(SECRET_HEADER, self.secret.expose_secret())
            .header("Content-Type", "application/json");
        read(request.send(json.as_bytes())?)
    }
}

/// Only a connection whose answer was read to its end is kept for the next question.
fn read(mut response: Response<Body>) -> Result<PeerAnswer, NoAnswer> {
    Ok(PeerAnswer {
        status: response.status().as_u16(),
        body: response.body_mut().with_config().limit(LONGEST).read_to_vec()?,
    })
}
