//! Requests to the provider: few at a time, each with an end, and no answer longer than it can be.

use std::sync::Arc;
use std::time::Duration;

use portal_config::names::{OIDC_CA_FILE, OIDC_PROXY};
use portal_config::{Invalid, OidcSettings};
use serde_json::Value;
use tokio::sync::Semaphore;
use tokio::task::{JoinError, spawn_blocking};
use tokio::time::timeout;
use ureq::http::header::{ACCEPT, AUTHORIZATION};
use ureq::{Agent, Body, Proxy, http};

use crate::ways::authorities::Authorities;

/// Requests at a time; each holds a thread.
const AT_ONCE: usize = 8;

/// Who waits longer than this for a turn is told to come back.
const PATIENCE: Duration = Duration::from_secs(3);

/// For connecting, with TLS.
const CONNECT: Duration = Duration::from_secs(3);

/// For a whole request.
const REQUEST: Duration = Duration::from_secs(5);

/// Longest answer. Keys and claims of large providers have some 10 KiB.
const LONGEST: u64 = 256 * 1024;

/// A request to the provider that brought nothing.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WebError {
    #[error("too many requests to the provider at a time")]
    Busy,
    #[error("no answer from {url}")]
    Request {
        url: String,
        #[source]
        source: Box<ureq::Error>,
    },
    #[error("{url} answered {status}")]
    Status { url: String, status: u16 },
    #[error("{url} did not answer with JSON")]
    NotJson {
        url: String,
        #[source]
        source: serde_json::Error,
    },
    #[error("a request to the provider was interrupted")]
    Interrupted(#[source] JoinError),
}

/// A status and what came with it.
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) body: Value,
}

/// How the portal proves who it is, or for whom it asks.
pub(super) type Authorization = Option<String>;

/// Sends requests; cheap to clone.
#[derive(Clone)]
pub(super) struct Web {
    agent: Agent,
    turns: Arc<Semaphore>,
}

impl Web {
    pub(super) fn new(settings: &OidcSettings) -> Result<Self, Invalid> {
        let proxy = settings.proxy.as_deref().map(Proxy::new).transpose();
        let proxy = proxy.map_err(|error| Invalid::new(&OIDC_PROXY, error.to_string()))?;
        let mut config = Agent::config_builder()
            // An answer from elsewhere would not be the provider's.
            .max_redirects(0)
            .http_status_as_error(false)
            .timeout_connect(Some(CONNECT))
            .timeout_global(Some(REQUEST))
            // Named here or not used: the environment is not asked.
            .proxy(proxy)
            .user_agent("hpc-portal");
        if settings.issuer.starts_with("https://") {
            let authorities = Authorities::load(&OIDC_CA_FILE, settings.ca_file.as_deref())?;
            config = config.https_only(true).tls_config(authorities.https());
        }
        Ok(Self {
            agent: config.build().into(),
            turns: Arc::new(Semaphore::new(AT_ONCE)),
        })
    }

    /// A document.
    pub(super) async fn get(&self, url: &str, authorization: Authorization) -> Result<Value, WebError> {
        let reply = self.send(url, authorization, None).await?;
        match reply.status {
            200 => Ok(reply.body),
            status => Err(WebError::Status {
                url: url.to_owned(),
                status,
            }),
        }
    }

    /// The answer to a form, whatever its status.
    pub(super) async fn post(
        &self,
        url: &str,
        authorization: Authorization,
        form: Vec<(&'static str, String)>,
    ) -> Result<Reply, WebError> {
        self.send(url, authorization, Some(form)).await
    }

    async fn send(
        &self,
        url: &str,
        authorization: Authorization,
        form: Option<Vec<(&'static str, String)>>,
    ) -> Result<Reply, WebError> {
        let turn = timeout(PATIENCE, Arc::clone(&self.turns).acquire_owned()).await;
        let Ok(Ok(turn)) = turn else {
            return Err(WebError::Busy);
        };
        let (agent, url) = (self.agent.clone(), url.to_owned());
        let sent = spawn_blocking(move || {
            let _turn = turn;
            send_here(&agent, url, authorization, form)
        });
        sent.await.map_err(WebError::Interrupted)?
    }
}

fn send_here(
    agent: &Agent,
    url: String,
    authorization: Authorization,
    form: Option<Vec<(&'static str, String)>>,
) -> Result<Reply, WebError> {
    let answer = || -> Result<(u16, Vec<u8>), ureq::Error> {
        let mut response = match form {
            None => prove(agent.get(&url), authorization).call()?,
            Some(form) => prove(agent.post(&url), authorization).send_form(form)?,
        };
        let body = read(&mut response)?;
        Ok((response.status().as_u16(), body))
    };
    let (status, body) = match answer() {
        Ok(answer) => answer,
        Err(error) => {
            let source = Box::new(error);
            return Err(WebError::Request { url, source });
        }
    };
    match serde_json::from_slice(&body) {
        Ok(body) => Ok(Reply { status, body }),
        // Proxies in between answer with pages.
        Err(_) if status != 200 => Err(WebError::Status { url, status }),
        Err(source) => Err(WebError::NotJson { url, source }),
    }
}

fn prove<B>(request: ureq::RequestBuilder<B>, authorization: Authorization) -> ureq::RequestBuilder<B> {
    let request = request.header(ACCEPT, "application/json");
    match authorization {
        Some(authorization) => request.header(AUTHORIZATION, authorization),
        None => request,
    }
}

fn read(response: &mut http::Response<Body>) -> Result<Vec<u8>, ureq::Error> {
    response.body_mut().with_config().limit(LONGEST).read_to_vec()
}
