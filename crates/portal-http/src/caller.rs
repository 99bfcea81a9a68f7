//! Who calls: found once at the door, asked for by handlers.

use std::future::{Ready, ready};

use actix_web::http::StatusCode;
use actix_web::http::header::ORIGIN;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use portal_jwt::{Claims, ISSUER, PORTAL_ADMINS, Permission, Rejected};

use crate::credential::{Credential, NotBearer, Shown, meant_by_our_pages};
use crate::{Client, KeyGrant, Kit, Problem, Refused};

/// A person or program that is known.
#[derive(Clone, Debug)]
pub struct Caller {
    /// What the token says; for a key, what a token of its owner would say, with no more than the key allows.
    pub claims: Claims,
    /// How it came.
    pub credential: Credential,
}

impl Caller {
    /// The user name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.claims.sub
    }

    /// Whether the contract's administrators' group is among the groups: they may touch everybody's uploads.
    #[must_use]
    pub fn is_portal_admin(&self) -> bool {
        self.claims.in_group(PORTAL_ADMINS)
    }

    /// The key that was shown, if it was one.
    #[must_use]
    pub fn key(&self) -> Option<&KeyGrant> {
        match &self.credential {
            Credential::ApiKey(grant) => Some(grant),
            Credential::Bearer(_) | Credential::Cookie(_) | Credential::OpenMode => None,
        }
    }

    /// Whose budget a request is counted against: a person's, or that of one key.
    #[must_use]
    pub fn budget(&self) -> String {
        self.key().map_or_else(|| self.claims.sub.clone(), KeyGrant::sid)
    }

    /// Finds out who sends `request`; the answer is kept with the request.
    pub(crate) async fn identify(kit: &Kit, client: &Client, request: &HttpRequest) -> Result<Self, Unauthenticated> {
        match Shown::find(request).map_err(|NotBearer| Unauthenticated::NotBearer)? {
            Shown::Bearer(token) => Ok(Self {
                claims: check(kit, &token)?,
                credential: Credential::Bearer(token),
            }),
            Shown::ApiKey(key) => Self::by_key(kit, client, &key).await,
            Shown::Cookie(token) => match check(kit, &token) {
                Ok(_) if !meant_by_our_pages(kit, client, request) => Err(Unauthenticated::CrossOrigin),
                Ok(claims) => Ok(Self {
                    claims,
                    credential: Credential::Cookie(token),
                }),
                // A cookie of former times is no reason to turn somebody away where nobody is.
                Err(_) if kit.is_open() => Self::of_open_mode(kit, client, request),
                Err(why) => Err(why),
            },
            Shown::Nothing if kit.is_open() => Self::of_open_mode(kit, client, request),
            Shown::Nothing => Err(Unauthenticated::Nothing),
        }
    }

    /// The owner of an API key, as far as the key goes.
    ///
    /// # Errors
    /// Why the key is not accepted.
    pub async fn by_key(kit: &Kit, client: &Client, key: &str) -> Result<Self, Unauthenticated> {
        let grant = kit.api_keys().find(key, client.address()).await;
        let grant = grant.map_err(|error| {
            tracing::error!(
                error = &*error as &dyn std::error::Error,
                "an API key could not be checked"
            );
            Unauthenticated::Unchecked
        })?;
        let now = kit.clock().unix_seconds();
        let grant = grant
            .filter(|grant| grant.expires_at.is_none_or(|at| at > now))
            .filter(|grant| !kit.revocations().contains(&grant.sid()))
            .ok_or(Unauthenticated::Key)?;
        if !grant.holds_at(client.address()) {
            return Err(Unauthenticated::KeyNotHere);
        }
        let claims = Claims {
            sub: grant.username.clone(),
            email: grant.email.clone(),
            groups: grant.groups.clone(),
            permissions: grant.permissions.clone(),
            iat: now,
            exp: grant.expires_at.unwrap_or(i64::MAX),
            iss: ISSUER.to_owned(),
            jti: None,
            sid: Some(grant.sid()),
            nbf: None,
        };
        Ok(Self {
            claims,
            credential: Credential::ApiKey(grant),
        })
    }

    fn of_open_mode(kit: &Kit, client: &Client, request: &HttpRequest) -> Result<Self, Unauthenticated> {
        // A page of another site, open in the same browser, is not "everybody".
        if request.headers().contains_key(ORIGIN) && !meant_by_our_pages(kit, client, request) {
            return Err(Unauthenticated::CrossOrigin);
        }
        let now = kit.clock().unix_seconds();
        Ok(Self {
            claims: Claims {
                sub: "admin".to_owned(),
                email: "admin@local".to_owned(),
                groups: vec![PORTAL_ADMINS.to_owned()],
                permissions: Permission::ALL.iter().map(ToString::to_string).collect(),
                iat: now,
                exp: i64::MAX,
                iss: ISSUER.to_owned(),
                jti: None,
                sid: None,
                nbf: None,
            },
            credential: Credential::OpenMode,
        })
    }

    /// The caller of this request, as the door found it.
    ///
    /// # Errors
    /// Why there is none.
    pub fn of(request: &HttpRequest) -> Result<Self, Unauthenticated> {
        request
            .extensions()
            .get::<Result<Self, Unauthenticated>>()
            .cloned()
            .unwrap_or(Err(Unauthenticated::Nothing))
    }
}

