//! Everything that can go wrong, and what a client is told.

use actix_web::http::StatusCode;
use actix_web::http::header::RETRY_AFTER;
use portal_db::DbError;
use portal_http::Problem;
use portal_jwt::SignError;
use portal_ratelimit::RetryAfter;

use crate::password::Unchecked;

/// What the auth service knows can go wrong, besides not being signed in.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error("a sign-in without a name or a password")]
    CredentialsMissing,
    #[error("a test sign-in without a name")]
    NameMissing,
    #[error("no such name and password")]
    InvalidCredentials,
    #[error(transparent)]
    TooManyAttempts(#[from] RetryAfter),
    #[error("the password could not be checked")]
    Unchecked(#[from] Unchecked),
    #[error("a test sign-in of somebody who is not named for it")]
    NotForTests,
    #[error("this route does not exist here")]
    NotHere,
    #[error("single sign-on is not enabled: {0}")]
    NotEnabled(&'static str),
    #[error("the account of this token is gone")]
    AccountGone,
    #[error("the permission is missing")]
    PermissionMissing { needs: String, holds: Vec<String> },
    #[error("an ended session could not be recorded")]
    NotRecorded(#[source] DbError),
    #[error("the accounts could not be asked")]
    Database(#[from] DbError),
    #[error(transparent)]
    Sign(#[from] SignError),
}

impl Failure {
    fn problem(&self) -> Problem {
        let bad = |error: &str| Problem::new(StatusCode::BAD_REQUEST, "bad_request", error);
        match self {
            Self::CredentialsMissing => bad("Username and password required"),
            Self::NameMissing => bad("Username required"),
            Self::InvalidCredentials => Problem::new(
                StatusCode::UNAUTHORIZED,
                "invalid_credentials",
                "Invalid username or password",
            ),
            Self::TooManyAttempts(wait) => {
                let seconds = wait.seconds();
                Problem::new(StatusCode::TOO_MANY_REQUESTS, "too_many_attempts", "Too many attempts")
                    .message(format!("Too many attempts to sign in; wait {seconds} s"))
                    .field("retry_after", seconds)
                    .header(RETRY_AFTER, seconds.to_string())
            }
            Self::Unchecked(Unchecked::Busy) => {
                Problem::unavailable("busy", "Too many people sign in at this moment", 2)
            }
            Self::Unchecked(Unchecked::Stored(_) | Unchecked::Interrupted(_)) | Self::Sign(_) => Problem::internal(),
            Self::NotForTests => Problem::new(StatusCode::FORBIDDEN, "not_for_tests", "Forbidden")
                .message("PORTAL_TEST_LOGIN_USERS does not name this account, or there is none of that name"),
            Self::NotHere => Problem::new(StatusCode::NOT_FOUND, "not_found", "Not found"),
            Self::NotEnabled(kind) => {
                let error = format!("{kind} not enabled");
                Problem::new(StatusCode::BAD_REQUEST, "not_enabled", error)
            }
            Self::AccountGone => Problem::new(StatusCode::UNAUTHORIZED, "account_gone", "Invalid or expired token"),
            Self::PermissionMissing { needs, holds } => {
                Problem::new(StatusCode::FORBIDDEN, "permission_missing", "Forbidden")
                    .message(format!("Required permissions: {needs}"))
                    .field("user_permissions", holds.clone())
            }
            Self::NotRecorded(_) => Problem::unavailable("logout_failed", "Logout failed", 2)
                .message("The session was ended in this service only; try again"),
            Self::Database(DbError::Busy | DbError::Unreachable(_)) => Problem::unavailable(
                "database_unavailable",
                "The accounts cannot be reached at this moment",
                2,
            ),
            Self::Database(DbError::Query(_) | DbError::Interrupted(_)) => Problem::internal(),
        }
    }
}
portal_http::answer!(Failure);
