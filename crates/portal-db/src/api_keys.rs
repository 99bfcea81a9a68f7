//! API keys: what scripts show instead of a password. Only the SHA-256 of each is kept.

use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;

use diesel::prelude::*;
use ipnet::IpNet;
use portal_config::{Clock, unix_millis};
use portal_jwt::{KeyDigest, KeyFacts};
use tokio::sync::{Mutex, Semaphore};

use crate::accounts::{self, Account};
use crate::schema::api_keys::{self, dsl};
use crate::{AnyConnection, Db, DbError, transaction};

/// `2026-11-21T20:16`
const MINUTE: usize = 16;

/// One key.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = api_keys)]
pub struct ApiKey {
    /// The public part of the key.
    pub key_id: String,
    /// Whose it is; it never may more than they may.
    pub username: String,
    /// What its owner calls it.
    pub name: String,
    /// SHA-256 of the whole key, hexadecimal.
    pub key_hash: String,
    scopes: String,
    networks: String,
    /// RFC 3339.
    pub created_at: String,
    /// Who made it: the owner or an administrator.
    pub created_by: String,
    /// RFC 3339; never, when missing.
    pub expires_at: Option<String>,
    /// RFC 3339, to the minute.
    pub last_used_at: Option<String>,
    /// From where.
    pub last_used_address: Option<String>,
    /// RFC 3339.
    pub revoked_at: Option<String>,
}

/// A key to be added.
#[derive(Clone, Debug)]
pub struct NewApiKey<'a> {
    /// The public part of the key.
    pub key_id: &'a str,
    /// Whose it is.
    pub username: &'a str,
    /// What its owner calls it.
    pub name: &'a str,
    /// SHA-256 of the whole key, hexadecimal.
    pub key_hash: String,
    /// What it may be used for.
    pub scopes: &'a [String],
    /// From where; anywhere, when empty.
    pub networks: &'a [String],
    /// RFC 3339.
    pub created_at: String,
    /// Who makes it.
    pub created_by: &'a str,
    /// RFC 3339.
    pub expires_at: Option<String>,
}

impl ApiKey {
    /// What it may be used for.
    #[must_use]
    pub fn scopes(&self) -> Vec<String> {
        serde_json::from_str(&self.scopes).unwrap_or_default()
    }

    /// From where; anywhere, when empty. None when the column makes no sense: then from nowhere.
    #[must_use]
    pub fn networks(&self) -> Option<Vec<String>> {
        serde_json::from_str(&self.networks).ok()
    }
}

impl From<NewApiKey<'_>> for ApiKey {
    fn from(new: NewApiKey<'_>) -> Self {
        Self {
            key_id: new.key_id.to_owned(),
            username: new.username.to_owned(),
            name: new.name.to_owned(),
            key_hash: new.key_hash,
            scopes: serde_json::Value::from(new.scopes).to_string(),
            networks: serde_json::Value::from(new.networks).to_string(),
            created_at: new.created_at,
            created_by: new.created_by.to_owned(),
            expires_at: new.expires_at,
            last_used_at: None,
            last_used_address: None,
            revoked_at: None,
        }
    }
}

/// Adds a key, unless its owner has `most` already; two at once do not get around it.
pub fn add_within(connection: &mut AnyConnection, key: &ApiKey, most: usize) -> QueryResult<bool> {
    transaction::write(connection, |connection| add_if_within(connection, key, most))
}

/// The same within a transaction that may write.
pub fn add_if_within(connection: &mut AnyConnection, key: &ApiKey, most: usize) -> QueryResult<bool> {
    if of(connection, &key.username)?.len() >= most {
        return Ok(false);
    }
    diesel::insert_into(api_keys::table).values(key).execute(connection)?;
    Ok(true)
}

/// The key of that SHA-256, also when it is revoked or has expired.
pub fn find_by_hash(connection: &mut AnyConnection, hash: &str) -> QueryResult<Option<ApiKey>> {
    api_keys::table
        .filter(dsl::key_hash.eq(hash))
        .select(ApiKey::as_select())
        .first(connection)
        .optional()
}

/// The keys of `username` that are not revoked, newest first.
pub fn of(connection: &mut AnyConnection, username: &str) -> QueryResult<Vec<ApiKey>> {
    api_keys::table
        .filter(dsl::username.eq(username))
        .filter(dsl::revoked_at.is_null())
        .order((dsl::created_at.desc(), dsl::key_id.desc()))
        .select(ApiKey::as_select())
        .load(connection)
}

/// All keys that are not revoked, by owner.
pub fn all(connection: &mut AnyConnection) -> QueryResult<Vec<ApiKey>> {
    api_keys::table
        .filter(dsl::revoked_at.is_null())
        .order((dsl::username, dsl::created_at.desc(), dsl::key_id))
        .select(ApiKey::as_select())
        .load(connection)
}

