//! `POST /auth/oidc/exchange`

use actix_web::web::{Data, Json};
use actix_web::{HttpRequest, HttpResponse};
use portal_http::{ErrorBody, Kit};
use serde::Deserialize;
use utoipa::ToSchema;

use super::OidcOn;
use crate::Auth;
use crate::failure::Failure;
use crate::handlers::visitor::Visitor;
use crate::method::Method;
use crate::session::{Delivery, Session};
use crate::views::LoginReply;
use crate::ways::handover;

/// What the callback page was given. Not `Debug`: nobody should be able to log it.
#[derive(Deserialize, ToSchema)]
#[schema(as = HandoverCode)]
pub(crate) struct Given {
    /// From the address of the callback page.
    code: String,
    /// How the refresh token travels.
    #[serde(default)]
    refresh: Delivery,
}

/// Exchange a code for a session
///
/// Gives a session for a code, once, within a minute, in the browser that signed in: what `POST /auth/login` answers.
#[utoipa::path(
    post, path = "/auth/oidc/exchange", operation_id = "oidcExchange", tag = "auth", request_body = Given,
    responses(
        (status = 200, description = "Signed in; sets the cookies, unless the refresh token is wanted in the body", body = LoginReply),
        (status = 400, description = "No provider is set (not_enabled), or the body is not the JSON that is expected", body = ErrorBody),
        (status = 401, description = "The code is not good, or not any more, or another browser's; or the account is disabled", body = ErrorBody),
        (status = 429, description = "Too many attempts; see Retry-After", body = ErrorBody),
        (status = 503, description = "The session cannot be kept or audited at this moment; see Retry-After", body = ErrorBody),
    ),
)]
pub(crate) async fn oidc_exchange(
    oidc: OidcOn,
    auth: Data<Auth>,
    kit: Data<Kit>,
    visitor: Visitor,
    request: HttpRequest,
    given: Json<Given>,
) -> Result<HttpResponse, Failure> {
    auth.guards().admit_address(&visitor)?;
    let browser = request.cookie(handover::COOKIE).ok_or(Failure::CodeInvalid)?;
    let waiting = oidc
        .handovers()
        .take(&given.code, browser.value())
        .await?
        .ok_or(Failure::CodeInvalid)?;
    let account = auth.account_of(&waiting.username).await?;
    let method = Method::Oidc {
        id_token: waiting.id_token,
    };
    let session = Session::begin(&auth, &kit, &visitor, &account, method).await?;
    let mut response = session.signed_in(&auth, &kit, &visitor, given.refresh);
    // Only a cookie that is too long cannot be set; this one is empty.
    let _ = response.add_cookie(&handover::expired_cookie(&visitor));
    Ok(response)
}
