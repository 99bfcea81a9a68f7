//! `POST /api/v2/api-keys`

use actix_web::web::{Data, Json};
use actix_web::{HttpRequest, HttpResponse};
use portal_audit::Action;
use portal_db::accounts::{Account, Source};
use portal_db::api_keys;
use portal_http::{Caller, audited};
use portal_jwt::Permission;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::KeyRing;
use super::draft::{Draft, Wanted};
use super::error::{KeyError, MOST_KEYS};

const USUAL_LIFE_DAYS: u32 = 90;

/// A key to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewKey {
    /// What its owner calls it.
    name: String,
    /// What it may be used for, such as `files:write`; `permissions` means the same.
    #[serde(alias = "permissions")]
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
    let owner = owner(&ring, &caller, new.user).await?;
    let wanted = Wanted {
        name: new.name,
        scopes: new.scopes,
        networks: new.networks,
        expires_in_days: new.expires_in_days,
    };
    let Draft { text, row } = Draft::new(&owner, &ring.groups, &wanted, caller.name(), ring.clock.rfc3339())?;
    let entry = audited(
        &request,
        Action::KeyCreate,
        &format!("key:{} {}", text.id(), owner.username),
    );
    let told = format!("{}: {}", row.name, row.scopes().join(" "));
    ring.trail.record(entry.clone().because(&told)).await?;
    let kept = row.clone();
    let add = move |connection: &mut _| api_keys::add_within(connection, &kept, MOST_KEYS);
    let added = ring.db.run(add).await.map_err(KeyError::from);
    let added = added.and_then(|added| if added { Ok(()) } else { Err(KeyError::TooMany) });
    added.inspect_err(|error| ring.trail.note(entry.failed(&error.to_string())))?;
    Ok(HttpResponse::Created().json(MadeKey {
        api_key: text.expose().to_owned(),
        scopes: row.scopes(),
        networks: row.networks().unwrap_or_default(),
        key_id: row.key_id,
        name: row.name,
        user: row.username,
        created_at: row.created_at,
        expires_at: row.expires_at,
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
