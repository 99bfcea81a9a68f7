//! Codes for pages that cannot live with the cookies alone (`SSO_CALLBACK_HANDOVER=code`): good once, for a minute, in the
//! browser that signed in. They stand in an address in place of the token, which thus reaches no history and no log.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use actix_web::cookie::{Cookie, SameSite, time};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use portal_config::Clock;
use portal_http::Client;
use redis::AsyncCommands;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use uuid::Uuid;

use crate::sessions::{RedisError, RedisSessions};

/// Binds the code to the browser: who reads it off an address has not got the cookie.
pub(crate) const COOKIE: &str = "hpc_portal_handover";
const PATH: &str = "/auth/oidc/exchange";

const LIFETIME: Duration = Duration::from_secs(60);

/// Codes waiting in this process at a time.
const MOST: usize = 10_000;

/// Somebody who signed in and has not been given a session yet.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Waiting {
    pub(crate) username: String,
    pub(crate) id_token: String,
}

#[derive(Serialize, Deserialize)]
struct Entry {
    waiting: Waiting,
    /// SHA-256 of the cookie.
    browser: [u8; 32],
}

impl Entry {
    /// Whoever waits, if this is their browser.
    fn of(self, browser: &str) -> Option<Waiting> {
        bool::from(self.browser.ct_eq(&digest(browser))).then_some(self.waiting)
    }
}

/// No code can be given, or none be looked up.
#[derive(Debug, thiserror::Error)]
pub(crate) enum HandoverError {
    #[error("too many sign-ins wait for their page")]
    Full,
    #[error("the sign-ins that wait for their page could not be reached")]
    Redis(#[from] RedisError),
}

/// Codes that were given out and have not come back. With Redis all nodes know them; without it they are this process's own,
/// and behind several nodes one browser has to talk to one of them, as uploads need it too.
pub(crate) enum Handovers {
    /// In this process.
    Here(Here),
    /// Where the sessions are.
    Redis(RedisSessions),
}

pub(crate) struct Here {
    clock: Clock,
    /// With the second since the epoch in which they end.
    waiting: Mutex<HashMap<[u8; 32], (Entry, i64)>>,
}

impl std::fmt::Debug for Handovers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Handovers")
    }
}

impl Handovers {
    pub(crate) fn new(clock: Clock, redis: Option<RedisSessions>) -> Self {
        let here = || {
            Self::Here(Here {
                clock,
                waiting: Mutex::default(),
            })
        };
        redis.map_or_else(here, Self::Redis)
    }

    /// A code for the address and a cookie for the browser.
    ///
    /// # Errors
    /// When too many wait, or Redis does not answer.
    pub(crate) async fn give(
        &self,
        waiting: Waiting,
        client: &Client,
    ) -> Result<(String, Cookie<'static>), HandoverError> {
        let (code, browser) = (random(), random());
        let entry = Entry {
            waiting,
            browser: digest(&browser),
        };
        match self {
            Self::Here(here) => here.keep(digest(&code), entry)?,
            Self::Redis(redis) => keep(redis, &key(&code), &entry).await?,
        }
        Ok((code, cookie(browser, LIFETIME, client)))
    }

    /// Whoever waits behind a code, once: it is gone after the first try, right or wrong.
    ///
    /// # Errors
    /// When Redis does not answer.
    pub(crate) async fn take(&self, code: &str, browser: &str) -> Result<Option<Waiting>, HandoverError> {
        let entry = match self {
            Self::Here(here) => here.remove(&digest(code)),
            Self::Redis(redis) => remove(redis, &key(code)).await?,
        };
        Ok(entry.and_then(|entry| entry.of(browser)))
    }
}

impl Here {
    fn keep(&self, code: [u8; 32], entry: Entry) -> Result<(), HandoverError> {
        let now = self.clock.unix_seconds();
        let mut all = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, (_, expires)| *expires > now);
        if all.len() >= MOST {
            return Err(HandoverError::Full);
        }
        all.insert(code, (entry, now + seconds(LIFETIME)));
        Ok(())
    }

    fn remove(&self, code: &[u8; 32]) -> Option<Entry> {
        let now = self.clock.unix_seconds();
        let mut all = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let (entry, expires) = all.remove(code)?;
        (expires > now).then_some(entry)
    }
}

/// Redis lets it expire by its own clock, so that those of the nodes may differ.
async fn keep(redis: &RedisSessions, key: &str, entry: &Entry) -> Result<(), RedisError> {
    let text = serde_json::to_string(entry)?;
    let mut connection = redis.connection().await?;
    let kept: () = connection.set_ex(key, text, LIFETIME.as_secs()).await?;
    Ok(kept)
}

async fn remove(redis: &RedisSessions, key: &str) -> Result<Option<Entry>, RedisError> {
    let text: Option<String> = redis.connection().await?.get_del(key).await?;
    Ok(text.map(|text| serde_json::from_str(&text)).transpose()?)
}

/// Whoever reads along in Redis learns no code.
fn key(code: &str) -> String {
    format!("portal:handover:{}", URL_SAFE_NO_PAD.encode(digest(code)))
}

/// The cookie that ends the one of the code.
pub(crate) fn expired_cookie(client: &Client) -> Cookie<'static> {
    cookie(String::new(), Duration::ZERO, client)
}

fn cookie(value: String, lifetime: Duration, client: &Client) -> Cookie<'static> {
    Cookie::build(COOKIE, value)
        .path(PATH)
        .http_only(true)
        .same_site(SameSite::Strict)
        .secure(client.is_secure())
        .max_age(time::Duration::seconds(seconds(lifetime)))
        .finish()
}

/// 244 random bits.
fn random() -> String {
    format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple())
}

fn digest(text: &str) -> [u8; 32] {
    Sha256::digest(text).into()
}

fn seconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_secs()).unwrap_or(i64::MAX)
}
