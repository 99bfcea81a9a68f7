//! Windows kept in Redis, for all processes together.

mod circuit;
mod script;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use circuit::Circuit;
use portal_config::RedisUrl;
use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::{Client, RedisError};
use script::WindowScript;
use tokio::time::timeout;

use crate::local::DEFAULT_MAX_WINDOWS;
use crate::{Decision, Rule};

/// A rule that only the probe of a lost Redis uses: it takes the same way as a request, up to the write.
const PROBE: Rule = Rule::new("probe", 1, Duration::from_secs(1));

/// How long connecting and the first answer may take when nobody waits for them.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(1);

/// How Redis is used.
#[derive(Clone, Debug)]
pub struct RedisOptions {
    /// Which Redis.
    pub url: RedisUrl,
    /// What all keys begin with.
    pub key_prefix: String,
    /// How long one answer may take before the request is judged by this process alone.
    pub budget: Duration,
    /// How many windows this process keeps for itself beside Redis.
    pub max_windows: usize,
}

impl RedisOptions {
    /// The usual: keys begin with `portal:limit`, 5 ms an answer, 100,000 windows.
    #[must_use]
    pub fn new(url: RedisUrl) -> Self {
        Self {
            url,
            key_prefix: "portal:limit".to_owned(),
            budget: Duration::from_millis(5),
            max_windows: DEFAULT_MAX_WINDOWS,
        }
    }
}

/// The Redis URL cannot be understood. It is not shown, because it may hold a password.
#[derive(Debug, thiserror::Error)]
#[error("the Redis URL cannot be understood")]
pub struct InvalidRedisUrl(#[source] RedisError);

/// The connection, and whether it is worth asking.
pub(crate) struct SharedWindows {
    client: Client,
    script: WindowScript,
    budget: Duration,
    circuit: Circuit,
    /// Made by the first request, because it needs the runtime; replaced by a probe that succeeded.
    connection: Mutex<Option<ConnectionManager>>,
}

impl SharedWindows {
    pub(crate) fn new(options: RedisOptions) -> Result<Self, InvalidRedisUrl> {
        Ok(Self {
            client: Client::open(options.url.expose()).map_err(InvalidRedisUrl)?,
            script: WindowScript::new(options.key_prefix),
            budget: options.budget,
            circuit: Circuit::default(),
            connection: Mutex::new(None),
        })
    }

    pub(crate) fn is_degraded(&self) -> bool {
        self.circuit.is_open()
    }

    /// What Redis says, or nothing when it does not say it in time.
    pub(crate) async fn ask(self: &Arc<Self>, caller: &str, rule: &Rule) -> Option<Decision> {
        if self.circuit.is_open() {
            if self.circuit.probe_is_due(Instant::now()) {
                tokio::spawn(Arc::clone(self).probe());
            }
            return None;
        }
        match timeout(self.budget, self.ask_connected(caller, rule)).await {
            Ok(Ok(decision)) => {
                self.circuit.succeeded();
                Some(decision)
            }
            Ok(Err(error)) => self.failed(&error),
            Err(elapsed) => self.failed(&elapsed),
        }
    }

    async fn ask_connected(&self, caller: &str, rule: &Rule) -> Result<Decision, RedisError> {
        let mut connection = self.connection()?;
        self.script.run(&mut connection, caller, rule).await
    }

    fn connection(&self) -> Result<ConnectionManager, RedisError> {
        let mut slot = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(connection) = &*slot {
            return Ok(connection.clone());
        }
        let connection = ConnectionManager::new_lazy_with_config(self.client.clone(), connection_config(self.budget))?;
        Ok(slot.insert(connection).clone())
    }

    fn failed(&self, error: &(dyn std::error::Error + 'static)) -> Option<Decision> {
        if self.circuit.failed() {
            report_degraded(true);
            tracing::warn!(
                error,
                "rate limits: Redis does not answer, limits hold per process until it does"
            );
        }
        None
    }

    /// Tries a new connection, off any request's path. It may take its time, but the answer must then come within budget.
    ///
    /// The connection is new, because an old one can hang for minutes on a host that vanished without a word.
    async fn probe(self: Arc<Self>) {
        match timeout(2 * CONNECT_TIMEOUT, self.connect_and_ask()).await {
            Ok(Ok(connection)) => {
                *self.connection.lock().unwrap_or_else(PoisonError::into_inner) = Some(connection);
                if self.circuit.close() {
                    report_degraded(false);
                    tracing::info!("rate limits: Redis answers again, limits hold across processes");
                }
            }
            Ok(Err(error)) => tracing::debug!(
                error = &error as &dyn std::error::Error,
                "rate limits: Redis is still away"
            ),
            Err(_) => tracing::debug!("rate limits: Redis still does not answer in time"),
        }
    }

    async fn connect_and_ask(&self) -> Result<ConnectionManager, RedisError> {
        let mut connection =
            ConnectionManager::new_with_config(self.client.clone(), connection_config(self.budget)).await?;
        // The first run may have to load the script; the second is what requests will see.
        self.script.run(&mut connection, "first", &PROBE).await?;
        match timeout(self.budget, self.script.run(&mut connection, "second", &PROBE)).await {
            Ok(answer) => answer.map(|_| connection),
            Err(_) => Err(std::io::Error::from(std::io::ErrorKind::TimedOut).into()),
        }
    }
}

/// No retries inside the client: the circuit decides when to try again.
fn connection_config(budget: Duration) -> ConnectionManagerConfig {
    ConnectionManagerConfig::new()
        .set_number_of_retries(0)
        .set_connection_timeout(Some(CONNECT_TIMEOUT))
        .set_response_timeout(Some(budget.max(CONNECT_TIMEOUT)))
        // As many requests as may be under way at once in a busy service; the default of 50 makes the others queue twice.
        .set_pipeline_buffer_size(1024)
}

/// `ratelimit_backend_degraded`: 1 while Redis is configured and limits hold per process only.
pub(crate) fn report_degraded(degraded: bool) {
    metrics::gauge!("ratelimit_backend_degraded").set(if degraded { 1.0 } else { 0.0 });
}
