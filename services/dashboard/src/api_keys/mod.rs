//! `/api/v2/api-keys`: what scripts show instead of a password.
//!
//! A key never may more than its owner may now: its scopes are those of the owner's permissions, looked up at each use. It
//! is shown once; the tables know its SHA-256.

pub(crate) mod create;
pub(crate) mod draft;
pub(crate) mod error;
pub(crate) mod list;
pub(crate) mod revoke;

use std::sync::Arc;

use portal_config::Clock;
use portal_db::Db;
use portal_db::accounts::{self, Account};
use portal_db::api_keys::{self, ApiKey};
use portal_db::audit::{Journal, Trail};
use portal_http::Kit;
use portal_jwt::{GroupPermissions, Scope};
use serde::Serialize;
use utoipa::ToSchema;

use error::KeyError;

/// What the handlers share.
#[derive(Clone, Debug)]
pub(crate) struct KeyRing {
    db: Db,
    groups: GroupPermissions,
    clock: Clock,
    trail: Arc<Trail>,
}

impl KeyRing {
    pub(crate) fn new(db: Db, groups: GroupPermissions, clock: Clock, journal: Journal) -> Self {
        let trail = Arc::new(Trail::new(journal, clock.clone()));
        Self {
            db,
            groups,
            clock,
            trail,
        }
    }

    /// Lets `kit` find out what a key allows.
    pub(crate) fn serve(&self, kit: &Kit) {
        kit.api_keys()
            .ask_for_facts(self.groups.clone(), api_keys::ask(&self.db, self.clock.clone()));
    }

    async fn account(&self, name: &str) -> Result<Account, KeyError> {
        let name = name.to_owned();
        let found = self.db.run(move |connection| accounts::find(connection, &name)).await?;
        found.ok_or(KeyError::NoAccount)
    }

    /// The scopes that `account` may give.
    fn scopes_of(&self, account: &Account) -> Vec<Scope> {
        draft::scopes_to_give(&self.groups, account)
    }
}

/// A key, without what only its holder knows.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct KeyView {
    /// The public part of the key.
    key_id: String,
    /// What its owner calls it.
    name: String,
    /// Its owner.
    user: String,
    /// What it may be used for.
    scopes: Vec<String>,
    /// From where; anywhere, when empty.
    networks: Vec<String>,
    /// RFC 3339.
    created_at: String,
    created_by: String,
    /// RFC 3339; null when it never expires.
    #[schema(required = true)]
    expires_at: Option<String>,
    /// RFC 3339, to the minute.
    #[schema(required = true)]
    last_used_at: Option<String>,
    #[schema(required = true)]
    last_used_address: Option<String>,
}

impl From<ApiKey> for KeyView {
    fn from(key: ApiKey) -> Self {
        Self {
            scopes: key.scopes(),
            networks: key.networks().unwrap_or_default(),
            key_id: key.key_id,
            name: key.name,
            user: key.username,
            created_at: key.created_at,
            created_by: key.created_by,
            expires_at: key.expires_at,
            last_used_at: key.last_used_at,
            last_used_address: key.last_used_address,
        }
    }
}
