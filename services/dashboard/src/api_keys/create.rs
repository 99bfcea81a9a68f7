//! `POST /api/v2/api-keys`

use actix_web::web::{Data, Json};
use actix_web::{HttpRequest, HttpResponse};
use ipnet::IpNet;
use portal_audit::Action;
use portal_config::{rfc3339, unix_millis};
use portal_db::accounts::{Account, Source};
use portal_db::api_keys::{self, ApiKey, NewApiKey};
use portal_http::{Caller, audited};
use portal_jwt::{ApiKeyText, Permission, Scope};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::error::KeyError;
use super::{KeyRing, MOST_KEYS};

const LONGEST_NAME: usize = 100;
const LONGEST_LIFE_DAYS: u32 = 365;
const USUAL_LIFE_DAYS: u32 = 90;
const MOST_NETWORKS: usize = 20;
const DAY_MILLIS: i64 = 24 * 3600 * 1000;

/// A key to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewKey {
    /// What its owner calls it.
    name: String,
    /// What it may be used for, such as `files:write`.
    scopes: Vec<String>,
    /// 1 to 365; 90 when absent; null for never, which only administrators may choose.
    #[serde(default = "usual_life")]
    expires_in_days: Option<u32>,
    /// From where it may be used, such as `10.0.0.0/8`; anywhere, when empty.
    #[serde(default)]
    networks: Vec<String>,
    /// For administrators: the service account that is to own it.
    user: Option<String>,
}

#[expect(clippy::unnecessary_wraps, reason = "the default of a field that may be null")]
fn usual_life() -> Option<u32> {
    Some(USUAL_LIFE_DAYS)
}

/// A key that was just made. It is shown this once.
#[derive(Serialize, ToSchema)]
pub(crate) struct MadeKey {
    /// For the header `X-API-Key`.
    api_key: String,
    /// Its public part.
    key_id: String,
    name: String,
    user: String,
    scopes: Vec<String>,
    networks: Vec<String>,
    /// RFC 3339.
    created_at: String,
    /// RFC 3339; null when it never expires.
    #[schema(required = true)]
    expires_at: Option<String>,
}

/// Make a key
#[utoipa::path(post, path = "/api/v2/api-keys", operation_id = "createApiKey", tag = "api keys", request_body = NewKey,
    responses((status = 201, body = MadeKey), (status = 400, body = portal_http::ErrorBody),
        (status = 401, body = portal_http::ErrorBody), (status = 403, body = portal_http::ErrorBody),
        (status = 404, body = portal_http::ErrorBody), (status = 409, body = portal_http::ErrorBody)))]
pub(crate) async fn create(
    ring: Data<KeyRing>,
    caller: Caller,
    request: HttpRequest,
    new: Json<NewKey>,
) -> Result<HttpResponse, KeyError> {
    let new = new.into_inner();
    let is_admin = caller.claims.may(Permission::Admin);
    if new.expires_in_days.is_none() && !is_admin {
        return Err(KeyError::AdministratorsOnly(
            "Only administrators make keys that never expire",
        ));
    }
    let name = name_of(&new.name)?;
    let networks = networks_of(&new.networks)?;
    let owner = owner(&ring, &caller, new.user).await?;
    let scopes = scopes_of(&ring, &owner, &new.scopes)?;
    let created_at = ring.clock.rfc3339();
    let expires_at = new.expires_in_days.map(|days| expiry(&created_at, days)).transpose()?;
    let text = ApiKeyText::new(rand::random(), rand::random());
    let row = ApiKey::from(NewApiKey {
        key_id: text.id(),
        username: &owner.username,
        name: &name,
        key_hash: text.digest().to_string(),
        scopes: &scopes,
        networks: &networks,
        created_at: created_at.clone(),
        created_by: caller.name(),
        expires_at: expires_at.clone(),
    });
    let entry = audited(
        &request,
        Action::KeyCreate,
        &format!("key:{} {}", text.id(), owner.username),
    );
    let told = format!("{name}: {}", scopes.join(" "));
    ring.trail.record(entry.clone().because(&told)).await?;
    let add = move |connection: &mut _| api_keys::add_within(connection, &row, MOST_KEYS);
    let added = ring.db.run(add).await.map_err(KeyError::from);
    let added = added.and_then(|added| if added { Ok(()) } else { Err(KeyError::TooMany) });
    added.inspect_err(|error| ring.trail.note(entry.failed(&error.to_string())))?;
    Ok(HttpResponse::Created().json(MadeKey {
        api_key: text.expose().to_owned(),
        key_id: text.id().to_owned(),
        name,
        user: owner.username,
        scopes,
        networks,
        created_at,
        expires_at,
    }))
}

/// One's own account; for an administrator also a service account, but nobody else's: a key would be a way to be them.
async fn owner(ring: &KeyRing, caller: &Caller, wanted: Option<String>) -> Result<Account, KeyError> {
    let Some(wanted) = wanted.filter(|wanted| wanted != caller.name()) else {
        return ring.account(caller.name()).await;
    };
    let forbidden =
        KeyError::AdministratorsOnly("Only administrators make keys for another account, a service account");
    if !caller.claims.may(Permission::Admin) {
        return Err(forbidden);
    }
    let account = ring.account(&wanted).await?;
    if account.source() == Source::Service {
        Ok(account)
    } else {
        Err(forbidden)
    }
}

fn scopes_of(ring: &KeyRing, owner: &Account, words: &[String]) -> Result<Vec<String>, KeyError> {
    let known = |word: &String| Scope::named(word).ok_or_else(|| KeyError::UnknownScope(word.clone()));
    let mut scopes = words.iter().map(known).collect::<Result<Vec<_>, _>>()?;
    scopes.sort_unstable();
    scopes.dedup();
    if scopes.is_empty() {
        return Err(KeyError::Unfit("scopes: name at least one".to_owned()));
    }
    let may = ring.scopes_of(owner);
    match scopes.iter().find(|scope| !may.contains(scope)) {
        Some(scope) => Err(KeyError::NotYours(*scope)),
        None => Ok(scopes.iter().map(ToString::to_string).collect()),
    }
}

fn name_of(text: &str) -> Result<String, KeyError> {
    let name = text.trim();
    let fits = (1..=LONGEST_NAME).contains(&name.chars().count()) && !name.chars().any(char::is_control);
    fits.then(|| name.to_owned())
        .ok_or_else(|| KeyError::Unfit(format!("name: one line of 1 to {LONGEST_NAME} characters")))
}

fn networks_of(texts: &[String]) -> Result<Vec<String>, KeyError> {
    if texts.len() > MOST_NETWORKS {
        return Err(KeyError::Unfit(format!("networks: at most {MOST_NETWORKS}")));
    }
    let network = |text: &String| {
        let text = text.trim();
        let address = || text.parse().map(IpNet::from as fn(std::net::IpAddr) -> IpNet);
        let network = text.parse::<IpNet>().or_else(|_not_a_network| address());
        network
            .map(|network| network.trunc().to_string())
            .map_err(|_neither| KeyError::Unfit(format!("networks: \"{text}\" is no address or network")))
    };
    texts.iter().map(network).collect()
}

fn expiry(now: &str, days: u32) -> Result<String, KeyError> {
    if !(1..=LONGEST_LIFE_DAYS).contains(&days) {
        return Err(KeyError::Unfit(format!("expires_in_days: 1 to {LONGEST_LIFE_DAYS}")));
    }
    let now = unix_millis(now).unwrap_or_default();
    Ok(rfc3339(now + i64::from(days) * DAY_MILLIS))
}
