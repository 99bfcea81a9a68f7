//! The auth service, asked for what stands in its database: this service has none.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use portal_events::{NoAnswer, Peer};
use portal_http::{
    EndedSessions, Following, KeyAnswer, KeyGrant, Kit, ToldRefusal, ToldRefusals, Unanswered as KeyUnanswered,
};
use portal_jwt::KeyDigest;
use secrecy::SecretString;
use tokio::task::JoinError;

/// Loopback answers in a millisecond; the next question is asked soon anyway.
const TIMEOUT: Duration = Duration::from_secs(1);

/// The auth service did not say what it was asked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unanswered {
    #[error("the auth service cannot be asked; see AUTH_INTERNAL_URL")]
    Unreachable(#[from] NoAnswer),
    #[error("the auth service refused to answer, with status {0}; INTERNAL_SECRET must be the same there")]
    Refused(u16),
    #[error("the auth service's answer makes no sense")]
    Nonsense(#[from] serde_json::Error),
    #[error("the question was interrupted")]
    Interrupted(#[from] JoinError),
}

/// How it is asked; cheap to clone.
#[derive(Clone)]
pub(crate) struct AuthService(Peer);

impl AuthService {
    /// Refusals told at once.
    pub(crate) const MOST_REFUSALS: usize = ToldRefusals::MOST;

    pub(crate) fn new(base_url: &str, secret: SecretString) -> Self {
        Self(Peer::new(base_url, secret, TIMEOUT))
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

    /// Has refusals, at most [`MOST_REFUSALS`](Self::MOST_REFUSALS), recorded: they stand in the log when this returns.
    pub(crate) async fn tell_refusals(&self, refusals: &[ToldRefusal]) -> Result<(), Unanswered> {
        let told = ToldRefusals {
            refusals: refusals.to_vec(),
        };
        let (auth, told) = (self.0.clone(), serde_json::to_string(&told)?);
        let answer = tokio::task::spawn_blocking(move || auth.post("/auth/refusals", &told)).await??;
        match answer.status {
            204 => Ok(()),
            status => Err(Unanswered::Refused(status)),
        }
    }

    fn check_key(&self, digest: KeyDigest, address: IpAddr) -> Result<Option<KeyGrant>, Unanswered> {
        let question = serde_json::json!({"digest": digest, "address": address}).to_string();
        let answer = self.0.post("/auth/keys/check", &question)?;
        match answer.status {
            200 => Ok(Some(serde_json::from_slice(&answer.body)?)),
            404 => Ok(None),
            status => Err(Unanswered::Refused(status)),
        }
    }

    fn ended_since(&self, since: i64) -> Result<Vec<(String, i64)>, Unanswered> {
        let answer = self.0.get(&format!("/auth/revocations?since={since}"))?;
        match answer.status {
            200 => Ok(serde_json::from_slice::<EndedSessions>(&answer.body)?.revocations),
            status => Err(Unanswered::Refused(status)),
        }
    }
}
