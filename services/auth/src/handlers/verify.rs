//! `POST /auth/verify`

use actix_web::web::Json;
use portal_http::ErrorBody;

use crate::signed_in::SignedIn;
use crate::views::VerifyReply;

/// Check a token
///
/// Tells all claims of a token that is good: for other services.
#[utoipa::path(
    post, path = "/auth/verify", operation_id = "verifyToken", tag = "auth", security(("bearer" = []), ("cookie" = [])),
    responses(
        (status = 200, description = "The token is good", body = VerifyReply),
        (status = 401, description = "It is not", body = ErrorBody),
    ),
)]
pub(crate) async fn verify(caller: SignedIn) -> Json<VerifyReply> {
    Json(VerifyReply {
        valid: true,
        user: caller.claims.clone(),
    })
}
