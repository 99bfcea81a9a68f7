//! Who calls: found once at the door, asked for by handlers.

use std::future::{Ready, ready};

use actix_web::http::StatusCode;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use portal_jwt::{Claims, PORTAL_ADMINS, Rejected};

use crate::credential::{Credential, NotBearer, meant_by_our_pages};
use crate::{Client, Kit, Problem};

/// A person (or program) whose token is good.
#[derive(Clone, Debug)]
pub struct Caller {
    /// What the token says.
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

    /// Finds out who sends `request`; the answer is kept with the request.
    pub(crate) fn identify(kit: &Kit, client: &Client, request: &HttpRequest) -> Result<Self, Unauthenticated> {
        let credential = Credential::find(request).map_err(|NotBearer| Unauthenticated::NotBearer)?;
        let credential = credential.ok_or(Unauthenticated::Nothing)?;
        let claims = check(kit, credential.token())?;
        if matches!(credential, Credential::Cookie(_)) && !meant_by_our_pages(kit, client, request) {
            return Err(Unauthenticated::CrossOrigin);
        }
        Ok(Self { claims, credential })
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
    match &claims.jti {
        Some(jti) if kit.revocations().contains(jti) => Err(Unauthenticated::Revoked),
        _ => Ok(claims),
    }
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
            Self::CrossOrigin => Problem::new(StatusCode::FORBIDDEN, "cross_origin", "Forbidden")
                .message("A write with the sign-in cookie must come from the portal's own pages (Origin)"),
        }
    }
}
crate::answer!(Unauthenticated);

impl FromRequest for Caller {
    type Error = Unauthenticated;
    type Future = Ready<Result<Self, Unauthenticated>>;

    fn from_request(request: &HttpRequest, _: &mut actix_web::dev::Payload) -> Self::Future {
        ready(Self::of(request))
    }
}
