//! What an API key allows, asked of the database.

use std::net::IpAddr;
use std::sync::Arc;

use portal_config::{Clock, unix_millis};
use portal_db::accounts::Account;
use portal_db::api_keys::{self, ApiKey};
use portal_db::{Db, DbError};
use portal_http::{KeyAnswer, KeyFacts, KeyGrant, Unanswered};
use portal_jwt::{GroupPermissions, KeyDigest};

/// The question that [`portal_http::ApiKeys`] asks.
pub(crate) fn ask(
    db: &Db,
    groups: GroupPermissions,
    clock: Clock,
) -> impl Fn(KeyDigest, IpAddr) -> KeyAnswer + Send + Sync + 'static {
    let (db, groups) = (db.clone(), Arc::new(groups));
    move |digest, address| {
        let (db, groups, now) = (db.clone(), Arc::clone(&groups), clock.rfc3339());
        Box::pin(async move {
            let find =
                move |connection: &mut _| api_keys::good(connection, &digest.to_string(), &now, &address.to_string());
            let found = db
                .run(find)
                .await
                .map_err(|error: DbError| -> Unanswered { Arc::new(error) })?;
            Ok(found.and_then(|(key, owner)| KeyGrant::new(facts(&key, &owner), &groups)))
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
