//! `POST /auth/logout`

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, ResponseError};
use portal_db::revocations;
use portal_http::{Caller, ErrorBody, Kit, Unauthenticated, expired_cookie};

use super::visitor::Visitor;
use crate::Auth;
use crate::failure::Failure;
use crate::views::Message;

/// Sign out
///
/// Ends the session of the token that was sent, here at once and in the other services within a second. Whoever is not
/// signed in is signed out all the same.
#[utoipa::path(
    post, path = "/auth/logout", operation_id = "logout", tag = "auth", security((), ("bearer" = []), ("cookie" = [])),
    responses(
        (status = 200, description = "Signed out; clears the sign-in cookie", body = Message),
        (status = 403, description = "The cookie was sent by a page of another origin", body = ErrorBody),
        (status = 503, description = "The end of the session could not be recorded; try again", body = ErrorBody),
    ),
)]
pub(crate) async fn logout(auth: Data<Auth>, kit: Data<Kit>, visitor: Visitor, request: HttpRequest) -> HttpResponse {
    let mut response = match Caller::of(&request) {
        Ok(caller) => match end(&auth, &kit, &caller).await {
            Ok(()) => signed_out(),
            Err(failure) => {
                let error = &failure as &dyn std::error::Error;
                tracing::error!(user.name = %caller.name(), error, "the end of a session was not recorded");
                failure.error_response()
            }
        },
        // Another site must not be able to sign people out either.
        Err(stranger @ Unauthenticated::CrossOrigin) => return stranger.error_response(),
        Err(_) => signed_out(),
    };
    // Only a cookie that is too long cannot be set; this one is empty.
    let _ = response.add_cookie(&expired_cookie(&visitor));
    response
}

async fn end(auth: &Auth, kit: &Kit, caller: &Caller) -> Result<(), Failure> {
    // Tokens of the portal that is replaced have no id; they end when they expire.
    let Some(jti) = caller.claims.jti.clone() else {
        return Ok(());
    };
    let (expires_at, now) = (caller.claims.exp, kit.clock().unix_millis());
    kit.revocations().add(&jti, expires_at);
    let record = move |connection: &mut _| revocations::add(connection, &jti, expires_at, now);
    auth.db().run(record).await.map_err(Failure::NotRecorded)
}

fn signed_out() -> HttpResponse {
    HttpResponse::Ok().json(Message {
        message: "Logged out successfully",
    })
}
