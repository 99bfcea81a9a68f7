//! What is remembered of the provider, and when it is asked again.

use std::sync::Arc;
use std::time::Duration;

use jsonwebtoken::jwk::Jwk;
use portal_config::Clock;
use serde_json::Value;
use tokio::sync::Mutex;

use super::metadata::{Metadata, PLACE};
use super::web::Web;
use super::{ProviderError, keys};

/// After so long the provider is asked anew.
const FRESH: Duration = Duration::from_secs(3600);

/// So long its last word counts while it does not answer.
const STALE: Duration = Duration::from_secs(24 * 3600);

/// After a failure nobody asks for so long: else each of many people would wait for the same silence.
const PAUSE: Duration = Duration::from_secs(5);

/// Unknown keys make us ask anew, but not more often than this: anybody can make up a token with an unknown key.
const KEYS_AT_MOST: Duration = Duration::from_secs(30);

/// The provider's last word.
pub(super) struct Known {
    issuer: String,
    web: Web,
    clock: Clock,
    metadata: Mutex<Remembered<Metadata>>,
    keys: Mutex<Remembered<Vec<Jwk>>>,
}

struct Remembered<T> {
    value: Option<Arc<T>>,
    asked_at: i64,
    failed_at: Option<i64>,
}

impl<T> Default for Remembered<T> {
    fn default() -> Self {
        Self {
            value: None,
            asked_at: 0,
            failed_at: None,
        }
    }
}

impl<T> Remembered<T> {
    /// What is remembered, when it is no older than `age`.
    fn no_older(&self, age: Duration, now: i64) -> Option<Arc<T>> {
        let young = now - self.asked_at < millis(age);
        self.value.as_ref().filter(|_| young).map(Arc::clone)
    }

    fn failed_lately(&self, now: i64) -> bool {
        self.failed_at.is_some_and(|then| now - then < millis(PAUSE))
    }

    /// Takes what was asked for, or falls back to what is remembered.
    fn settle(&mut self, asked: Result<T, ProviderError>, now: i64) -> Result<Arc<T>, ProviderError> {
        match asked {
            Ok(value) => {
                let value = Arc::new(value);
                *self = Self {
                    value: Some(Arc::clone(&value)),
                    asked_at: now,
                    failed_at: None,
                };
                Ok(value)
            }
            Err(error) => {
                self.failed_at = Some(now);
                let Some(stale) = self.no_older(STALE, now) else {
                    return Err(error);
                };
                let error = &error as &dyn std::error::Error;
                tracing::warn!(error, "the provider does not answer; its last word counts");
                Ok(stale)
            }
        }
    }
}

impl Known {
    pub(super) fn new(issuer: &str, web: Web, clock: Clock) -> Self {
        Self {
            issuer: issuer.to_owned(),
            web,
            clock,
            metadata: Mutex::default(),
            keys: Mutex::default(),
        }
    }

    /// Where the provider's endpoints are. One request at a time; who comes meanwhile gets its answer.
    pub(super) async fn metadata(&self) -> Result<Arc<Metadata>, ProviderError> {
        let mut known = self.metadata.lock().await;
        let now = self.clock.unix_millis();
        if let Some(metadata) = known.no_older(FRESH, now) {
            return Ok(metadata);
        }
        if known.failed_lately(now) {
            return known.no_older(STALE, now).ok_or(ProviderError::SilentLately);
        }
        let url = format!("{}{PLACE}", self.issuer.trim_end_matches('/'));
        let asked = self.web.get(&url, None).await.map_err(ProviderError::Web);
        let asked = asked.and_then(|document| Metadata::read(document, &self.issuer));
        known.settle(asked, now)
    }

    /// The keys that it signs with.
    pub(super) async fn keys(&self) -> Result<Arc<Vec<Jwk>>, ProviderError> {
        self.keys_no_older(FRESH).await
    }

    /// Its keys after one was missing among those above.
    pub(super) async fn newer_keys(&self) -> Result<Arc<Vec<Jwk>>, ProviderError> {
        self.keys_no_older(KEYS_AT_MOST).await
    }

    async fn keys_no_older(&self, age: Duration) -> Result<Arc<Vec<Jwk>>, ProviderError> {
        let metadata = self.metadata().await?;
        let mut known = self.keys.lock().await;
        let now = self.clock.unix_millis();
        if let Some(keys) = known.no_older(age, now) {
            return Ok(keys);
        }
        if known.failed_lately(now) {
            return known.no_older(STALE, now).ok_or(ProviderError::SilentLately);
        }
        let asked = self.web.get(&metadata.jwks_uri, None).await.map_err(ProviderError::Web);
        known.settle(asked.map(|set: Value| keys::read(&set)), now)
    }
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}
