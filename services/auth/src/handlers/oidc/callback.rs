//! `GET /auth/oidc/callback`

use actix_web::web::{Data, Query};
use actix_web::{HttpRequest, HttpResponse};
use portal_config::Handover;
use portal_db::accounts::{Account, NameTaken};
use portal_http::{ErrorBody, Kit};
use serde::Deserialize;
use utoipa::IntoParams;

use super::outcome::{self, Arrived, Refusal};
use super::{CALLBACK, OidcOn, cookies, own_address, redirect};
use crate::Auth;
use crate::failure::Failure;
use crate::handlers::visitor::Visitor;
use crate::method::Method;
use crate::proof;
use crate::session::Session;
use crate::ways::{Answer, Flow, Flows, ReturnTo, Returned, Waiting};

/// What the browser brings back from the provider.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Callback {
    /// As the portal sent it there.
    #[serde(default)]
    state: String,
    /// What the portal asks the provider with.
    code: Option<String>,
    /// Why there is no code.
    error: Option<String>,
    /// Which provider it was (RFC 9207).
    iss: Option<String>,
}

/// Come back from the provider
///
/// Ends a sign-in at the provider: sets the cookies and sends the browser to where it wanted to go. No address that it is
/// sent to holds a token, unless `SSO_CALLBACK_HANDOVER=token` says so.
#[utoipa::path(
    get, path = "/auth/oidc/callback", operation_id = "oidcCallback", tag = "auth", params(Callback),
    responses(
        (
            status = 302,
            description = "Signed in: sets the cookies and goes to return_to, or to the page of SSO_CALLBACK_HANDOVER. Not \
                           signed in: /?sign_in_error=<code>",
            headers(("Location" = String))
        ),
        (status = 400, description = "No provider is set (not_enabled), or the query makes no sense", body = ErrorBody),
    ),
)]
pub(crate) async fn oidc_callback(
    oidc: OidcOn,
    auth: Data<Auth>,
    kit: Data<Kit>,
    visitor: Visitor,
    request: HttpRequest,
    callback: Query<Callback>,
) -> HttpResponse {
    let ended = end(&oidc, &auth, &visitor, &request, &callback);
    let return_to = ended
        .as_ref()
        .map_or_else(|_| ReturnTo::default(), |flow| flow.return_to().clone());
    let tried = match ended {
        Ok(flow) => arrive(&oidc, &auth, &kit, &visitor, &flow, &callback).await,
        Err(refusal) => Err(refusal),
    };
    outcome::note(&auth, &visitor, &tried).await;
    let mut response = match tried {
        Ok(arrived) => welcome(&oidc, &kit, &visitor, arrived, &return_to),
        Err(refusal) => redirect(&format!("/?sign_in_error={}", refusal.code())).finish(),
    };
    // Only a cookie that is too long cannot be set; this one is empty.
    let _ = response.add_cookie(&Flows::expired_cookie(&callback.state, &visitor));
    response
}

/// First of all: the answer is to a question that this browser asked.
fn end(
    oidc: &OidcOn,
    auth: &Auth,
    visitor: &Visitor,
    request: &HttpRequest,
    callback: &Callback,
) -> Result<Flow, Refusal> {
    auth.guards().admit_address(visitor)?;
    Ok(oidc.flows().end(&callback.state, &cookies(request))?)
}

async fn arrive(
    oidc: &OidcOn,
    auth: &Auth,
    kit: &Kit,
    visitor: &Visitor,
    flow: &Flow,
    callback: &Callback,
) -> Result<Arrived, Refusal> {
    if let Some(word) = &callback.error {
        return Err(outcome::refused(word));
    }
    let settings = oidc.provider().settings();
    let back_to = own_address(settings.redirect_uri.as_ref(), CALLBACK, visitor);
    let returned = Returned {
        code: callback.code.as_deref().unwrap_or_default(),
        issuer: callback.iss.as_deref(),
    };
    let back_to = back_to.ok_or(Refusal::AddressUnknown)?;
    let (identity, id_token) = match oidc.provider().answer(flow, &back_to, returned).await? {
        Answer::Known { identity, id_token } => (identity, id_token),
        Answer::NotAllowed => return Err(Refusal::NotAllowed),
    };
    let name = identity.username.clone();
    let account = match proof::adopt(auth, kit, identity).await? {
        Ok(account) if account.is_enabled() => account,
        Ok(_) => return Err(Refusal::Disabled(name)),
        Err(NameTaken) => return Err(Refusal::NameTaken(name)),
    };
    match settings.handover {
        Handover::Cookie | Handover::Token => {
            let session = Session::begin(auth, kit, visitor, &account, Method::Oidc { id_token }).await;
            Ok(Arrived::Session(Box::new(
                session.map_err(|failure| refuse(failure, &account))?,
            )))
        }
        Handover::Code => {
            let waiting = Waiting {
                username: account.username.clone(),
                id_token,
            };
            let (code, cookie) = oidc.handovers().give(waiting, visitor).await?;
            Ok(Arrived::Code {
                username: account.username,
                code,
                cookie,
            })
        }
    }
}

fn refuse(failure: Failure, account: &Account) -> Refusal {
    match failure {
        // Disabled at this very moment.
        Failure::InvalidCredentials => Refusal::Disabled(account.username.clone()),
        failure => Refusal::Failed(failure),
    }
}

fn welcome(oidc: &OidcOn, kit: &Kit, visitor: &Visitor, arrived: Arrived, return_to: &ReturnTo) -> HttpResponse {
    let settings = oidc.provider().settings();
    let page = &settings.callback_page;
    match arrived {
        Arrived::Session(session) => {
            let mut response = match settings.handover {
                Handover::Token => {
                    let name = session.username();
                    tracing::warn!(user.name = %name, "the token of {name} stands in an address: SSO_CALLBACK_HANDOVER=token");
                    redirect(&format!("{page}?token={}", session.token()))
                }
                Handover::Cookie | Handover::Code => redirect(return_to.as_str()),
            };
            for cookie in session.cookies(kit, visitor) {
                response.cookie(cookie);
            }
            response.finish()
        }
        Arrived::Code { code, cookie, .. } => redirect(&format!("{page}?code={code}")).cookie(cookie).finish(),
    }
}
