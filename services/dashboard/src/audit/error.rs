//! What can go wrong when the log is read.

use actix_web::http::StatusCode;
use portal_db::DbError;
use portal_db::audit::NotRecorded;
use portal_http::Problem;

#[derive(Debug, thiserror::Error)]
pub(crate) enum AuditError {
    /// A part of the query is not what it must be.
    #[error("{field} is out of range")]
    OutOfRange {
        /// Which.
        field: &'static str,
        /// What is right.
        expected: String,
    },
    /// Who reads is recorded first.
    #[error("the reading cannot be recorded")]
    NotRecorded(#[from] NotRecorded),
    /// The database said no.
    #[error("database: {0}")]
    Database(#[from] DbError),
}

impl AuditError {
    /// Status, code and words.
    #[must_use]
    pub(crate) fn problem(&self) -> Problem {
        match self {
            Self::OutOfRange { field, expected } => {
                let error = format!("{field} must be {expected}");
                Problem::new(StatusCode::BAD_REQUEST, "out_of_range", error)
            }
            Self::NotRecorded(_) => not_recorded(),
            Self::Database(DbError::Busy | DbError::Unreachable(_) | DbError::Passing(_)) => {
                Problem::unavailable("database_unavailable", "The database cannot be reached", 5)
            }
            Self::Database(DbError::Query(_) | DbError::Interrupted(_)) => Problem::internal(),
        }
    }
}
portal_http::answer!(AuditError);

/// What must not happen unrecorded did not happen.
pub(crate) fn not_recorded() -> Problem {
    Problem::unavailable("audit_unavailable", "The audit log cannot be written", 5)
        .message("What cannot be recorded is not done. Try again; if it stays, tell your operator")
}
