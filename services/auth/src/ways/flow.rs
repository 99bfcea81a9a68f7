//! A sign-in at the provider that is under way: what binds its end to the browser that began it.
//!
//! A cookie names the flow; everything else follows from the name and a key: `state` (the answer belongs to this browser),
//! `nonce` (the token belongs to this question), the PKCE verifier (the code is of no use to whoever sees it). So nothing
//! is kept for the many who never come back, and what is in the cookie is no secret of the provider's.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use actix_web::cookie::{Cookie, SameSite, time};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use portal_config::{Clock, Secrets};
use portal_http::Client;
use secrecy::ExposeSecret;
use sha2::{Digest, Sha256, Sha512};
use subtle::ConstantTimeEq;
use uuid::Uuid;

use super::ReturnTo;

/// Cookies of flows begin so; what follows is the beginning of `state`, so that two tabs do not disturb each other.
const COOKIE: &str = "hpc_portal_oidc_";
const PATH: &str = "/auth/oidc/";

/// Somebody may have to look for their second factor.
const LIFETIME: Duration = Duration::from_secs(600);

/// Tabs of one browser in which a sign-in is under way.
const MOST_AT_ONCE: usize = 12;

/// Ended flows remembered at a time; each address can end one a second.
const MOST_ENDED: usize = 50_000;

/// The answer does not belong to a flow that this browser began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum FlowError {
    #[error("the answer belongs to no sign-in of this browser")]
    NotOfThisBrowser,
    #[error("the answer comes too late")]
    TooLate,
    #[error("the answer came before")]
    Replayed,
    #[error("too many sign-ins end at this moment")]
    Busy,
}

/// One sign-in under way.
#[derive(Clone, Debug)]
pub(crate) struct Flow {
    id: String,
    began_at: i64,
    return_to: ReturnTo,
    state: String,
    nonce: String,
    verifier: String,
}

impl Flow {
    pub(crate) fn state(&self) -> &str {
        &self.state
    }

    pub(crate) fn nonce(&self) -> &str {
        &self.nonce
    }

    /// PKCE's secret, told to the provider only when the code is exchanged.
    pub(crate) fn verifier(&self) -> &str {
        &self.verifier
    }

    /// PKCE's challenge, S256.
    pub(crate) fn challenge(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(&self.verifier))
    }

    pub(crate) fn return_to(&self) -> &ReturnTo {
        &self.return_to
    }
}

/// All flows.
pub(crate) struct Flows {
    key: Hmac<Sha256>,
    clock: Clock,
    /// Flow and when its cookie expires, seconds since the epoch.
    ended: Mutex<HashMap<String, i64>>,
}

impl std::fmt::Debug for Flows {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Flows")
    }
}

impl Flows {
    pub(crate) fn new(secrets: &Secrets, clock: Clock) -> Self {
        let derived = Sha512::new()
            .chain_update(b"hpc-portal oidc flow\0")
            .chain_update(secrets.jwt.expose_secret())
            .finalize();
        Self {
            key: Hmac::new(&derived),
            clock,
            ended: Mutex::default(),
        }
    }

    /// Begins one.
    pub(crate) fn begin(&self, return_to: ReturnTo) -> Flow {
        self.flow(
            Uuid::new_v4().simple().to_string(),
            self.clock.unix_seconds(),
            return_to,
        )
    }

    fn flow(&self, id: String, began_at: i64, return_to: ReturnTo) -> Flow {
        Flow {
            state: self.derive("state", &id).chars().take(32).collect(),
            nonce: self.derive("nonce", &id).chars().take(32).collect(),
            verifier: self.derive("verifier", &id),
            id,
            began_at,
            return_to,
        }
    }

    /// The cookie that binds a flow to the browser. `Lax`, because the answer comes by a link from the provider's page.
    pub(crate) fn cookie(&self, flow: &Flow, client: &Client) -> Cookie<'static> {
        let return_to = BASE64_URL_SAFE_NO_PAD.encode(flow.return_to.as_str());
        let body = format!("{}.{}.{return_to}", flow.id, flow.began_at);
        let value = format!("{body}.{}", self.derive("cookie", &body));
        cookie(&flow.state, value, LIFETIME, client)
    }

    /// The cookie that ends the one above.
    pub(crate) fn expired_cookie(state: &str, client: &Client) -> Cookie<'static> {
        cookie(state, String::new(), Duration::ZERO, client)
    }

    /// Cookies that end those of flows which were begun and left, when there are many: servers refuse a request whose headers are
    /// longer than some kilobytes.
    pub(crate) fn surplus(cookies: &[(String, String)], client: &Client) -> Vec<Cookie<'static>> {
        let states = cookies.iter().filter_map(|(name, _)| name.strip_prefix(COOKIE));
        let states: Vec<_> = states.collect();
        let left = if states.len() < MOST_AT_ONCE {
            &[]
        } else {
            states.as_slice()
        };
        left.iter().map(|state| Self::expired_cookie(state, client)).collect()
    }

    /// Ends the flow that `state` belongs to, once; `cookies` are the browser's, name and value.
    ///
    /// # Errors
    /// When this browser did not begin it, or not lately, or ended it before.
    pub(crate) fn end(&self, state: &str, cookies: &[(String, String)]) -> Result<Flow, FlowError> {
        let name = cookie_name(state);
        let of_this_state = cookies.iter().filter(|(given, _)| *given == name);
        let flow = of_this_state
            .filter_map(|(_, value)| self.read(value))
            .find(|flow| bool::from(flow.state.as_bytes().ct_eq(state.as_bytes())))
            .ok_or(FlowError::NotOfThisBrowser)?;
        let (now, expires) = (self.clock.unix_seconds(), flow.began_at + seconds(LIFETIME));
        if now >= expires {
            return Err(FlowError::TooLate);
        }
        let mut ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        if ended.len() >= MOST_ENDED {
            ended.retain(|_, expires| *expires > now);
        }
        if ended.contains_key(&flow.id) {
            Err(FlowError::Replayed)
        } else if ended.len() >= MOST_ENDED {
            Err(FlowError::Busy)
        } else {
            ended.insert(flow.id.clone(), expires);
            Ok(flow)
        }
    }

    fn read(&self, value: &str) -> Option<Flow> {
        let (body, mac) = value.rsplit_once('.')?;
        let right = self.derive("cookie", body);
        if !bool::from(right.as_bytes().ct_eq(mac.as_bytes())) {
            return None;
        }
        let (id, rest) = body.split_once('.')?;
        let (began_at, return_to) = rest.split_once('.')?;
        let return_to = String::from_utf8(BASE64_URL_SAFE_NO_PAD.decode(return_to).ok()?).ok()?;
        Some(self.flow(id.to_owned(), began_at.parse().ok()?, ReturnTo::parse(&return_to)?))
    }

    /// 64 hexadecimal digits.
    fn derive(&self, what: &str, text: &str) -> String {
        let mut mac = self.key.clone();
        mac.update(what.as_bytes());
        mac.update(b"\0");
        mac.update(text.as_bytes());
        let digest = mac.finalize().into_bytes();
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

fn cookie_name(state: &str) -> String {
    let beginning: String = state.chars().take(8).filter(char::is_ascii_hexdigit).collect();
    format!("{COOKIE}{beginning}")
}

fn cookie(state: &str, value: String, lifetime: Duration, client: &Client) -> Cookie<'static> {
    Cookie::build(cookie_name(state), value)
        .path(PATH)
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(client.is_secure())
        .max_age(time::Duration::seconds(seconds(lifetime)))
        .finish()
}

