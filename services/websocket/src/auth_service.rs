//! The auth service, asked for what stands in its database: this service has none.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use portal_http::{
    EndedSessions, Following, INTERNAL_SECRET_HEADER, KeyAnswer, KeyGrant, Kit, Unanswered as KeyUnanswered,
};
use portal_jwt::KeyDigest;
use secrecy::{ExposeSecret, SecretString};
use tokio::task::JoinError;

/// Loopback answers in a millisecond; the next question is asked soon anyway.
const TIMEOUT: Duration = Duration::from_secs(1);

/// The longest answer: some million sessions.
const LONGEST: u64 = 64 << 20;

/// The auth service did not say what it was asked.
#[derive(Debug, thiserror::Error)]
enum Unanswered {
    #[error("the auth service cannot be asked; see AUTH_INTERNAL_URL")]
    Unreachable(#[from] ureq::Error),
    #[error("the auth service refused to answer, with status {0}; INTERNAL_SECRET must be the same there")]
    Refused(u16),
    #[error("the auth service's answer makes no sense")]
    Nonsense(#[from] serde_json::Error),
    #[error("the question was interrupted")]
    Interrupted(#[from] JoinError),
}

/// How it is asked; cheap to clone.
#[derive(Clone)]
pub(crate) struct AuthService {
    agent: ureq::Agent,
    base_url: Arc<str>,
    secret: SecretString,
}

impl AuthService {
    pub(crate) fn new(base_url: &str, secret: SecretString) -> Self {
        let agent = ureq::Agent::config_builder()
            .timeout_global(Some(TIMEOUT))
            .http_status_as_error(false)
            // A proxy from the environment has no business between two services of one host.
            .proxy(None)
            .build()
            .into();
        Self {
            agent,
            base_url: base_url.into(),
            secret,
        }
    }

    /// Learns which sessions were ended, and goes on asking. The service need not be there yet; what is known stays known
    /// while it is away.
    pub(crate) async fn follow_ended_sessions(&self, kit: &Kit) -> Following {
        let auth = self.clone();
        let ask = move |since| {
            let auth = auth.clone();
            async move { tokio::task::spawn_blocking(move || auth.ended_since(since)).await? }
        };
        kit.revocations().follow_once_there(kit.clock().clone(), ask).await
    }

    /// What an API key allows.
    pub(crate) fn keys(&self) -> impl Fn(KeyDigest, IpAddr) -> KeyAnswer + Send + Sync + 'static {
        let auth = self.clone();
        move |digest, address| {
            let auth = auth.clone();
            Box::pin(async move {
                let asked = tokio::task::spawn_blocking(move || auth.check_key(digest, address)).await;
                let unanswered = |error| -> KeyUnanswered { Arc::new(error) };
                asked.map_err(Unanswered::Interrupted).flatten().map_err(unanswered)
            })
        }
    }

    fn check_key(&self, digest: KeyDigest, address: IpAddr) -> Result<Option<KeyGrant>, Unanswered> {
        let question = serde_json::json!({"digest": digest, "address": address}).to_string();
        let mut response = self
            .agent
            .post(format!("{}/auth/keys/check", self.base_url))
            .header(INTERNAL_SECRET_HEADER, self.secret.expose_secret())
            .header("Content-Type", "application/json")
            .send(question.as_bytes())?;
        let body = response.body_mut().with_config().limit(LONGEST).read_to_vec()?;
        match response.status().as_u16() {
            200 => Ok(Some(serde_json::from_slice(&body)?)),
            404 => Ok(None),
            status => Err(Unanswered::Refused(status)),
        }
    }

    fn ended_since(&self, since: i64) -> Result<Vec<(String, i64)>, Unanswered> {
        let mut response = self
            .agent
            .get(format!("{}/auth/revocations", self.base_url))
            .query("since", since.to_string())
            .header(INTERNAL_SECRET_HEADER, self.secret.expose_secret())
            .call()?;
        // Only a connection whose answer was read to its end is kept for the next question.
        let body = response.body_mut().with_config().limit(LONGEST).read_to_vec()?;
        match response.status().as_u16() {
            200 => Ok(serde_json::from_slice::<EndedSessions>(&body)?.revocations),
            status => Err(Unanswered::Refused(status)),
        }
    }
}