/// Checks a token that came another way than by header or cookie, such as in a WebSocket's first message.
///
/// # Errors
/// Why it is not accepted.
pub fn check(kit: &Kit, token: &str) -> Result<Claims, Unauthenticated> {
    let claims = kit.verifier().verify(token, kit.clock().unix_seconds())?;
    if is_revoked(kit, &claims) {
        Err(Unauthenticated::Revoked)
    } else {
        Ok(claims)
    }
}

/// Whether the token, or the session that it belongs to, was ended before its time.
#[must_use]
pub fn is_revoked(kit: &Kit, claims: &Claims) -> bool {
    kit.revocations().cover(claims)
}
pub use check as revocable;

/// Nobody we know. Bodies of contract 4.2.
#[derive(Clone, Copy, Debug, thiserror::Error)]
pub enum Unauthenticated {
    /// Neither header nor cookie.
    #[error("no credential")]
    Nothing,
    /// The header is not `Bearer <token>`.
    #[error("the Authorization header is not Bearer")]
    NotBearer,
    /// The token is not good.
    #[error("the token was rejected: {0}")]
    Token(#[from] Rejected),
    /// The token was ended before its time.
    #[error("the token was revoked")]
    Revoked,
    /// The key is unknown, mistyped, revoked or expired, or its owner is disabled.
    #[error("the API key is not good")]
    Key,
    /// The key is good, but not at this address.
    #[error("the API key may not be used from this address")]
    KeyNotHere,
    /// Nobody could say whether the key is good.
    #[error("the API key could not be checked")]
    Unchecked,
    /// A write with the cookie that does not come from the portal's own pages.
    #[error("a write with the cookie from another origin")]
    CrossOrigin,
}

impl Unauthenticated {
    /// Status, code and words.
    #[must_use]
    pub fn problem(&self) -> Problem {
        let unauthorized = |code, error: &str| Problem::new(StatusCode::UNAUTHORIZED, code, error);
        match self {
            Self::Nothing => {
                unauthorized("not_signed_in", "No authorization header").message("Authorization header is required")
            }
            Self::NotBearer => unauthorized("not_bearer", "Invalid authorization header")
                .message("Authorization header must start with \"Bearer \""),
            Self::Token(Rejected::Expired) => {
                unauthorized("token_expired", "Token expired").message("Your session has expired. Please log in again.")
            }
            Self::Token(rejected) => {
                unauthorized("token_invalid", "Invalid token").message(format!("Token validation failed: {rejected}"))
            }
            Self::Revoked => unauthorized("token_revoked", "Invalid token")
                .message("Token validation failed: the session was ended. Please log in again."),
            Self::Key => unauthorized("key_invalid", "Invalid API key")
                .message("The API key is unknown, revoked or expired. Make a new one on the account page."),
            Self::KeyNotHere => Problem::new(StatusCode::FORBIDDEN, "key_not_here", "Forbidden")
                .message("The API key may not be used from this address"),
            Self::Unchecked => {
                Problem::unavailable("keys_unavailable", "The API key cannot be checked at this moment", 2)
            }
            Self::CrossOrigin => Problem::new(StatusCode::FORBIDDEN, "cross_origin", "Forbidden")
                .message("A write with the sign-in cookie must come from the portal's own pages (Origin)"),
        }
    }
}
crate::answer!(Unauthenticated);

/// Extractor for what only people do: a key, whatever its scopes, is not enough.
impl FromRequest for Caller {
    type Error = Refused;
    type Future = Ready<Result<Self, Refused>>;

    fn from_request(request: &HttpRequest, _: &mut actix_web::dev::Payload) -> Self::Future {
        ready(Refused::unless_person(Self::of(request)))
    }
}
