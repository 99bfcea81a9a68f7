//! What can go wrong with images, and what the client is told.

use actix_web::http::StatusCode;
use portal_db::DbError;
use portal_db::audit::NotRecorded;
use portal_http::Problem as Answer;

/// Everything the image routes answer besides success.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ImageError {
    /// None of this id.
    #[error("no such image")]
    NotFound,
    /// The same in the contract's words for a check.
    #[error("no such image to check")]
    NotInDatabase,
    /// A part of the request is not what it must be.
    #[error("{field} must be {expected}")]
    BadField {
        /// Which.
        field: &'static str,
        /// What is right.
        expected: &'static str,
    },
    /// What is to be done cannot be recorded.
    #[error("not recorded")]
    NotRecorded(#[from] NotRecorded),
    /// What was found is not written down.
    #[error("what was found is not written down")]
    NotWrittenDown,
    /// The database said no.
    #[error("database: {0}")]
    Database(#[from] DbError),
    /// A thread was lost; the service goes down.
    #[error("interrupted")]
    Interrupted(#[source] tokio::task::JoinError),
}

impl ImageError {
    /// Status, code and words; the contract's where it has them.
    #[must_use]
    pub(crate) fn problem(&self) -> Answer {
        let missing = |error: &str| Answer::new(StatusCode::NOT_FOUND, "image_not_found", error);
        match self {
            Self::NotFound => missing("Image not found"),
            Self::NotInDatabase => missing("Image not found in database"),
            Self::BadField { field, expected } => Answer::new(
                StatusCode::BAD_REQUEST,
                "bad_field",
                format!("{field} must be {expected}"),
            )
            .field("field", *field),
            Self::NotRecorded(_) => crate::audit::not_recorded(),
            Self::NotWrittenDown | Self::Database(DbError::Busy | DbError::Unreachable(_) | DbError::Passing(_)) => {
                Answer::unavailable("database_unavailable", "The database cannot be reached", 5)
            }
            Self::Database(DbError::Query(_) | DbError::Interrupted(_)) | Self::Interrupted(_) => Answer::internal(),
        }
    }
}
portal_http::answer!(ImageError);