/// Revokes the key `key_id` of `owner` (of anybody, when none is named); the key, or none when there is no such key.
pub fn revoke(
    connection: &mut AnyConnection,
    owner: Option<&str>,
    key_id: &str,
    now: &str,
) -> QueryResult<Option<ApiKey>> {
    let found = api_keys::table
        .find(key_id)
        .filter(dsl::revoked_at.is_null())
        .select(ApiKey::as_select())
        .first(connection)
        .optional()?;
    let Some(key) = found.filter(|key| owner.is_none_or(|owner| key.username == owner)) else {
        return Ok(None);
    };
    let live = api_keys::table.find(key_id).filter(dsl::revoked_at.is_null());
    let revoked = diesel::update(live).set(dsl::revoked_at.eq(now)).execute(connection)?;
    Ok((revoked == 1).then_some(key))
}

/// The facts of a key, on their way.
pub type Answer = Pin<Box<dyn Future<Output = Result<Option<KeyFacts>, DbError>> + Send>>;

/// The question that `portal_http::ApiKeys::ask_for_facts` asks. That a good key was used is noted beside the answer: a
/// database that cannot be written to is no reason to refuse it.
pub fn ask(db: &Db, clock: Clock) -> impl Fn(KeyDigest, IpAddr) -> Answer + Send + Sync + 'static {
    let (db, notes) = (db.clone(), Notes::new(db));
    move |digest, address| {
        let (db, notes, now) = (db.clone(), notes.clone(), clock.rfc3339());
        Box::pin(async move {
            let at = now.clone();
            let find = move |connection: &mut _| good(connection, &digest.to_string(), &at);
            let Some((key, owner)) = db.run(find).await? else {
                return Ok(None);
            };
            let used = Use {
                at: now,
                address: address.to_canonical(),
            };
            if is_allowed_at(&key, used.address) && !is_noted(&key, &used) {
                notes.make(key.key_id.clone(), used);
            }
            Ok(Some(facts(&key, &owner)))
        })
    }
}

/// When and from where a key was used.
struct Use {
    /// RFC 3339.
    at: String,
    address: IpAddr,
}

/// Whether the key's networks hold `address`; a use that is refused for that is none.
fn is_allowed_at(key: &ApiKey, address: IpAddr) -> bool {
    let networks = key.networks().unwrap_or_else(|| vec!["?".to_owned()]);
    let holds = |text: &String| text.parse().is_ok_and(|network: IpNet| network.contains(&address));
    networks.is_empty() || networks.iter().any(holds)
}

/// Whether the row says so already, to the minute.
fn is_noted(key: &ApiKey, used: &Use) -> bool {
    let minute = |time: &str| time.get(..MINUTE).map(str::to_owned);
    key.last_used_at.as_deref().and_then(minute) == minute(&used.at)
        && key.last_used_address.as_deref() == Some(used.address.to_string().as_str())
}

/// Uses that wait to be noted: one after the other, so that a database that is locked keeps one connection busy and no more.
#[derive(Clone)]
struct Notes {
    db: Db,
    room: Arc<Semaphore>,
    turn: Arc<Mutex<()>>,
}

/// Notes that wait at a time; what finds no room is noted at the key's next use.
const MOST_NOTES: usize = 1000;

impl Notes {
    fn new(db: &Db) -> Self {
        Self {
            db: db.clone(),
            room: Arc::new(Semaphore::new(MOST_NOTES)),
            turn: Arc::default(),
        }
    }

    fn make(&self, key_id: String, used: Use) {
        let Ok(place) = Arc::clone(&self.room).try_acquire_owned() else {
            return;
        };
        let notes = self.clone();
        tokio::spawn(async move {
            let _place = place;
            let _turn = notes.turn.lock().await;
            let note = move |connection: &mut _| note(connection, &key_id, &used);
            if let Err(error) = notes.db.run(note).await {
                let error = &error as &dyn std::error::Error;
                tracing::warn!(error, "the use of an API key was not noted");
            }
        });
    }
}

fn note(connection: &mut AnyConnection, key_id: &str, used: &Use) -> QueryResult<()> {
    let address = used.address.to_string();
    diesel::update(api_keys::table.find(key_id))
        .set((dsl::last_used_at.eq(&used.at), dsl::last_used_address.eq(address)))
        .execute(connection)?;
    Ok(())
}

fn facts(key: &ApiKey, owner: &Account) -> KeyFacts {
    let expires_at = key.expires_at.as_deref().and_then(unix_millis);
    KeyFacts {
        key_id: key.key_id.clone(),
        username: owner.username.clone(),
        email: owner.email.clone(),
        groups: owner.groups(),
        scopes: key.scopes(),
        // What makes no sense is no network: the key is good nowhere.
        networks: key.networks().unwrap_or_else(|| vec!["?".to_owned()]),
        expires_at: expires_at.map(|at| at.div_euclid(1000)),
    }
}

/// The key of that SHA-256 and its owner, if it is good at `now` (RFC 3339): not revoked, not expired, the owner there and
/// enabled.
fn good(connection: &mut AnyConnection, hash: &str, now: &str) -> QueryResult<Option<(ApiKey, Account)>> {
    let key = find_by_hash(connection, hash)?;
    // Times of one form sort as text.
    let expired = |key: &ApiKey| key.expires_at.as_deref().is_some_and(|at| at <= now);
    let Some(key) = key.filter(|key| key.revoked_at.is_none() && !expired(key)) else {
        return Ok(None);
    };
    let owner = accounts::find(connection, &key.username)?;
    Ok(owner.filter(Account::is_enabled).map(|owner| (key, owner)))
}
