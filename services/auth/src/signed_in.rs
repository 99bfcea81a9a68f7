//! The caller of the contract's own auth routes, whose 401 has other words than everywhere else (contract 1.2).

use std::future::{Ready, ready};
use std::ops::Deref;

use actix_web::http::StatusCode;
use actix_web::{FromRequest, HttpRequest};
use portal_http::{Caller, Problem, Refused, Unauthenticated};
use portal_jwt::Rejected;

/// Extractor: somebody whose token is good.
pub(crate) struct SignedIn(Caller);

impl Deref for SignedIn {
    type Target = Caller;
    fn deref(&self) -> &Caller {
        &self.0
    }
}

/// Nobody we know, in the words of contract 1.2; or a program with a key, which is not signed in.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotSignedIn {
    #[error(transparent)]
    Nobody(#[from] Unauthenticated),
    #[error(transparent)]
    Refused(#[from] Refused),
}

impl NotSignedIn {
    pub(crate) fn problem(&self) -> Problem {
        let unauthorized = |code, error| Problem::new(StatusCode::UNAUTHORIZED, code, error);
        let nobody = match self {
            Self::Nobody(nobody) | Self::Refused(Refused::Unauthenticated(nobody)) => nobody,
            Self::Refused(refused) => return refused.problem(),
        };
        match nobody {
            Unauthenticated::Nothing => unauthorized("not_signed_in", "No authorization header"),
            Unauthenticated::NotBearer => unauthorized("not_bearer", "No authorization header"),
            Unauthenticated::Token(Rejected::Expired) => unauthorized("token_expired", "Invalid or expired token"),
            Unauthenticated::Token(_) => unauthorized("token_invalid", "Invalid or expired token"),
            Unauthenticated::Revoked => unauthorized("token_revoked", "Invalid or expired token"),
            Unauthenticated::CrossOrigin
            | Unauthenticated::Key
            | Unauthenticated::KeyNotHere
            | Unauthenticated::Unchecked
            | Unauthenticated::OpenOnlyHere
            | Unauthenticated::TooMany(_) => nobody.problem(),
        }
    }
}
portal_http::answer!(NotSignedIn);

impl FromRequest for SignedIn {
    type Error = NotSignedIn;
    type Future = Ready<Result<Self, NotSignedIn>>;

    fn from_request(request: &HttpRequest, _: &mut actix_web::dev::Payload) -> Self::Future {
        ready(
            Refused::unless_person(Caller::of(request))
                .map(Self)
                .map_err(NotSignedIn::from),
        )
    }
}
