//! `DELETE /api/v2/api-keys/{id}`

use actix_web::HttpRequest;
use actix_web::web::{Data, Json, Path};
use portal_audit::Action;
use portal_db::{api_keys, revocations};
use portal_http::{Caller, Kit, audited, session_of};
use portal_jwt::Permission;
use serde::Serialize;
use utoipa::ToSchema;

use super::KeyRing;
use super::error::KeyError;

/// Open connections look for their key's end once a second; it need not stand in the list for long.
const ENDS_WITHIN: i64 = 60;

/// The key is no longer good.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Revoked {
    message: &'static str,
}

/// Revoke a key
///
/// Effective in all services within a second. Somebody else's key is reported as missing, unless an administrator asks.
#[utoipa::path(delete, path = "/api/v2/api-keys/{id}", operation_id = "revokeApiKey", tag = "api keys",
    params(("id" = String, Path, description = "key_id")),
    responses((status = 200, body = Revoked), (status = 401, body = portal_http::ErrorBody),
        (status = 403, body = portal_http::ErrorBody), (status = 404, body = portal_http::ErrorBody)))]
pub(crate) async fn revoke(
    ring: Data<KeyRing>,
    kit: Data<Kit>,
    caller: Caller,
    request: HttpRequest,
    id: Path<String>,
) -> Result<Json<Revoked>, KeyError> {
    let owner = (!caller.claims.may(Permission::Admin)).then(|| caller.name().to_owned());
    let (now, millis) = (ring.clock.rfc3339(), ring.clock.unix_millis());
    let until = millis.div_euclid(1000) + ENDS_WITHIN;
    let id = id.into_inner();
    ring.trail
        .record(audited(&request, Action::KeyRevoke, &format!("key:{id}")))
        .await?;
    let end = move |connection: &mut _| {
        let revoked = api_keys::revoke(connection, owner.as_deref(), &id, &now)?;
        if let Some(key) = &revoked {
            revocations::add(connection, &session_of(&key.key_id), until, millis)?;
        }
        Ok(revoked)
    };
    let key = ring.db.run(end).await?.ok_or(KeyError::Missing)?;
    kit.revocations().add(&session_of(&key.key_id), until);
    Ok(Json(Revoked {
        message: "API key revoked",
    }))
}
