//! What an API key allows, asked of the database.

use std::net::IpAddr;
use std::sync::Arc;

use portal_config::unix_millis;
use portal_db::DbError;
use portal_db::accounts::Account;
use portal_db::api_keys::{self, ApiKey};
use portal_http::{KeyAnswer, KeyFacts, KeyGrant, Unanswered};
use portal_jwt::KeyDigest;

use super::KeyRing;

/// The question that [`portal_http::ApiKeys`] asks.
pub(super) fn ask(ring: &KeyRing) -> impl Fn(KeyDigest, IpAddr) -> KeyAnswer + Send + Sync + 'static {
    let ring = Arc::new(ring.clone());
    move |digest, address| {
        let (ring, now) = (Arc::clone(&ring), ring.clock.rfc3339());
        Box::pin(async move {
            let find =
                move |connection: &mut _| api_keys::good(connection, &digest.to_string(), &now, &address.to_string());
            let found = ring.db.run(find).await;
            let found = found.map_err(|error: DbError| -> Unanswered { Arc::new(error) })?;
            Ok(found.and_then(|(key, owner)| KeyGrant::new(facts(&key, &owner), &ring.groups)))
        })
    }
}

fn facts(key: &ApiKey, owner: &Account) -> KeyFacts {
    KeyFacts {
        key_id: key.key_id.clone(),
        username: owner.username.clone(),
        email: owner.email.clone(),
        groups: owner.groups(),
        scopes: key.scopes(),
        // What makes no sense is no network: the key is good nowhere.
        networks: key.networks().unwrap_or_else(|| vec!["?".to_owned()]),
        expires_at: key
            .expires_at
            .as_deref()
            .and_then(unix_millis)
            .map(|at| at.div_euclid(1000)),
    }
}
