//! `/auth/users/{name}/sessions`: where somebody else is signed in.

use actix_web::web::{Data, Json, Path};
use portal_audit::Action;
use portal_http::{AdminUser, ErrorBody};

use super::find;
use crate::Auth;
use crate::failure::Failure;
use crate::handlers::sessions::{SessionsReply, end_many, end_one};
use crate::handlers::visitor::Visitor;
use crate::views::Message;

/// Where is somebody signed in
#[utoipa::path(
    get, path = "/auth/users/{name}/sessions", operation_id = "listUserSessions", tag = "admin",
    params(("name" = String, Path)), security(("bearer" = []), ("cookie" = [])),
    responses(
        (status = 200, description = "Their sessions, latest use first", body = SessionsReply),
        (status = 401, description = "Not signed in", body = ErrorBody),
        (status = 403, description = "Not an administrator", body = ErrorBody),
        (status = 404, description = "No such account", body = ErrorBody),
    ),
)]
pub(crate) async fn list_user_sessions(
    auth: Data<Auth>,
    admin: AdminUser,
    visitor: Visitor,
    name: Path<String>,
) -> Result<Json<SessionsReply>, Failure> {
    let account = find(&auth, &name).await?;
    let object = format!("sessions:{}", account.username);
    auth.audit().read(visitor.entry(Action::SessionsRead, &object)).await?;
    let current = admin.claims.sid.as_deref();
    Ok(Json(SessionsReply::of(&auth, &account.username, current).await?))
}

/// End somebody's session
#[utoipa::path(
    delete, path = "/auth/users/{name}/sessions/{id}", operation_id = "endUserSession", tag = "admin",
    params(("name" = String, Path), ("id" = String, Path)), security(("bearer" = []), ("cookie" = [])),
    responses(
        (status = 200, description = "Ended", body = Message),
        (status = 401, description = "Not signed in", body = ErrorBody),
        (status = 403, description = "Not an administrator", body = ErrorBody),
        (status = 404, description = "No such account or session", body = ErrorBody),
    ),
)]
pub(crate) async fn end_user_session(
    auth: Data<Auth>,
    _admin: AdminUser,
    visitor: Visitor,
    path: Path<(String, String)>,
) -> Result<Json<Message>, Failure> {
    let (name, sid) = path.into_inner();
    let account = find(&auth, &name).await?;
    end_one(&auth, &visitor, &account.username, &sid).await
}

/// End all sessions of somebody
#[utoipa::path(
    delete, path = "/auth/users/{name}/sessions", operation_id = "endUserSessions", tag = "admin",
    params(("name" = String, Path)), security(("bearer" = []), ("cookie" = [])),
    responses(
        (status = 200, description = "Ended", body = Message),
        (status = 401, description = "Not signed in", body = ErrorBody),
        (status = 403, description = "Not an administrator", body = ErrorBody),
        (status = 404, description = "No such account", body = ErrorBody),
    ),
)]
pub(crate) async fn end_user_sessions(
    auth: Data<Auth>,
    _admin: AdminUser,
    visitor: Visitor,
    name: Path<String>,
) -> Result<Json<Message>, Failure> {
    let account = find(&auth, &name).await?;
    end_many(&auth, &visitor, &account.username, None).await
}
