//! Codes for pages that cannot live with the cookies alone (`SSO_CALLBACK_HANDOVER=code`): good once, for a minute, in the
//! browser that signed in. They stand in an address in place of the token, which thus reaches no history and no log.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use actix_web::cookie::{Cookie, SameSite, time};
use portal_config::Clock;
use portal_http::Client;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use uuid::Uuid;

/// Binds the code to the browser: who reads it off an address has not got the cookie.
pub(crate) const COOKIE: &str = "hpc_portal_handover";
const PATH: &str = "/auth/oidc/exchange";

const LIFETIME: Duration = Duration::from_secs(60);

/// Codes waiting at a time.
const MOST: usize = 10_000;

/// Somebody who signed in and has not been given a session yet.
#[derive(Clone)]
pub(crate) struct Waiting {
    pub(crate) username: String,
    pub(crate) id_token: String,
}

struct Entry {
    waiting: Waiting,
    browser: [u8; 32],
    expires: i64,
}

/// Codes that were given out and have not come back. This process's own: behind several nodes one browser has to talk to
/// one of them, as uploads need it too.
pub(crate) struct Handovers {
    clock: Clock,
    waiting: Mutex<HashMap<[u8; 32], Entry>>,
}

impl std::fmt::Debug for Handovers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Handovers")
    }
}

impl Handovers {
    pub(crate) fn new(clock: Clock) -> Self {
        Self {
            clock,
            waiting: Mutex::default(),
        }
    }

    /// A code for the address and a cookie for the browser; none when too many wait.
    pub(crate) fn give(&self, waiting: Waiting, client: &Client) -> Option<(String, Cookie<'static>)> {
        let (code, browser) = (random(), random());
        let now = self.clock.unix_seconds();
        let mut all = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, entry| entry.expires > now);
        if all.len() >= MOST {
            return None;
        }
        let entry = Entry {
            waiting,
            browser: digest(&browser),
            expires: now + seconds(LIFETIME),
        };
        all.insert(digest(&code), entry);
        Some((code, cookie(browser, LIFETIME, client)))
    }

    /// Whoever waits behind a code, once.
    pub(crate) fn take(&self, code: &str, browser: &str) -> Option<Waiting> {
        let now = self.clock.unix_seconds();
        let mut all = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        // Gone after the first try, right or wrong.
        let entry = all.remove(&digest(code)).filter(|entry| entry.expires > now)?;
        bool::from(entry.browser.ct_eq(&digest(browser))).then_some(entry.waiting)
    }
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
