//! `GET /auth/users/{name}`

use actix_web::web::{Data, Json, Path};
use portal_audit::Action;
use portal_db::api_keys;
use portal_http::{AdminUser, ErrorBody};
use serde::Serialize;
use utoipa::ToSchema;

use super::{AccountView, find};
use crate::Auth;
use crate::failure::Failure;
use crate::handlers::password::user_object;
use crate::handlers::visitor::Visitor;

/// An account and what it has open.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AccountDetails {
    #[serde(flatten)]
    account: AccountView,
    /// How many sessions go on.
    sessions: usize,
    /// How many API keys are not revoked.
    keys: usize,
}

/// Show an account
#[utoipa::path(
    get, path = "/auth/users/{name}", operation_id = "showUser", tag = "admin", params(("name" = String, Path)),
    security(("bearer" = []), ("cookie" = [])),
    responses(
        (status = 200, description = "The account", body = AccountDetails),
        (status = 401, description = "Not signed in", body = ErrorBody),
        (status = 403, description = "Not an administrator", body = ErrorBody),
        (status = 404, description = "No such account", body = ErrorBody),
    ),
)]
pub(crate) async fn show_user(
    auth: Data<Auth>,
    _admin: AdminUser,
    visitor: Visitor,
    name: Path<String>,
) -> Result<Json<AccountDetails>, Failure> {
    let account = find(&auth, &name).await?;
    let entry = visitor.entry(Action::UserRead, &user_object(&account.username));
    auth.audit().read(entry).await?;
    let owner = account.username.clone();
    let keys = auth
        .db()
        .run(move |connection| api_keys::of(connection, &owner))
        .await?;
    Ok(Json(AccountDetails {
        sessions: auth.sessions().of(&account.username).await?.len(),
        keys: keys.len(),
        account: AccountView::of(&auth, account),
    }))
}
