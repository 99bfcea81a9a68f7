//! Are the keys of open connections still good?
//!
//! That a key was revoked is told like the end of a session, and connections close within a second. But the news lasts for a
//! minute, in which this service may not hear it, and nobody tells that a key's owner has lost the group that it needs.

use std::net::IpAddr;

use actix_web::HttpRequest;
use portal_http::{API_KEY_HEADER, Caller, Client, Kit, Unauthenticated};
use portal_jwt::{ApiKeyText, KeyDigest, Scope};

use crate::roster::Roster;

/// How often a key is asked about, milliseconds.
const EVERY: i64 = 30_000;

/// A key that a connection lives on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct KeyInUse {
    digest: KeyDigest,
    address: IpAddr,
    /// When it was found good last, milliseconds since the epoch.
    looked_at: i64,
}

/// The auth service did not say.
pub(crate) struct Unchecked;

impl KeyInUse {
    /// The key of a request that the door let in with it.
    pub(crate) fn of(request: &HttpRequest) -> Option<Self> {
        let text = request.headers().get(API_KEY_HEADER)?.to_str().ok()?;
        Some(Self {
            digest: ApiKeyText::parse(text)?.digest(),
            address: Client::of(request)?.address(),
            looked_at: Kit::of(request).ok()?.clock().unix_millis(),
        })
    }

    fn is_due(&self, now: i64) -> bool {
        now - self.looked_at >= EVERY
    }
}

/// Asks about each key that was not asked about for a while, and closes the connections of those that are not good any more.
///
/// # Errors
/// At the first question without an answer: the connections stay, and it is asked again.
pub(crate) async fn look_again(kit: &Kit, roster: &Roster) -> Result<(), Unchecked> {
    for link in roster.links() {
        let now = kit.clock().unix_millis();
        let Some(key) = link.key().filter(|key| key.is_due(now)) else {
            continue;
        };
        // Several connections of one key are one question: the answer is remembered for a moment.
        match Caller::by_digest(kit, key.address, key.digest).await {
            Ok(caller) if caller.key().is_some_and(|grant| grant.has(Scope::EventsRead)) => {
                link.key_is_good(KeyInUse { looked_at: now, ..key }, caller.claims);
            }
            Err(Unauthenticated::Unchecked) => return Err(Unchecked),
            Ok(_) | Err(_) => link.key_has_ended(now),
        }
    }
    Ok(())
}
