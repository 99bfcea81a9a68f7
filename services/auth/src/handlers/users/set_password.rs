//! `POST /auth/users/{name}/password`

use actix_web::web::{Data, Json, Path};
use portal_audit::Action;
use portal_db::accounts::Source;
use portal_http::{AdminUser, ErrorBody, Kit};
use serde::Deserialize;
use utoipa::ToSchema;

use super::find;
use crate::Auth;
use crate::failure::Failure;
use crate::handlers::password;
use crate::handlers::visitor::Visitor;
use crate::password::NewPassword;
use crate::views::Message;

/// The new one. Not `Debug`: nobody should be able to log it.
#[derive(Deserialize, ToSchema)]
pub(crate) struct PasswordSet {
    new_password: String,
}

/// Give somebody another password
///
/// For who forgot theirs. Ends all their sessions.
#[utoipa::path(
    post, path = "/auth/users/{name}/password", operation_id = "setPassword", tag = "admin",
    params(("name" = String, Path)), request_body = PasswordSet, security(("bearer" = []), ("cookie" = [])),
    responses(
        (status = 200, description = "Set; the sessions were ended", body = Message),
        (status = 400, description = "Not good enough, or not kept here", body = ErrorBody),
        (status = 401, description = "Not signed in", body = ErrorBody),
        (status = 403, description = "Not an administrator", body = ErrorBody),
        (status = 404, description = "No such account", body = ErrorBody),
    ),
)]
pub(crate) async fn set_password(
    auth: Data<Auth>,
    kit: Data<Kit>,
    _admin: AdminUser,
    visitor: Visitor,
    name: Path<String>,
    set: Json<PasswordSet>,
) -> Result<Json<Message>, Failure> {
    let account = find(&auth, &name).await?;
    if account.source() != Source::Local {
        return Err(Failure::PasswordElsewhere);
    }
    let name = account.username.parse().map_err(|_not_a_name| Failure::NoSuchUser)?;
    let new = NewPassword::parse(&set.new_password, &name)?;
    let entry = visitor.entry(Action::PasswordChange, &password::user_object(&account.username));
    auth.audit().record(entry).await?;
    let over = password::set(&auth, &kit, &account, new).await?;
    Ok(Json(Message::ended(over.ended)))
}
