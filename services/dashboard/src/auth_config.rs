//! `GET /api/auth/config`: must one sign in?

use actix_web::web::{Data, Json};
use portal_http::Kit;
use serde::Serialize;
use utoipa::ToSchema;

/// The contract's fields. The existing interface makes up an administrator when `sso_enabled` is false; one always signs
/// in here, so it is true, whether with single sign-on or a local account, but for the
/// open mode, where everybody is one.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AuthConfig {
    sso_enabled: bool,
    jwt_required: bool,
    /// RFC 3339, UTC.
    timestamp: String,
}

/// Tells that one must sign in.
#[utoipa::path(get, path = "/api/auth/config", operation_id = "getAuthConfig", tag = "operations", security(()), responses((status = 200, body = AuthConfig)))]
pub(crate) async fn show(kit: Data<Kit>) -> Json<AuthConfig> {
    Json(AuthConfig {
        sso_enabled: !kit.is_open(),
        jwt_required: !kit.is_open(),
        timestamp: kit.clock().rfc3339(),
    })
}
