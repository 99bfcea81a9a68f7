//! `POST /auth/logout`

use actix_web::http::header::{HeaderMap, ORIGIN};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, ResponseError};
use portal_audit::{Action, Entry, UNKNOWN};
use portal_db::sessions::EndReason;
use portal_http::{Caller, Client, ErrorBody, Kit, Unauthenticated, same_origin};

use super::visitor::Visitor;
use crate::Auth;
use crate::failure::Failure;
use crate::session::{REFRESH_COOKIE, expired_cookies};
use crate::sessions::SessionsError;
use crate::views::Message;

/// Sign out
///
/// Ends the whole session of the token that was sent, here at once and in the other services within a second. Whoever is
/// not signed in is signed out all the same.
#[utoipa::path(
    post, path = "/auth/logout", operation_id = "logout", tag = "auth", security((), ("bearer" = []), ("cookie" = [])),
    responses(
        (status = 200, description = "Signed out; clears the cookies", body = Message),
        (status = 403, description = "The cookie was sent by a page of another origin", body = ErrorBody),
        (status = 503, description = "The end of the session could not be recorded; try again", body = ErrorBody),
    ),
)]
pub(crate) async fn logout(auth: Data<Auth>, kit: Data<Kit>, visitor: Visitor, request: HttpRequest) -> HttpResponse {
    let ended = match Caller::of(&request) {
        Ok(caller) => {
            let ended = end_of_caller(&auth, &caller).await;
            audit(&auth, &visitor, caller.claims.sid.as_deref(), &ended);
            ended
        }
        // Another site must not be able to sign people out either.
        Err(stranger @ Unauthenticated::CrossOrigin) => return stranger.error_response(),
        // Its form comes without cookies, and the answer would take them away all the same.
        Err(_) if is_sent_by_another_site(&kit, &visitor, request.headers()) => {
            return Unauthenticated::CrossOrigin.error_response();
        }
        // The access token has expired; what is left of the session ends too.
        Err(_) => match request.cookie(REFRESH_COOKIE) {
            Some(cookie) if same_origin(&kit, &visitor, request.headers()) => {
                end_of_cookie(&auth, &visitor, cookie.value()).await
            }
            _ => Ok(()),
        },
    };
    if let Err(failure) = ended {
        let error = &failure as &dyn std::error::Error;
        tracing::error!(error, "the end of a session was not recorded");
        // The cookies stay: it is by them that a browser tries again.
        return failure.error_response();
    }
    let mut response = HttpResponse::Ok().json(Message::of("Logged out successfully"));
    for cookie in expired_cookies(&visitor) {
        // Only a cookie that is too long cannot be set; these are empty.
        let _ = response.add_cookie(&cookie);
    }
    response
}

/// Browsers tell the origin of every write.
fn is_sent_by_another_site(kit: &Kit, client: &Client, headers: &HeaderMap) -> bool {
    headers.contains_key(ORIGIN) && !same_origin(kit, client, headers)
}

pub(super) async fn end_of_caller(auth: &Auth, caller: &Caller) -> Result<(), Failure> {
    let claims = &caller.claims;
    if caller.key().is_some() {
        return Ok(());
    }
    let ended = match (&claims.sid, &claims.jti) {
        (Some(sid), _) => auth.sessions().sign_out(sid, claims.exp).await,
        (None, Some(jti)) => auth.sessions().end_token(jti, claims.exp).await,
        // Tokens of the portal that is replaced have no id at all, and end when they expire.
        (None, None) => Ok(()),
    };
    ended.map_err(Failure::NotRecorded)
}

pub(super) async fn end_of_cookie(auth: &Auth, visitor: &Visitor, token: &str) -> Result<(), Failure> {
    let Some(claim) = auth.refresh_tokens().read(token) else {
        return Ok(());
    };
    let owner = match auth.sessions().find(&claim.sid).await {
        Ok(Some(session)) => session.username,
        Ok(None) => return Ok(()),
        // Nobody knows whose it is, but whoever has its refresh token may end it.
        Err(SessionsError::Redis(_)) => UNKNOWN.to_owned(),
        Err(error @ SessionsError::Database(_)) => return Err(Failure::NotRecorded(error)),
    };
    let ended = auth
        .sessions()
        .sign_out(&claim.sid, 0)
        .await
        .map_err(Failure::NotRecorded);
    let entry = visitor.entry(Action::SessionEnd, &format!("session:{}", claim.sid));
    auth.audit().note(told(entry.by(&owner, "cookie"), &ended));
    ended
}

/// Whoever wants out gets out, audited or not.
pub(super) fn audit(auth: &Auth, visitor: &Visitor, sid: Option<&str>, ended: &Result<(), Failure>) {
    let entry = visitor.entry(Action::SessionEnd, &format!("session:{}", sid.unwrap_or(UNKNOWN)));
    auth.audit().note(told(entry, ended));
}

fn told(entry: Entry, ended: &Result<(), Failure>) -> Entry {
    match ended {
        Ok(()) => entry.because(EndReason::SignedOut.as_str()),
        Err(failure) => entry.failed(failure.code()),
    }
}
