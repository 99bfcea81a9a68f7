//! What can go wrong with saved values.

use actix_web::http::StatusCode;
use portal_db::DbError;
use portal_db::audit::NotRecorded;
use portal_db::job_templates::MOST;
use portal_http::Problem;

/// Everything these routes answer besides success; always with `success: false`.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PresetError {
    /// None of this id, or none that the caller may see.
    #[error("no such preset")]
    NotFound,
    /// Somebody else's.
    #[error("another person's preset")]
    NotYours,
    /// A field is missing, in the contract's words.
    #[error("{0}")]
    Missing(&'static str),
    /// A field is not what it must be.
    #[error("{field} must be {expected}")]
    BadField {
        /// Which.
        field: &'static str,
        /// What is right.
        expected: &'static str,
    },
    /// The caller has too many.
    #[error("too many presets")]
    TooMany,
    /// What is to be done cannot be recorded.
    #[error("not recorded")]
    NotRecorded(#[from] NotRecorded),
    /// The database said no.
    #[error("database: {0}")]
    Database(#[from] DbError),
}

impl PresetError {
    /// Status, code and words.
    #[must_use]
    pub(crate) fn problem(&self) -> Problem {
        let bad = |code, error: &str| Problem::new(StatusCode::BAD_REQUEST, code, error);
        let problem = match self {
            Self::NotFound => Problem::new(StatusCode::NOT_FOUND, "preset_not_found", "Template not found"),
            Self::NotYours => Problem::new(StatusCode::FORBIDDEN, "not_your_preset", "Insufficient permissions")
                .message("You can only change your own templates"),
            Self::Missing(words) => bad("missing_fields", words),
            Self::BadField { field, expected } => {
                bad("bad_field", &format!("{field} must be {expected}")).field("field", *field)
            }
            Self::TooMany => Problem::new(StatusCode::CONFLICT, "too_many_presets", "You have too many templates")
                .message(format!("A person has at most {MOST}; delete some first")),
            Self::NotRecorded(_) => crate::audit::not_recorded(),
            Self::Database(DbError::Busy | DbError::Unreachable(_) | DbError::Passing(_)) => {
                Problem::unavailable("database_unavailable", "The database cannot be reached", 5)
            }
            Self::Database(DbError::Query(_) | DbError::Interrupted(_)) => Problem::internal(),
        };
        problem.field("success", false)
    }
}
portal_http::answer!(PresetError);
