//! `POST /auth/refresh`

use actix_web::web::{Bytes, Data};
use actix_web::{HttpRequest, HttpResponse};
use portal_audit::{Action, UNKNOWN};
use portal_http::{Caller, ErrorBody, Kit, same_origin};
use serde::Deserialize;
use utoipa::ToSchema;

use super::visitor::Visitor;
use crate::Auth;
use crate::failure::Failure;
use crate::method::Method;
use crate::session::{Delivery, REFRESH_COOKIE, Session};
use crate::sessions::Rotation;
use crate::signed_in::NotSignedIn;
use crate::views::RefreshReply;

/// What a program sends that keeps its refresh token itself.
#[derive(Default, Deserialize, ToSchema)]
pub(crate) struct Renewal {
    /// The newest one that it was given.
    refresh_token: Option<String>,
}

/// Renew a token
///
/// Gives a new access token, and a new refresh token in place of the one that was shown: in the cookie, or in the body. A
/// refresh token that comes again within 30 s (a second tab, an answer that was lost) gets the same successor; later it ends
/// the session, since somebody has a copy. With neither, an access token that is still good is renewed, as in the portal
/// that is replaced, and no refresh token comes with it. Groups and permissions are read anew; an account that is gone or
/// disabled gets none.
#[utoipa::path(
    post, path = "/auth/refresh", operation_id = "refreshToken", tag = "auth",
    security((), ("bearer" = []), ("cookie" = [])), request_body(content = Renewal, description = "May be absent"),
    responses(
        (status = 200, description = "A new token. Sets both cookies when the refresh cookie was sent, that of the access token when only that was, none when the refresh token came in the body", body = RefreshReply),
        (status = 401, description = "Not signed in, or no longer", body = ErrorBody),
        (status = 403, description = "The cookie was sent by a page of another origin", body = ErrorBody),
    ),
)]
pub(crate) async fn refresh(
    auth: Data<Auth>,
    kit: Data<Kit>,
    visitor: Visitor,
    request: HttpRequest,
    body: Bytes,
) -> Result<HttpResponse, Failure> {
    let renewal: Renewal = if body.is_empty() {
        Renewal::default()
    } else {
        serde_json::from_slice(&body).map_err(Failure::NotJson)?
    };
    if let Some(token) = renewal.refresh_token {
        let session = with_refresh_token(&auth, &kit, &visitor, &token).await?;
        return Ok(session.refreshed(&kit, &visitor, Delivery::Body));
    }
    match request.cookie(REFRESH_COOKIE) {
        Some(cookie) if !cookie.value().is_empty() && !has_bearer(&request) => {
            if !same_origin(&kit, &visitor, request.headers()) {
                return Err(Failure::CrossOrigin);
            }
            let session = with_refresh_token(&auth, &kit, &visitor, cookie.value()).await?;
            Ok(session.refreshed(&kit, &visitor, Delivery::Cookie))
        }
        _ => {
            let session = with_access_token(&auth, &kit, &visitor, &request).await?;
            Ok(session.refreshed_by_token(&kit, &visitor))
        }
    }
}

fn has_bearer(request: &HttpRequest) -> bool {
    request.headers().contains_key(actix_web::http::header::AUTHORIZATION)
}

async fn with_refresh_token(auth: &Auth, kit: &Kit, visitor: &Visitor, token: &str) -> Result<Session, Failure> {
    let claim = auth.refresh_tokens().read(token).ok_or(Failure::RefreshInvalid)?;
    let address = visitor.address().to_string();
    match auth.sessions().rotate(&claim.sid, claim.generation, &address).await? {
        Rotation::Renewed(row) => Session::renew(auth, kit, row).await,
        Rotation::Over => Err(Failure::SessionOver),
        Rotation::Reused(row) => {
            let name = &row.username;
            tracing::warn!(
                user.name = %name, session.id = %row.sid, client.address = %visitor.address(),
                "a refresh token of {name} came again long after it was replaced: the session was ended"
            );
            let entry = visitor.entry(Action::SessionReuse, &format!("session:{}", row.sid));
            let failure = Failure::RefreshReused;
            auth.audit().note(entry.by(name, UNKNOWN).refused(failure.code()));
            Err(failure)
        }
    }
}

/// The contract's way (1.2).
async fn with_access_token(
    auth: &Auth,
    kit: &Kit,
    visitor: &Visitor,
    request: &HttpRequest,
) -> Result<Session, Failure> {
    let caller = Caller::of(request).map_err(|why| Failure::NotSignedIn(NotSignedIn::Nobody(why)))?;
    let session = match &caller.claims.sid {
        Some(sid) if caller.key().is_none() => {
            let used = auth.sessions().used(sid, &visitor.address().to_string()).await?;
            used.ok_or(Failure::SessionOver)?
        }
        Some(_) => return Err(Failure::NotForKeys),
        // A token of the portal that is replaced belongs to no session yet.
        None => {
            let account = auth.account_of(caller.name()).await?;
            if caller.claims.iat.saturating_mul(1000) < account.sessions_from {
                return Err(Failure::SessionOver);
            }
            return Session::begin(auth, kit, visitor, &account, Method::Password).await;
        }
    };
    Session::renew(auth, kit, session).await
}
