//! What can go wrong with API keys.

use actix_web::http::StatusCode;
use portal_db::DbError;
use portal_db::audit::NotRecorded;
use portal_http::Problem;
use portal_jwt::Scope;

/// Keys that one account may have.
pub const MOST_KEYS: usize = 20;

/// Why a key is not made, shown or revoked.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// A field makes no sense.
    #[error("{0}")]
    Unfit(String),
    /// There is no such scope.
    #[error("\"{0}\" is no scope")]
    UnknownScope(String),
    /// The owner is not permitted that.
    #[error("the owner may not give the scope {0}")]
    NotYours(Scope),
    /// Somebody else's business.
    #[error("only administrators may")]
    AdministratorsOnly(&'static str),
    /// The account has as many as it may.
    #[error("the account has too many keys")]
    TooMany,
    /// Nobody of that name.
    #[error("no account of that name")]
    NoAccount,
    /// Nothing to revoke.
    #[error("no such key")]
    Missing,
    /// The audit log cannot be written.
    #[error("what was asked for could not be audited")]
    NotAudited(#[from] NotRecorded),
    /// The database.
    #[error("the keys could not be asked")]
    Database(#[from] DbError),
}

impl KeyError {
    fn problem(&self) -> Problem {
        let bad = |code| Problem::new(StatusCode::BAD_REQUEST, code, "Bad request");
        match self {
            Self::Unfit(what) => bad("bad_request").message(what.clone()),
            Self::UnknownScope(word) => {
                let known = Scope::ALL.map(Scope::as_str).join(", ");
                bad("unknown_scope").message(format!("\"{word}\" is no scope; there are {known}"))
            }
            Self::NotYours(scope) => Problem::new(StatusCode::FORBIDDEN, "scope_not_yours", "Forbidden").message(
                format!("The owner of the key is not permitted what the scope {scope} stands for"),
            ),
            Self::AdministratorsOnly(what) => {
                Problem::new(StatusCode::FORBIDDEN, "permission_missing", "Forbidden").message(*what)
            }
            Self::TooMany => Problem::new(StatusCode::CONFLICT, "too_many_keys", "Too many API keys").message(format!(
                "An account has at most {MOST_KEYS} keys; revoke one that is no longer used"
            )),
            Self::NoAccount => Problem::new(StatusCode::NOT_FOUND, "user_not_found", "User not found")
                .message("API keys belong to accounts of this portal, and there is none of that name"),
            Self::Missing => Problem::new(StatusCode::NOT_FOUND, "key_not_found", "API key not found"),
            Self::NotAudited(_) => crate::audit::not_recorded(),
            Self::Database(DbError::Busy | DbError::Unreachable(_) | DbError::Passing(_)) => Problem::unavailable(
                "database_unavailable",
                "The API keys cannot be reached at this moment",
                2,
            ),
            Self::Database(DbError::Query(_) | DbError::Interrupted(_)) => Problem::internal(),
        }
    }
}
portal_http::answer!(KeyError);
