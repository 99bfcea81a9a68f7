//! `/auth/oidc/*`: signing in at the OpenID provider.

pub(crate) mod callback;
pub(crate) mod exchange;
pub(crate) mod login;
pub(crate) mod logout;

mod outcome;

use std::future::{Ready, ready};
use std::ops::Deref;
use std::sync::Arc;

use actix_web::cookie::Cookie;
use actix_web::http::header::LOCATION;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest, HttpResponse, HttpResponseBuilder};
use portal_http::Client;

use crate::Auth;
use crate::failure::Failure;
use crate::ways::Oidc;

/// Where the provider sends the browser back to, beneath the portal's own address.
const CALLBACK: &str = "/auth/oidc/callback";

/// Extractor: there is a provider. Comes first, so that elsewhere nothing else is said.
pub(crate) struct OidcOn(Arc<Oidc>);

impl Deref for OidcOn {
    type Target = Oidc;
    fn deref(&self) -> &Oidc {
        &self.0
    }
}

impl FromRequest for OidcOn {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut actix_web::dev::Payload) -> Self::Future {
        let auth = request.app_data::<Data<Auth>>();
        let oidc = auth.and_then(|auth| auth.ways().oidc());
        ready(oidc.map(Self).ok_or(Failure::NotEnabled("OIDC")))
    }
}

/// The portal's own address: as it was set, else as a trusted proxy tells it. None for a browser that came without one:
/// `Host` alone is the browser's word.
fn own_address(set: Option<&String>, path: &str, client: &Client) -> Option<String> {
    let told = || (!client.is_direct()).then(|| format!("{}{path}", client.own_origin()));
    set.cloned().or_else(told)
}

fn redirect(to: &str) -> HttpResponseBuilder {
    let mut response = HttpResponse::Found();
    response.insert_header((LOCATION, to));
    response
}

/// Names and values of what the browser sent.
fn cookies(request: &HttpRequest) -> Vec<(String, String)> {
    let pair = |cookie: &Cookie<'_>| (cookie.name().to_owned(), cookie.value().to_owned());
    let cookies = request.cookies().map(|cookies| cookies.iter().map(pair).collect());
    cookies.unwrap_or_default()
}
