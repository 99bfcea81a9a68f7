//! `GET /auth/user`

use actix_web::web::Json;
use portal_http::ErrorBody;

use crate::signed_in::SignedIn;
use crate::views::UserView;

/// Who am I
#[utoipa::path(
    get, path = "/auth/user", operation_id = "getCurrentUser", tag = "auth", security(("bearer" = []), ("cookie" = [])),
    responses(
        (status = 200, description = "The caller", body = UserView),
        (status = 401, description = "Not signed in", body = ErrorBody),
    ),
)]
pub(crate) async fn current_user(caller: SignedIn) -> Json<UserView> {
    Json(caller.claims.clone().into())
}
