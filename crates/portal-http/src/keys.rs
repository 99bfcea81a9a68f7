//! API keys at the door: `X-API-Key`.

use std::collections::HashMap;
use std::error::Error;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use ipnet::IpNet;
use portal_jwt::{ApiKeyText, GroupPermissions, KeyDigest, KeyFacts, Permission, Scope};
use serde::{Deserialize, Serialize};

/// The header that carries a key.
pub const API_KEY_HEADER: &str = "x-api-key";

/// An answer is good for so long: whatever ends a key, or changes what its owner may, holds within a second.
const GOOD_FOR: Duration = Duration::from_millis(500);

/// Answers remembered at a time, some 500 bytes each.
const MOST: usize = 10_000;

/// What a key that is good allows, as whoever keeps the keys says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyGrant {
    /// The public part of the key.
    pub key_id: String,
    /// Its owner.
    pub username: String,
    /// May be empty.
    pub email: String,
    /// The owner's groups.
    pub groups: Vec<String>,
    /// What the owner may now, no more than the scopes need.
    pub permissions: Vec<String>,
    /// What the key may be used for.
    pub scopes: Vec<String>,
    /// From where; anywhere, when empty.
    pub networks: Vec<IpNet>,
    /// Seconds since the epoch.
    pub expires_at: Option<i64>,
}

impl KeyGrant {
    /// What these facts allow: the scopes that the owner is still permitted, and the permissions that these need. None when
    /// a network makes no sense: then the key is good nowhere.
    #[must_use]
    pub fn new(facts: KeyFacts, groups: &GroupPermissions) -> Option<Self> {
        let owners = groups.of(&facts.groups);
        let held = |scope: &Scope| owners.contains(&scope.needs());
        let scopes: Vec<_> = facts
            .scopes
            .iter()
            .filter_map(|word| Scope::named(word))
            .filter(held)
            .collect();
        let needed = |permission: &&Permission| scopes.iter().any(|scope| scope.needs() == **permission);
        Some(Self {
            key_id: facts.key_id,
            username: facts.username,
            email: facts.email,
            groups: facts.groups,
            permissions: owners.iter().filter(needed).map(ToString::to_string).collect(),
            scopes: scopes.iter().map(ToString::to_string).collect(),
            networks: facts
                .networks
                .iter()
                .map(|text| text.parse())
                .collect::<Result<_, _>>()
                .ok()?,
            expires_at: facts.expires_at,
        })
    }

    /// Whether the key has this scope.
    #[must_use]
    pub fn has(&self, scope: Scope) -> bool {
        self.scopes.iter().any(|held| held == scope.as_str())
    }

    /// Whether the key may be used from `address`.
    #[must_use]
    pub fn holds_at(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.networks.is_empty() || self.networks.iter().any(|network| network.contains(&address))
    }

    /// By which name the session-like life of the key is revoked for connections that are open.
    #[must_use]
    pub fn sid(&self) -> String {
        session_of(&self.key_id)
    }
}

/// By which name open connections of a key are told that it has ended.
#[must_use]
pub fn session_of(key_id: &str) -> String {
    format!("key:{key_id}")
}

/// The keeper of the keys gave no answer; its chain is kept for the log.
pub type Unanswered = Arc<dyn Error + Send + Sync>;

/// Asks whoever keeps the keys; `None` for a key that is unknown, revoked or expired, or whose owner is disabled.
pub type KeyAnswer = Pin<Box<dyn Future<Output = Result<Option<KeyGrant>, Unanswered>> + Send>>;

type Ask = Box<dyn Fn(KeyDigest, IpAddr) -> KeyAnswer + Send + Sync>;

/// Finds out what a key allows. Cheap to clone.
#[derive(Clone, Default)]
pub struct ApiKeys(Arc<Inner>);

/// An answer, and when it came.
type Known = (Option<Arc<KeyGrant>>, Instant);

#[derive(Default)]
struct Inner {
    ask: OnceLock<Ask>,
    known: Mutex<HashMap<KeyDigest, Known>>,
}

impl std::fmt::Debug for ApiKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ApiKeys")
    }
}

impl ApiKeys {
    /// Says whom to ask. The first one counts: services that share a kit share its keeper.
    pub fn ask(&self, ask: impl Fn(KeyDigest, IpAddr) -> KeyAnswer + Send + Sync + 'static) {
        let _ = self.0.ask.set(Box::new(ask));
    }

    /// Says whom to ask for the facts of a key that is good; what they allow follows from `groups`.
    pub fn ask_for_facts<A, F, E>(&self, groups: GroupPermissions, ask: A)
    where
        A: Fn(KeyDigest, IpAddr) -> F + Send + Sync + 'static,
        F: Future<Output = Result<Option<KeyFacts>, E>> + Send + 'static,
        E: Error + Send + Sync + 'static,
    {
        let groups = Arc::new(groups);
        self.ask(move |digest, address| {
            let (asked, groups) = (ask(digest, address), Arc::clone(&groups));
            Box::pin(async move {
                let facts = asked.await.map_err(|error| -> Unanswered { Arc::new(error) })?;
                Ok(facts.and_then(|facts| KeyGrant::new(facts, &groups)))
            })
        });
    }

    /// What `text` allows when it is used from `address`; `None` when it is no key that is good.
    ///
    /// # Errors
    /// When nobody can say.
    pub(crate) async fn find(&self, text: &str, address: IpAddr) -> Result<Option<Arc<KeyGrant>>, Unanswered> {
        // The key carries a checksum: what was mistyped costs nobody a question.
        match ApiKeyText::parse(text) {
            Some(key) => self.find_digest(key.digest(), address).await,
            None => Ok(None),
        }
    }

    /// The same of a key that another service was shown.
    ///
    /// # Errors
    /// When nobody can say.
    pub async fn find_digest(&self, digest: KeyDigest, address: IpAddr) -> Result<Option<Arc<KeyGrant>>, Unanswered> {
        let Some(ask) = self.0.ask.get() else {
            return Ok(None);
        };
        if let Some(grant) = self.remembered(&digest) {
            return Ok(grant);
        }
        let grant = ask(digest, address).await?.map(Arc::new);
        self.remember(digest, grant.clone());
        Ok(grant)
    }

    fn remembered(&self, digest: &KeyDigest) -> Option<Option<Arc<KeyGrant>>> {
        let known = self.0.known.lock().unwrap_or_else(PoisonError::into_inner);
        let (grant, since) = known.get(digest)?;
        (since.elapsed() < GOOD_FOR).then(|| grant.clone())
    }

    fn remember(&self, digest: KeyDigest, grant: Option<Arc<KeyGrant>>) {
        let mut known = self.0.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST {
            known.retain(|_, (_, since)| since.elapsed() < GOOD_FOR);
        }
        if known.len() < MOST {
            known.insert(digest, (grant, Instant::now()));
        }
    }
}