fn seconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_secs()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use portal_config::Source;
    use portal_config::names::JWT_SECRET_KEY;

    use super::*;

    fn flows(clock: &Clock) -> Flows {
        let source = Source::default().with(&JWT_SECRET_KEY, "3f1c9b7e5d2a4860918273645f0e1d2c");
        Flows::new(&Secrets::load(&source).unwrap(), clock.clone())
    }

    /// What the browser sends back.
    fn jar(flows: &Flows, flow: &Flow) -> Vec<(String, String)> {
        let return_to = BASE64_URL_SAFE_NO_PAD.encode(flow.return_to.as_str());
        let body = format!("{}.{}.{return_to}", flow.id, flow.began_at);
        vec![(
            cookie_name(&flow.state),
            format!("{body}.{}", flows.derive("cookie", &body)),
        )]
    }

    fn began(flows: &Flows) -> (Flow, Vec<(String, String)>) {
        let flow = flows.begin(ReturnTo::parse("/dashboard/?x=1.2").unwrap());
        let jar = jar(flows, &flow);
        (flow, jar)
    }

    #[test]
    fn the_browser_that_began_it_ends_it_once() {
        let flows = flows(&Clock::manual(1_700_000_000));
        let (flow, jar) = began(&flows);
        let ended = flows.end(&flow.state, &jar).unwrap();
        assert_eq!((&ended.nonce, &ended.verifier), (&flow.nonce, &flow.verifier));
        assert_eq!(ended.return_to.as_str(), "/dashboard/?x=1.2");
        assert_eq!(flows.end(&flow.state, &jar).unwrap_err(), FlowError::Replayed);
    }

    #[test]
    fn another_browser_or_a_changed_cookie_does_not() {
        let flows = flows(&Clock::manual(1_700_000_000));
        let (flow, jar) = began(&flows);
        let (other, others_jar) = began(&flows);
        let refused = |state: &str, jar: &[(String, String)]| flows.end(state, jar).unwrap_err();
        assert_eq!(refused(&flow.state, &[]), FlowError::NotOfThisBrowser);
        assert_eq!(refused(&flow.state, &others_jar), FlowError::NotOfThisBrowser);
        assert_eq!(refused(&other.state, &jar), FlowError::NotOfThisBrowser);
        assert_eq!(refused("", &jar), FlowError::NotOfThisBrowser);
        // Another flow's cookie under this flow's name.
        let moved = vec![(jar[0].0.clone(), others_jar[0].1.clone())];
        assert_eq!(refused(&flow.state, &moved), FlowError::NotOfThisBrowser);
        for at in 0..jar[0].1.len() {
            let mut bytes = jar[0].1.clone().into_bytes();
            bytes[at] ^= 1;
            let changed = vec![(jar[0].0.clone(), String::from_utf8(bytes).unwrap())];
            assert_eq!(refused(&flow.state, &changed), FlowError::NotOfThisBrowser, "{at}");
        }
        assert!(flows.end(&flow.state, &jar).is_ok());
    }

    #[test]
    fn after_ten_minutes_it_is_too_late() {
        let clock = Clock::manual(1_700_000_000);
        let flows = flows(&clock);
        let (flow, jar) = began(&flows);
        clock.advance(LIFETIME);
        assert_eq!(flows.end(&flow.state, &jar).unwrap_err(), FlowError::TooLate);
    }

    #[test]
    fn what_the_provider_sees_says_nothing_of_what_it_must_not_see() {
        let flows = flows(&Clock::manual(1_700_000_000));
        let (flow, _) = began(&flows);
        assert_eq!((flow.state.len(), flow.nonce.len(), flow.verifier.len()), (32, 32, 64));
        assert_ne!(flow.state, flow.nonce);
        assert!(!flow.verifier.starts_with(&flow.state) && !flow.verifier.starts_with(&flow.nonce));
        assert_eq!(flow.challenge().len(), 43);
    }
}
