//! `GET` and `POST /auth/oidc/logout`

use actix_web::http::header::{HeaderMap, ORIGIN, REFERER};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use portal_http::{Caller, Client, ErrorBody, Kit, same_origin};

use super::{OidcOn, own_address, redirect};
use crate::Auth;
use crate::failure::Failure;
use crate::handlers::logout::{audit, end_of_caller, end_of_cookie};
use crate::handlers::visitor::Visitor;
use crate::session::{REFRESH_COOKIE, expired_cookies};
use crate::views::Message;

/// Browsers add the ID token to an address, and servers refuse addresses that are longer than this.
const LONGEST_HINT: usize = 6000;

/// Sign out, also at the provider
///
/// Ends the session here and sends the browser to the provider, which ends its own and sends it back to the portal. A link
/// on another site does not.
#[utoipa::path(
    method(get, post), path = "/auth/oidc/logout", operation_id = "oidcLogout", tag = "auth",
    security((), ("bearer" = []), ("cookie" = [])),
    responses(
        (status = 200, description = "Signed out; there is nothing to end at the provider. Clears the cookies", body = Message),
        (status = 302, description = "Signed out; to the provider. Clears the cookies", headers(("Location" = String))),
        (status = 400, description = "No provider is set (not_enabled)", body = ErrorBody),
        (status = 403, description = "A page of another site sent the browser here", body = ErrorBody),
        (status = 503, description = "The end of the session could not be recorded; try again", body = ErrorBody),
    ),
)]
pub(crate) async fn oidc_logout(
    oidc: OidcOn,
    auth: Data<Auth>,
    kit: Data<Kit>,
    visitor: Visitor,
    request: HttpRequest,
) -> Result<HttpResponse, Failure> {
    if comes_from_elsewhere(&kit, &visitor, request.headers()) {
        return Err(Failure::CrossOrigin);
    }
    let id_token = end(&auth, &visitor, &request).await?;
    let settings = oidc.provider().settings();
    let back_to = own_address(settings.logout_redirect_uri.as_ref(), "/", &visitor);
    let hint = id_token.as_deref().filter(|token| token.len() <= LONGEST_HINT);
    let farewell = match &id_token {
        Some(_) => oidc.provider().farewell(hint, back_to.as_deref()).await,
        // Not signed in there, so there is nothing to end.
        None => Ok(None),
    };
    let mut response = match farewell {
        Ok(Some(address)) => redirect(&address).finish(),
        Ok(None) => HttpResponse::Ok().json(Message::of("Logged out successfully")),
        Err(error) => {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "somebody stays signed in at the provider"
            );
            HttpResponse::Ok().json(Message::of("Logged out successfully"))
        }
    };
    for cookie in expired_cookies(&visitor) {
        // Only a cookie that is too long cannot be set; these are empty.
        let _ = response.add_cookie(&cookie);
    }
    Ok(response)
}

/// Ends the session of the token or, when that has expired, of the refresh cookie; what the provider wants to see again.
async fn end(auth: &Auth, visitor: &Visitor, request: &HttpRequest) -> Result<Option<String>, Failure> {
    let caller = Caller::of(request).ok();
    let refresh = request.cookie(REFRESH_COOKIE);
    let claim = refresh
        .as_ref()
        .and_then(|cookie| auth.refresh_tokens().read(cookie.value()));
    let sid = caller
        .as_ref()
        .and_then(|caller| caller.claims.sid.clone())
        .or(claim.map(|claim| claim.sid));
    let session = match &sid {
        // Whoever cannot be looked up is signed out here all the same.
        Some(sid) => auth.sessions().find(sid).await.unwrap_or_else(|error| {
            let error = &error as &dyn std::error::Error;
            tracing::warn!(error, "somebody stays signed in at the provider");
            None
        }),
        None => None,
    };
    match (&caller, &refresh) {
        (Some(caller), _) => {
            let ended = end_of_caller(auth, caller).await;
            audit(auth, visitor, sid.as_deref(), &ended);
            ended?;
        }
        (None, Some(cookie)) => end_of_cookie(auth, visitor, cookie.value()).await?,
        (None, None) => {}
    }
    Ok(session.and_then(|session| session.id_token))
}

/// Whether the browser says that another site's page sent it here. Programs and old browsers say nothing.
fn comes_from_elsewhere(kit: &Kit, client: &Client, headers: &HeaderMap) -> bool {
    match headers.get("sec-fetch-site").and_then(|value| value.to_str().ok()) {
        Some(site) => !matches!(site, "same-origin" | "none"),
        None => {
            let says = headers.contains_key(ORIGIN) || headers.contains_key(REFERER);
            says && !same_origin(kit, client, headers)
        }
    }
}
