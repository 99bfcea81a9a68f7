//! How a person shows who they are: the header, or the cookie that sign-in set.

use std::sync::Arc;
use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::cookie::{Cookie, SameSite, time};
use actix_web::http::Method;
use actix_web::http::header::{AUTHORIZATION, HeaderMap, ORIGIN, REFERER};

use crate::keys::API_KEY_HEADER;
use crate::{Client, KeyGrant, Kit};

/// The cookie that holds the access token.
pub const TOKEN_COOKIE: &str = "hpc_portal_token";

/// How somebody showed who they are.
#[derive(Clone)]
pub enum Credential {
    /// `Authorization: Bearer …`: only a program or page that holds the token can send it.
    Bearer(String),
    /// The cookie, which a browser also sends when another site's page makes it send a request.
    Cookie(String),
    /// `X-API-Key: …`: a script.
    ApiKey(Arc<KeyGrant>),
    /// Nothing was shown, and nothing needs to be (`PORTAL_OPEN_MODE`).
    OpenMode,
}

impl std::fmt::Debug for Credential {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Bearer(_) => "Bearer(…)",
            Self::Cookie(_) => "Cookie(…)",
            Self::ApiKey(_) => "ApiKey(…)",
            Self::OpenMode => "OpenMode",
        })
    }
}

/// There is an `Authorization` header, but not `Bearer <token>`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NotBearer;

/// What a request carries, not yet checked.
pub(crate) enum Shown {
    Bearer(String),
    ApiKey(String),
    Cookie(String),
    Nothing,
}

impl Shown {
    /// Takes what a program or page said on purpose, a token before a key, else the cookie, which browsers send unasked.
    pub(crate) fn find(request: &HttpRequest) -> Result<Self, NotBearer> {
        let headers = request.headers();
        if let Some(header) = headers.get(AUTHORIZATION) {
            // As the contract has it (4.1): what stands between the first and the second blank.
            let rest = header.to_str().ok().and_then(|text| text.strip_prefix("Bearer "));
            let token = rest.map(|rest| rest.split(' ').next().unwrap_or_default());
            return token.map(|token| Self::Bearer(token.to_owned())).ok_or(NotBearer);
        }
        if let Some(key) = headers.get(API_KEY_HEADER) {
            return Ok(Self::ApiKey(key.to_str().unwrap_or_default().to_owned()));
        }
        let cookie = request.cookie(TOKEN_COOKIE);
        Ok(cookie.map_or(Self::Nothing, |cookie| Self::Cookie(cookie.value().to_owned())))
    }
}

/// The cookie that sign-in sets: unreadable for scripts, not sent along by other sites' forms, TLS only on TLS.
#[must_use]
pub fn cookie(token: &str, lifetime: Duration, client: &Client) -> Cookie<'static> {
    let seconds = i64::try_from(lifetime.as_secs()).unwrap_or(i64::MAX);
    Cookie::build(TOKEN_COOKIE, token.to_owned())
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(client.is_secure())
        .max_age(time::Duration::seconds(seconds))
        .finish()
}

/// The cookie that ends the one above.
#[must_use]
pub fn expired_cookie(client: &Client) -> Cookie<'static> {
    cookie("", Duration::ZERO, client)
}

/// Whether a request that carries the cookie was meant by the portal's own pages: reads always are (their answers cannot
/// be read elsewhere), writes say where they come from in `Origin` or `Referer`.
pub(crate) fn meant_by_our_pages(kit: &Kit, client: &Client, request: &HttpRequest) -> bool {
    matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS)
        || same_origin(kit, client, request.headers())
}

/// Whether `Origin` (or, without it, `Referer`) names this portal or an allowed origin. Also guards `/ws`, where a
/// browser sends the cookie and `Origin` from any page.
#[must_use]
pub fn same_origin(kit: &Kit, client: &Client, headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let origin = match text(ORIGIN) {
        Some(origin) => origin,
        None => text(REFERER).and_then(origin_of_url).unwrap_or_default(),
    };
    // The scheme is compared too when a proxy tells it; without TLS in front both are http.
    origin == client.own_origin() || kit.allows_origin(origin)
}

fn origin_of_url(url: &str) -> Option<&str> {
    let after_scheme = url.find("://")? + 3;
    let end = url
        .get(after_scheme..)?
        .find('/')
        .map_or(url.len(), |slash| after_scheme + slash);
    url.get(..end)
}

#[cfg(test)]
mod tests {
    use super::origin_of_url;

    #[test]
    fn the_origin_of_a_url_ends_before_its_path() {
        assert_eq!(
            origin_of_url("https://a.example:8443/x/y?z"),
            Some("https://a.example:8443")
        );
        assert_eq!(origin_of_url("http://a.example"), Some("http://a.example"));
        assert_eq!(origin_of_url("nonsense"), None);
    }
}
