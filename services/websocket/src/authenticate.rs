//! Who wants to connect: by header, `?token=`, cookie or first message.

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use actix_web::http::header::{AUTHORIZATION, ORIGIN};
use bytes::Bytes;
use portal_http::{API_KEY_HEADER, Caller, Client, Credential, Kit, Unauthenticated, same_origin};
use portal_jwt::{Claims, Scope};

use crate::keys_in_use::KeyInUse;
use crate::reply;

/// Why somebody may not connect.
#[derive(Debug)]
pub(crate) enum Refused {
    /// No token.
    Nothing,
    /// A token that is not good, or came from a page that is not ours.
    Because(Unauthenticated),
    /// An API key that is good for other things.
    Scope,
}

impl Refused {
    /// What the client is told before the connection ends.
    pub(crate) fn frame(&self) -> Bytes {
        match self {
            Self::Nothing => reply::authentication_required(),
            Self::Scope => reply::refusal(
                &format!(
                    "Authentication failed: the API key lacks the scope {}",
                    Scope::EventsRead
                ),
                "AUTH_FAILED",
            ),
            Self::Because(why) => reply::refusal(&format!("Authentication failed: {why}"), "AUTH_FAILED"),
        }
    }
}

impl Refused {
    /// The code of a refusal that HTTP would call 403: somebody wanted what they may not have.
    pub(crate) fn forbids(&self) -> Option<&'static str> {
        match self {
            Self::Nothing => None,
            Self::Scope => Some("scope_missing"),
            Self::Because(why) => {
                let problem = why.problem();
                (problem.status() == StatusCode::FORBIDDEN).then(|| problem.code())
            }
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

/// Somebody who was known at the upgrade.
pub(crate) struct Entrant {
    pub(crate) claims: Claims,
    /// The key that was shown, if it was one.
    pub(crate) key: Option<KeyInUse>,
}

impl From<Claims> for Entrant {
    fn from(claims: Claims) -> Self {
        Self { claims, key: None }
    }
}

/// Who sends an upgrade request. What a program or page said on purpose (header, `?token=`) counts before the cookie,
/// which a browser sends by itself, from any page: it needs an `Origin` of ours.
pub(crate) fn by_request(kit: &Kit, request: &HttpRequest) -> Result<Entrant, Refused> {
    let has_header = request.headers().contains_key(AUTHORIZATION);
    if !has_header && let Some(token) = token_in_query(request.query_string()) {
        return by_token(kit, &token).map(Entrant::from);
    }
    let caller = Caller::of(request)?;
    let from_our_page = || Client::of(request).is_some_and(|client| same_origin(kit, &client, request.headers()));
    let meant = match &caller.credential {
        Credential::Bearer(_) => true,
        Credential::ApiKey(key) if key.has(Scope::EventsRead) => true,
        Credential::ApiKey(_) => return Err(Refused::Scope),
        Credential::Cookie(_) => from_our_page(),
        Credential::OpenMode => !request.headers().contains_key(ORIGIN) || from_our_page(),
    };
    if meant {
        let key = caller.key().and_then(|_| KeyInUse::of(request));
        let claims = caller.claims;
        Ok(Entrant { claims, key })
    } else {
        Err(Unauthenticated::CrossOrigin.into())
    }
}

/// Whether the request carries a token on purpose, not only a cookie that its browser happens to have.
pub(crate) fn shows_token(request: &HttpRequest) -> bool {
    let headers = request.headers();
    headers.contains_key(AUTHORIZATION)
        || headers.contains_key(API_KEY_HEADER)
        || token_in_query(request.query_string()).is_some()
}

/// A token is base64 with dots: nothing in it is ever percent-encoded.
fn token_in_query(query: &str) -> Option<String> {
    let token = query.split('&').find_map(|pair| pair.strip_prefix("token="))?;
    (!token.is_empty()).then(|| token.to_owned())
}
