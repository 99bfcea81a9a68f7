//! `GET /auth/check`

use actix_web::HttpResponse;
use actix_web::web::Query;
use portal_http::{Caller, ErrorBody};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::failure::Failure;

/// What is asked for.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wanted {
    /// Such as `vnc`; without it, being signed in is enough.
    permission: Option<String>,
}

/// May I pass
///
/// For nginx's `auth_request` in front of services that know no tokens.
#[utoipa::path(
    get, path = "/auth/check", operation_id = "checkPermission", tag = "auth", params(Wanted),
    security(("bearer" = []), ("cookie" = [])),
    responses(
        (status = 204, description = "Yes"),
        (status = 401, description = "Not signed in", body = ErrorBody),
        (status = 403, description = "The permission is missing", body = ErrorBody),
    ),
)]
pub(crate) async fn check(caller: Caller, wanted: Query<Wanted>) -> Result<HttpResponse, Failure> {
    let holds = caller.claims.permissions;
    match wanted.into_inner().permission {
        Some(needs) if !holds.contains(&needs) => Err(Failure::PermissionMissing { needs, holds }),
        _ => Ok(HttpResponse::NoContent().finish()),
    }
}
