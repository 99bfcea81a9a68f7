//! Who wants to connect: by header, `?token=`, cookie or first message.

use actix_web::HttpRequest;
use bytes::Bytes;
use portal_http::{Caller, Client, Credential, Kit, Unauthenticated, same_origin};
use portal_jwt::Claims;

use crate::reply;

/// Why somebody may not connect.
#[derive(Debug)]
pub(crate) enum Refused {
    /// No token.
    Nothing,
    /// A token that is not good, or came from a page that is not ours.
    Because(Unauthenticated),
}

impl Refused {
    /// What the client is told before the connection ends.
    pub(crate) fn frame(&self) -> Bytes {
        match self {
            Self::Nothing => reply::authentication_required(),
            Self::Because(why) => reply::refusal(&format!("Authentication failed: {why}"), "AUTH_FAILED"),
        }
    }
}

impl From<Unauthenticated> for Refused {
    fn from(why: Unauthenticated) -> Self {
        match why {
            Unauthenticated::Nothing => Self::Nothing,
            why => Self::Because(why),
        }
    }
}

/// The claims of a token that came in a message or in the query.
pub(crate) fn by_token(kit: &Kit, token: &str) -> Result<Claims, Refused> {
    if token.is_empty() {
        return Err(Refused::Nothing);
    }
    Ok(portal_http::revocable(kit, token)?)
}

/// Who sends an upgrade request. What a program or page said on purpose (header, `?token=`) counts before the cookie,
/// which a browser sends by itself, from any page: it needs an `Origin` of ours.
pub(crate) fn by_request(kit: &Kit, request: &HttpRequest) -> Result<Claims, Refused> {
    let has_header = request.headers().contains_key(actix_web::http::header::AUTHORIZATION);
    if !has_header && let Some(token) = token_in_query(request.query_string()) {
        return by_token(kit, &token);
    }
    let caller = Caller::of(request)?;
    let from_our_page = match caller.credential {
        Credential::Bearer(_) => true,
        Credential::Cookie(_) => Client::of(request).is_some_and(|client| same_origin(kit, &client, request.headers())),
    };
    if from_our_page {
        Ok(caller.claims)
    } else {
        Err(Unauthenticated::CrossOrigin.into())
    }
}

/// Whether the request carries a token on purpose, not only a cookie that its browser happens to have.
pub(crate) fn shows_token(request: &HttpRequest) -> bool {
    request.headers().contains_key(actix_web::http::header::AUTHORIZATION)
        || token_in_query(request.query_string()).is_some()
}

/// A token is base64 with dots: nothing in it is ever percent-encoded.
fn token_in_query(query: &str) -> Option<String> {
    let token = query.split('&').find_map(|pair| pair.strip_prefix("token="))?;
    (!token.is_empty()).then(|| token.to_owned())
}
