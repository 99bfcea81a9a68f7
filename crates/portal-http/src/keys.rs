//! API keys at the door: `X-API-Key`.

mod known;

use std::error::Error;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};

use ipnet::IpNet;
use known::{Answers, Known};
use portal_jwt::{GroupPermissions, KeyDigest, KeyFacts, Permission, Scope};
use serde::{Deserialize, Serialize};

/// The header that carries a key.
pub const API_KEY_HEADER: &str = "x-api-key";

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
    /// What the owner may now, no more than the scopes give.
    pub permissions: Vec<String>,
    /// What the key may be used for.
    pub scopes: Vec<String>,
    /// From where; anywhere, when empty.
    pub networks: Vec<IpNet>,
    /// Seconds since the epoch.
    pub expires_at: Option<i64>,
}

impl KeyGrant {
    /// What these facts allow: the scopes that the owner is still permitted, and the permissions that these give. None when
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
        let needed = |permission: &&Permission| scopes.iter().any(|scope| scope.gives() == Some(**permission));
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

#[derive(Default)]
struct Inner {
    ask: OnceLock<Ask>,
    answers: Answers,
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

    /// Whether nothing is known of that key: neither the answer of just now, nor that it was good a while ago.
    pub(crate) fn is_strange(&self, digest: &KeyDigest) -> bool {
        self.0.answers.of(digest) == Known::Nothing
    }

    /// What a key allows when it is used from `address`, by its sum; `None` when it is no key that is good.
    ///
    /// # Errors
    /// When nobody can say.
    pub async fn find_digest(&self, digest: KeyDigest, address: IpAddr) -> Result<Option<Arc<KeyGrant>>, Unanswered> {
        let Some(ask) = self.0.ask.get() else {
            return Ok(None);
        };
        if let Known::Now(grant) = self.0.answers.of(&digest) {
            return Ok(grant);
        }
        let grant = ask(digest, address).await?.map(Arc::new);
        self.0.answers.remember(digest, grant.clone());
        Ok(grant)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn permissions(groups: &[&str], scopes: &[&str]) -> (Vec<String>, Vec<String>) {
        let facts = KeyFacts {
            key_id: "1".to_owned(),
            username: "root".to_owned(),
            email: String::new(),
            groups: owned(groups),
            scopes: owned(scopes),
            networks: Vec::new(),
            expires_at: None,
        };
        let grant = KeyGrant::new(facts, &GroupPermissions::default()).unwrap();
        (grant.permissions, grant.scopes)
    }

    #[test]
    fn only_a_scope_of_operators_makes_an_administrators_key_an_operators() {
        for (scopes, expected) in [
            (&["audit:read"][..], &[][..]),
            (&["jobs:submit", "audit:read"], &["dashboard"]),
            (&["jobs:read", "audit:read"], &["dashboard"]),
            (&["events:read", "audit:read"], &["dashboard"]),
            (&["nodes:admin"], &["admin"]),
            (&["jobs:submit", "nodes:admin"], &["dashboard", "admin"]),
            (&["nodes:admin", "audit:read"], &["admin"]),
        ] {
            let (permissions, held) = permissions(&["HPC-Admins"], scopes);
            assert_eq!(
                (permissions, held.as_slice()),
                (owned(expected), &owned(scopes)[..]),
                "{scopes:?}"
            );
        }
        let (permissions, held) = permissions(&["DX-Users"], &["jobs:read", "audit:read", "nodes:admin"]);
        assert_eq!((permissions, held), (owned(&["dashboard"]), owned(&["jobs:read"])));
    }

    fn owned(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }
}
