//! `GET /auth/user`

use actix_web::web::{Data, Json};
use portal_db::accounts;
use portal_http::ErrorBody;

use crate::Auth;
use crate::failure::Failure;
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
pub(crate) async fn current_user(auth: Data<Auth>, caller: SignedIn) -> Result<Json<UserView>, Failure> {
    let claims = caller.claims.clone();
    let name = claims.sub.clone();
    let account = auth
        .db()
        .run(move |connection| accounts::find(connection, &name))
        .await?;
    Ok(Json(match account {
        Some(account) => UserView::new(claims, &account),
        None => UserView::without_account(claims),
    }))
}
