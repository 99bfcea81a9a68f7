//! Which sessions were ended, asked of the auth service: this service has no database to look into.

use std::time::Duration;

use portal_config::WebsocketSettings;
use portal_http::{EndedSessions, Following, INTERNAL_SECRET_HEADER, Kit};
use secrecy::{ExposeSecret, SecretString};
use tokio::task::JoinError;

/// Loopback answers in a millisecond; the next question is asked soon anyway.
const TIMEOUT: Duration = Duration::from_secs(1);

/// The longest answer: some million sessions.
const LONGEST: u64 = 64 << 20;

/// The auth service did not say which sessions were ended.
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

/// Learns what the auth service knows and goes on asking. It need not be there yet; what is known stays known while it
/// is away.
pub(crate) async fn follow(kit: &Kit, settings: &WebsocketSettings) -> Following {
    let auth = AuthService::new(&settings.auth_url, settings.http.secrets.internal.clone());
    let ask = move |since| {
        let auth = auth.clone();
        async move { tokio::task::spawn_blocking(move || auth.ended_since(since)).await? }
    };
    kit.revocations().follow_once_there(kit.clock().clone(), ask).await
}

#[derive(Clone)]
struct AuthService {
    agent: ureq::Agent,
    url: String,
    secret: SecretString,
}

impl AuthService {
    fn new(base_url: &str, secret: SecretString) -> Self {
        let agent = ureq::Agent::config_builder()
            .timeout_global(Some(TIMEOUT))
            .http_status_as_error(false)
            // A proxy from the environment has no business between two services of one host.
            .proxy(None)
            .build()
            .into();
        Self {
            agent,
            url: format!("{base_url}/auth/revocations"),
            secret,
        }
    }

    fn ended_since(&self, since: i64) -> Result<Vec<(String, i64)>, Unanswered> {
        let mut response = self
            .agent
            .get(&self.url)
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
