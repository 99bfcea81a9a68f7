//! Everything that can go wrong, and what a client is told.

use actix_web::http::StatusCode;
use actix_web::http::header::RETRY_AFTER;
use portal_db::DbError;
use portal_db::audit::NotRecorded;
use portal_http::{Problem, Unauthenticated};
use portal_jwt::SignError;
use portal_ratelimit::RetryAfter;

use crate::password::{Unchecked, WeakPassword};
use crate::sessions::SessionsError;
use crate::signed_in::NotSignedIn;
use crate::ways::{DirectoryError, HandoverError};

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
    #[error("the directory could not be asked")]
    Directory(#[from] DirectoryError),
    #[error("in none of the groups that may come in")]
    NotAllowed,
    #[error("no sign-in at the provider waits behind this code")]
    CodeInvalid,
    #[error("a code could not be looked up")]
    Handover(#[from] HandoverError),
    #[error("the account of this token is gone or disabled")]
    AccountGone,
    #[error(transparent)]
    NotSignedIn(NotSignedIn),
    #[error("an API key could not be checked")]
    KeyUnchecked(#[source] portal_http::Unanswered),
    #[error("no API key will do")]
    NotForKeys,
    #[error("a write with the refresh cookie from another origin")]
    CrossOrigin,
    #[error("the refresh token is not ours")]
    RefreshInvalid,
    #[error("the session is over")]
    SessionOver,
    #[error("the refresh token had been replaced long before")]
    RefreshReused,
    #[error("no such session")]
    NoSuchSession,
    #[error("no such account")]
    NoSuchUser,
    #[error("the user name is taken")]
    NameTaken,
    #[error(transparent)]
    WeakPassword(#[from] WeakPassword),
    #[error("the password is kept elsewhere")]
    PasswordElsewhere,
    #[error("the groups are kept elsewhere")]
    GroupsElsewhere,
    #[error("the last administrator")]
    LastAdministrator,
    #[error("one's own account")]
    Yourself,
    #[error("{0}")]
    Unfit(String),
    #[error("the body is not the JSON that is expected")]
    NotJson(#[source] serde_json::Error),
    #[error("what was asked for could not be audited")]
    NotAudited(#[from] NotRecorded),
    #[error("the sessions could not be asked")]
    Sessions(#[from] SessionsError),
    #[error("the permission is missing")]
    PermissionMissing { needs: String, holds: Vec<String> },
    #[error("an ended session could not be recorded")]
    NotRecorded(#[source] SessionsError),
    #[error("the accounts could not be asked")]
    Database(#[from] DbError),
    #[error(transparent)]
    Sign(#[from] SignError),
}

impl Failure {
    /// The stable code that a client is told, for the audit log.
    pub(crate) fn code(&self) -> &'static str {
        self.problem().code()
    }

    fn problem(&self) -> Problem {
        let bad = |error: &str| Problem::new(StatusCode::BAD_REQUEST, "bad_request", error);
        let unauthorized = |code| Problem::new(StatusCode::UNAUTHORIZED, code, "Invalid or expired token");
        let not_found = |code, error: &str| Problem::new(StatusCode::NOT_FOUND, code, error);
        let conflict = |code, error: &str| Problem::new(StatusCode::CONFLICT, code, error);
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
            Self::Unchecked(Unchecked::Stored(_) | Unchecked::BrokenOff(_)) | Self::Sign(_) => Problem::internal(),
            Self::NotForTests => Problem::new(StatusCode::FORBIDDEN, "not_for_tests", "Forbidden")
                .message("PORTAL_TEST_LOGIN_USERS does not name this account, or there is none of that name"),
            Self::NotHere => Problem::new(StatusCode::NOT_FOUND, "not_found", "Not found"),
            Self::NotEnabled(kind) => {
                let error = format!("{kind} not enabled");
                Problem::new(StatusCode::BAD_REQUEST, "not_enabled", error)
            }
            Self::Directory(DirectoryError::Busy) => {
                Problem::unavailable("busy", "Too many people sign in at this moment", 2)
            }
            Self::Directory(_) => {
                Problem::unavailable("directory_unavailable", "The directory cannot be reached at this moment", 5)
            }
            Self::NotAllowed => Problem::new(StatusCode::FORBIDDEN, "not_allowed", "Forbidden")
                .message("None of your groups may use the portal; ask your administrator"),
            Self::CodeInvalid => unauthorized("code_invalid").message("The code is not good, or not any more; sign in again"),
            Self::AccountGone => Problem::new(StatusCode::UNAUTHORIZED, "account_gone", "Invalid or expired token"),
            Self::PermissionMissing { needs, holds } => {
                Problem::new(StatusCode::FORBIDDEN, "permission_missing", "Forbidden")
                    .message(format!("Required permissions: {needs}"))
                    .field("user_permissions", holds.clone())
            }
            Self::NotSignedIn(who) => who.problem(),
            Self::KeyUnchecked(_) => Unauthenticated::Unchecked.problem(),
            Self::NotForKeys => Problem::new(StatusCode::FORBIDDEN, "scope_missing", "Forbidden")
                .message("This needs a person who is signed in; no API key will do"),
            Self::CrossOrigin => Unauthenticated::CrossOrigin.problem(),
            Self::RefreshInvalid => unauthorized("refresh_invalid").message("The refresh token is not good; sign in again"),
            Self::SessionOver => unauthorized("session_ended").message("The session has ended; sign in again"),
            Self::RefreshReused => unauthorized("refresh_reused").message(
                "This refresh token was replaced before and came again, so somebody may have a copy of it. The session was \
                 ended to be safe; sign in again",
            ),
            Self::NoSuchSession => not_found("session_not_found", "Session not found"),
            Self::NoSuchUser => not_found("user_not_found", "User not found"),
            Self::NameTaken => conflict("name_taken", "The user name is taken"),
            Self::WeakPassword(weak) => {
                Problem::new(StatusCode::BAD_REQUEST, "weak_password", "The password is not good enough")
                    .message(sentence(&weak.to_string()))
            }
            Self::PasswordElsewhere => Problem::new(
                StatusCode::BAD_REQUEST,
                "password_elsewhere",
                "The password is not kept here",
            )
            .message("The account belongs to a directory or provider; change the password there"),
            Self::GroupsElsewhere => conflict("groups_elsewhere", "The groups are not kept here")
                .message("The account belongs to a directory or provider; change its groups there"),
            Self::LastAdministrator => conflict("last_admin", "This is the last administrator")
                .message("Make somebody else an administrator first"),
            Self::Yourself => conflict("yourself", "This is your own account")
                .message("Ask another administrator: nobody takes their own rights away by mistake"),
            Self::Unfit(what) => bad("Bad request").message(what.clone()),
            Self::NotJson(wrong) => bad("Bad request").message(format!("The body is not the JSON that is expected: {wrong}")),
            Self::NotAudited(_) => {
                Problem::unavailable("audit_unavailable", "The audit log cannot be written at this moment", 2)
                    .message("What cannot be audited is not done; try again")
            }
            Self::Handover(_)
            | Self::Sessions(SessionsError::Database(DbError::Busy | DbError::Unreachable(_) | DbError::Passing(_)) | SessionsError::Redis(_)) => {
                Problem::unavailable("sessions_unavailable", "The sessions cannot be reached at this moment", 2)
            }
            Self::Sessions(SessionsError::Database(DbError::Query(_) | DbError::Interrupted(_))) => Problem::internal(),
            Self::NotRecorded(_) => Problem::unavailable("logout_failed", "Logout failed", 2)
                .message("The end of the session could not be recorded, so it goes on; try again"),
            Self::Database(DbError::Busy | DbError::Unreachable(_) | DbError::Passing(_)) => Problem::unavailable(
                "database_unavailable",
                "The accounts cannot be reached at this moment",
                2,
            ),
            Self::Database(DbError::Query(_) | DbError::Interrupted(_)) => Problem::internal(),
        }
    }
}
portal_http::answer!(Failure);

/// With a capital letter, as answers begin.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use portal_db::QueryError as Error;

    use super::*;

    #[test]
    fn a_database_that_is_busy_otherwise_is_no_defect_of_ours() {
        let passing = || DbError::from(Error::BrokenTransactionManager);
        for failure in [
            Failure::Database(passing()),
            Failure::Sessions(SessionsError::Database(passing())),
        ] {
            assert_eq!(failure.problem().status(), StatusCode::SERVICE_UNAVAILABLE);
        }
        assert_eq!(
            Failure::Database(DbError::from(Error::NotFound)).problem().status(),
            500
        );
    }
}
