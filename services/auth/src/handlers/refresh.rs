//! `POST /auth/refresh`

use actix_web::HttpResponse;
use actix_web::web::Data;
use portal_db::accounts;
use portal_http::{ErrorBody, Kit};

use super::visitor::Visitor;
use crate::Auth;
use crate::failure::Failure;
use crate::session::Session;
use crate::signed_in::SignedIn;
use crate::views::RefreshReply;

/// Renew a token
///
/// Gives a new token for one that is still good. Groups and permissions are read anew; an account that is gone gets none.
/// The old token stays good until it expires, since other tabs and requests under way still hold it.
#[utoipa::path(
    post, path = "/auth/refresh", operation_id = "refreshToken", tag = "auth", security(("bearer" = []), ("cookie" = [])),
    responses(
        (status = 200, description = "A new token; sets the sign-in cookie", body = RefreshReply),
        (status = 401, description = "Not signed in", body = ErrorBody),
    ),
)]
pub(crate) async fn refresh(
    auth: Data<Auth>,
    kit: Data<Kit>,
    visitor: Visitor,
    caller: SignedIn,
) -> Result<HttpResponse, Failure> {
    let name = caller.name().to_owned();
    let account = auth
        .db()
        .run(move |connection| accounts::find(connection, &name))
        .await?;
    let account = account.ok_or(Failure::AccountGone)?;
    Ok(Session::begin(&auth, &kit, &account)?.refreshed(&auth, &visitor))
}
