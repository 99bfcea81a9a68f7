//! `/auth/sessions`: where somebody is signed in.

use actix_web::web::{Data, Json, Path, Query};
use portal_audit::Action;
use portal_db::sessions::{EndReason, Session};
use portal_http::{Caller, ErrorBody};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::visitor::Visitor;
use crate::Auth;
use crate::failure::Failure;
use crate::views::{Message, rfc3339};

/// One sign-in on one device.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SessionView {
    id: String,
    /// Whether the request came with this one.
    current: bool,
    /// How it began: password, ldap, oidc or test.
    method: String,
    /// The client's address when it was last renewed.
    address: String,
    /// What the browser or program calls itself.
    user_agent: String,
    /// RFC 3339.
    created_at: String,
    /// When it was last renewed, RFC 3339.
    last_used_at: String,
    /// When it ends if it is not renewed, RFC 3339.
    expires_at: String,
}

/// All of them, latest use first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SessionsReply {
    sessions: Vec<SessionView>,
    total: usize,
}

impl SessionsReply {
    /// The sessions of `username`; `current` is the one that asks.
    pub(super) async fn of(auth: &Auth, username: &str, current: Option<&str>) -> Result<Self, Failure> {
        let sessions = auth.sessions().of(username).await?;
        let view = |session: Session| SessionView {
            current: current == Some(session.sid.as_str()),
            created_at: rfc3339(session.created_at),
            last_used_at: rfc3339(session.last_used_at),
            expires_at: rfc3339(auth.sessions().ends_at(&session)),
            id: session.sid,
            method: session.method,
            address: session.address,
            user_agent: session.user_agent,
        };
        Ok(Self {
            total: sessions.len(),
            sessions: sessions.into_iter().map(view).collect(),
        })
    }
}

/// Which ones to leave.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Except {
    #[param(inline)]
    except: Option<Kept>,
}

/// The one that stays.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kept {
    /// The one that the request came with.
    Current,
}

/// Where am I signed in
#[utoipa::path(
    get, path = "/auth/sessions", operation_id = "listSessions", tag = "account", security(("bearer" = []), ("cookie" = [])),
    responses(
        (status = 200, description = "The caller's sessions, latest use first", body = SessionsReply),
        (status = 401, description = "Not signed in", body = ErrorBody),
    ),
)]
pub(crate) async fn list_sessions(auth: Data<Auth>, caller: Caller) -> Result<Json<SessionsReply>, Failure> {
    let current = caller.claims.sid.as_deref();
    Ok(Json(SessionsReply::of(&auth, caller.name(), current).await?))
}

/// End one of my sessions
///
/// Effective in all services within a second. Somebody else's session is reported as missing.
#[utoipa::path(
    delete, path = "/auth/sessions/{id}", operation_id = "endSession", tag = "account",
    params(("id" = String, Path)), security(("bearer" = []), ("cookie" = [])),
    responses(
        (status = 200, description = "Ended", body = Message),
        (status = 401, description = "Not signed in", body = ErrorBody),
        (status = 404, description = "No such session, or it has ended already", body = ErrorBody),
    ),
)]
pub(crate) async fn end_session(
    auth: Data<Auth>,
    caller: Caller,
    visitor: Visitor,
    id: Path<String>,
) -> Result<Json<Message>, Failure> {
    end_one(&auth, &visitor, caller.name(), &id).await
}

/// End my sessions
///
/// A token of the portal that is replaced belongs to no session that could stay: with except=current, renew it first.
#[utoipa::path(
    delete, path = "/auth/sessions", operation_id = "endSessions", tag = "account", params(Except),
    security(("bearer" = []), ("cookie" = [])),
    responses(
        (status = 200, description = "Ended; all of them, or with except=current all others", body = Message),
        (status = 400, description = "except=current with a token that belongs to no session", body = ErrorBody),
        (status = 401, description = "Not signed in", body = ErrorBody),
    ),
)]
pub(crate) async fn end_sessions(
    auth: Data<Auth>,
    caller: Caller,
    visitor: Visitor,
    except: Query<Except>,
) -> Result<Json<Message>, Failure> {
    let kept = match except.except {
        Some(Kept::Current) => Some(caller.claims.sid.as_deref().ok_or_else(no_session)?),
        None => None,
    };
    end_many(&auth, &visitor, caller.name(), kept).await
}

fn no_session() -> Failure {
    Failure::Unfit(
        "This token belongs to no session that could stay; renew it first, with POST /auth/refresh".to_owned(),
    )
}

/// Ends the sessions of `username`, but `kept`.
pub(super) async fn end_many(
    auth: &Auth,
    visitor: &Visitor,
    username: &str,
    kept: Option<&str>,
) -> Result<Json<Message>, Failure> {
    let object = format!("sessions:{username}");
    auth.audit().record(visitor.entry(Action::SessionEnd, &object)).await?;
    let ended = auth.sessions().end_all(username, kept, EndReason::Ended).await?;
    Ok(Json(Message::ended(ended)))
}

/// Ends one session of `username`.
pub(super) async fn end_one(
    auth: &Auth,
    visitor: &Visitor,
    username: &str,
    sid: &str,
) -> Result<Json<Message>, Failure> {
    let found = auth.sessions().find(sid).await?;
    let session = found.filter(|session| session.username == username);
    let session = session.ok_or(Failure::NoSuchSession)?;
    let object = format!("session:{sid} {username}");
    auth.audit().record(visitor.entry(Action::SessionEnd, &object)).await?;
    if auth.sessions().end(&session, EndReason::Ended).await? {
        Ok(Json(Message::ended(Some(1))))
    } else {
        Err(Failure::NoSuchSession)
    }
}
