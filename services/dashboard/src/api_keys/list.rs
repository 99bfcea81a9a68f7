//! `GET /api/v2/api-keys`

use actix_web::HttpRequest;
use actix_web::web::{Data, Json, Query};
use portal_audit::Action;
use portal_db::api_keys;
use portal_http::{Caller, audited};
use portal_jwt::Permission;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::error::KeyError;
use super::{KeyRing, KeyView};

/// Whose keys.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wanted {
    /// For administrators: somebody's, or `*` for everybody's.
    user: Option<String>,
}

/// Keys that are not revoked.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct KeysReply {
    keys: Vec<KeyView>,
    total: usize,
    /// The scopes that the owner may give; the caller's, when everybody's keys are listed.
    scopes: Vec<&'static str>,
}

/// Which keys are there
#[utoipa::path(get, path = "/api/v2/api-keys", operation_id = "listApiKeys", tag = "api keys", params(Wanted),
    responses((status = 200, body = KeysReply), (status = 401, body = portal_http::ErrorBody),
        (status = 403, body = portal_http::ErrorBody), (status = 404, body = portal_http::ErrorBody)))]
pub(crate) async fn list(
    ring: Data<KeyRing>,
    caller: Caller,
    request: HttpRequest,
    wanted: Query<Wanted>,
) -> Result<Json<KeysReply>, KeyError> {
    let wanted = wanted.into_inner().user.filter(|user| user != caller.name());
    if wanted.is_some() && !caller.claims.may(Permission::Admin) {
        return Err(KeyError::AdministratorsOnly(
            "Only administrators see other people's keys",
        ));
    }
    if let Some(whose) = &wanted {
        ring.trail
            .read(audited(&request, Action::KeysRead, &format!("keys:{whose}")))
            .await?;
    }
    let everybody = wanted.as_deref() == Some("*");
    let owner = wanted
        .filter(|_| !everybody)
        .unwrap_or_else(|| caller.name().to_owned());
    let account = ring.account(&owner).await;
    let scopes = match &account {
        Ok(account) => ring
            .scopes_of(account)
            .into_iter()
            .map(|scope| scope.as_str())
            .collect(),
        // Somebody of the portal that is replaced has no account here, and no keys.
        Err(KeyError::NoAccount) if owner == caller.name() => Vec::new(),
        Err(_) => return Err(account.err().unwrap_or(KeyError::NoAccount)),
    };
    let find = move |connection: &mut _| {
        if everybody {
            api_keys::all(connection)
        } else {
            api_keys::of(connection, &owner)
        }
    };
    let keys: Vec<KeyView> = ring.db.run(find).await?.into_iter().map(KeyView::from).collect();
    Ok(Json(KeysReply {
        total: keys.len(),
        keys,
        scopes,
    }))
}
