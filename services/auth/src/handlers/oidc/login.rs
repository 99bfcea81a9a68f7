//! `GET /auth/oidc/login`

use actix_web::web::{Data, Query};
use actix_web::{HttpRequest, HttpResponse};
use portal_http::ErrorBody;
use serde::Deserialize;
use utoipa::IntoParams;

use super::outcome::{self, Refusal};
use super::{CALLBACK, OidcOn, cookies, own_address, redirect};
use crate::Auth;
use crate::handlers::visitor::Visitor;
use crate::ways::{Flow, Flows, ReturnTo};

/// Where to go after signing in.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wanted {
    /// A path of this origin; `/` for anything else.
    return_to: Option<String>,
}

/// Sign in at the provider
///
/// A page goes here (a link, not a script's request): the browser is sent to the OpenID provider, or back to the sign-in
/// page with `?sign_in_error=<code>`.
#[utoipa::path(
    get, path = "/auth/oidc/login", operation_id = "oidcLogin", tag = "auth", params(Wanted),
    responses(
        (
            status = 302, description = "To the provider, or to /?sign_in_error=<code>; sets a cookie for the way back",
            headers(("Location" = String))
        ),
        (status = 400, description = "No provider is set (not_enabled), or the query makes no sense", body = ErrorBody),
    ),
)]
pub(crate) async fn oidc_login(
    oidc: OidcOn,
    auth: Data<Auth>,
    visitor: Visitor,
    request: HttpRequest,
    wanted: Query<Wanted>,
) -> HttpResponse {
    let return_to = wanted.into_inner().return_to;
    let return_to = return_to.and_then(|path| ReturnTo::parse(&path)).unwrap_or_default();
    let flow = oidc.flows().begin(return_to);
    match question(&oidc, &visitor, &flow).await {
        Ok(address) => {
            let mut response = redirect(&address);
            for cookie in Flows::surplus(&cookies(&request), &visitor) {
                response.cookie(cookie);
            }
            response.cookie(oidc.flows().cookie(&flow, &visitor)).finish()
        }
        Err(refusal) => {
            let code = refusal.code();
            outcome::note(&auth, &visitor, &Err(refusal)).await;
            redirect(&format!("/?sign_in_error={code}")).finish()
        }
    }
}

async fn question(oidc: &OidcOn, visitor: &Visitor, flow: &Flow) -> Result<String, Refusal> {
    let settings = oidc.provider().settings();
    let back_to = own_address(settings.redirect_uri.as_ref(), CALLBACK, visitor);
    let back_to = back_to.ok_or(Refusal::AddressUnknown)?;
    Ok(oidc.provider().question(flow, &back_to).await?)
}
