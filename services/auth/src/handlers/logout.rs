//! `POST /auth/logout`

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, ResponseError};
use portal_audit::{Action, UNKNOWN};
use portal_db::revocations;
use portal_db::sessions::EndReason;
use portal_http::{Caller, ErrorBody, Kit, Unauthenticated, same_origin};

use super::visitor::Visitor;
use crate::Auth;
use crate::failure::Failure;
use crate::session::{REFRESH_COOKIE, expired_cookies};
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
            let ended = end_of_caller(&auth, &kit, &caller).await;
            audit(&auth, &visitor, caller.claims.sid.as_deref(), &ended);
            ended
        }
        // Another site must not be able to sign people out either.
        Err(stranger @ Unauthenticated::CrossOrigin) => return stranger.error_response(),
        // The access token has expired; what is left of the session ends too.
        Err(_) => match request.cookie(REFRESH_COOKIE) {
            Some(cookie) if same_origin(&kit, &visitor, request.headers()) => {
                end_of_cookie(&auth, &visitor, cookie.value()).await
            }
            _ => Ok(()),
        },
    };
    let mut response = match ended {
        Ok(()) => HttpResponse::Ok().json(Message::of("Logged out successfully")),
        Err(failure) => {
            let error = &failure as &dyn std::error::Error;
            tracing::error!(error, "the end of a session was not recorded");
            failure.error_response()
        }
    };
    for cookie in expired_cookies(&visitor) {
        // Only a cookie that is too long cannot be set; these are empty.
        let _ = response.add_cookie(&cookie);
    }
    response
}

pub(super) async fn end_of_caller(auth: &Auth, kit: &Kit, caller: &Caller) -> Result<(), Failure> {
    let claims = &caller.claims;
    // Tokens of the portal that is replaced have no id at all, and end when they expire.
    let id = claims.sid.clone().or_else(|| claims.jti.clone());
    let Some(id) = id.filter(|_| caller.key().is_none()) else {
        return Ok(());
    };
    let now = kit.clock().unix_millis();
    let lifetime = i64::try_from(auth.signer().lifetime().as_secs()).unwrap_or(i64::MAX / 2);
    // Another token of the same session may be younger than this one.
    let expires_at = claims.exp.max(now.div_euclid(1000) + lifetime);
    // Here at once, whatever the database says.
    kit.revocations().add(&id, expires_at);
    match auth.sessions().look_up(&id).await.map_err(Failure::NotRecorded)? {
        Some(session) => {
            let ended = auth.sessions().end(&session, EndReason::SignedOut).await;
            ended.map(drop).map_err(Failure::NotRecorded)
        }
        // A token without a session, or one that Redis forgot.
        None => {
            let record = move |connection: &mut _| revocations::add(connection, &id, expires_at, now);
            let recorded = auth.db().run(record).await;
            recorded.map_err(|error| Failure::NotRecorded(error.into()))
        }
    }
}

pub(super) async fn end_of_cookie(auth: &Auth, visitor: &Visitor, token: &str) -> Result<(), Failure> {
    let Some(claim) = auth.refresh_tokens().read(token) else {
        return Ok(());
    };
    match auth.sessions().find(&claim.sid).await.map_err(Failure::NotRecorded)? {
        Some(session) => {
            let ended = auth.sessions().end(&session, EndReason::SignedOut).await;
            let ended = ended.map(drop).map_err(Failure::NotRecorded);
            let entry = visitor.entry(Action::SessionEnd, &format!("session:{}", session.sid));
            auth.audit().note(
                entry
                    .by(&session.username, "cookie")
                    .because(EndReason::SignedOut.as_str()),
            );
            ended
        }
        None => Ok(()),
    }
}

/// Whoever wants out gets out, audited or not.
pub(super) fn audit(auth: &Auth, visitor: &Visitor, sid: Option<&str>, ended: &Result<(), Failure>) {
    let entry = visitor.entry(Action::SessionEnd, &format!("session:{}", sid.unwrap_or(UNKNOWN)));
    auth.audit().note(match ended {
        Ok(()) => entry.because(EndReason::SignedOut.as_str()),
        Err(failure) => entry.failed(failure.code()),
    });
}
