//! What can go wrong when the cluster is looked at.

use actix_web::error::BlockingError;
use actix_web::http::StatusCode;
use portal_db::DbError;
use portal_http::Problem;
use portal_slurm::snapshot::{BadCursor, Unknown};

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ClusterError {
    /// A part of the query is unknown, or not what it must be.
    #[error("{name} is not as expected")]
    BadQuery {
        /// Which, as the caller wrote it.
        name: String,
        /// What is right.
        expected: String,
    },
    /// Slurm has told nothing yet, and why.
    #[error("nothing is known of the cluster: {0}")]
    Unknown(#[from] Unknown),
    /// The cursor is not of a page with this order.
    #[error("the cursor is of another list")]
    BadCursor(#[from] BadCursor),
    /// The work was given up because the service stops.
    #[error("interrupted")]
    Interrupted(#[from] BlockingError),
    /// An older client wants to change what is Slurm's.
    #[error("partitions are configured in Slurm")]
    ConfiguredInSlurm,
    /// No such job, or none that the caller may see.
    #[error("no such job")]
    NoJob,
    /// No such node, or none that the caller may see.
    #[error("no such node")]
    NoNode,
    /// The database said no.
    #[error("database: {0}")]
    Database(#[from] DbError),
}

impl ClusterError {
    /// A parameter that is not what it must be.
    pub(crate) fn bad_query(name: impl Into<String>, expected: impl Into<String>) -> Self {
        Self::BadQuery {
            name: name.into(),
            expected: expected.into(),
        }
    }

    /// Status, code and words.
    #[must_use]
    pub(crate) fn problem(&self) -> Problem {
        match self {
            Self::BadQuery { name, expected } => {
                // What the caller wrote may be long, or not text.
                let name: String = name.chars().filter(|c| !c.is_control()).take(64).collect();
                let error = format!("{name} must be {expected}");
                Problem::new(StatusCode::BAD_REQUEST, "bad_query", error).field("parameter", name)
            }
            Self::BadCursor(_) => Self::bad_query("cursor", "the next_cursor of a page with the same sort").problem(),
            Self::Interrupted(_) => Problem::unavailable("busy", "The service stops", 2),
            Self::Unknown(unknown) => {
                let (error, seconds) = match unknown {
                    Unknown::Starting => ("The cluster has not been read yet", 2),
                    Unknown::NotConfigured(_) => ("Slurm's commands are not there", 60),
                    Unknown::Unavailable(_) => ("Slurm does not answer", 5),
                };
                Problem::unavailable(unknown.code(), error, seconds).message(unknown.to_string())
            }
            Self::ConfiguredInSlurm => {
                let error = "The portal keeps no partitions of its own; change them in slurm.conf";
                Problem::new(StatusCode::CONFLICT, "configured_in_slurm", error)
            }
            Self::NoJob => Problem::new(StatusCode::NOT_FOUND, "job_not_found", "Job not found"),
            Self::NoNode => Problem::new(StatusCode::NOT_FOUND, "node_not_found", "Node not found"),
            Self::Database(DbError::Busy | DbError::Unreachable(_) | DbError::Passing(_)) => {
                Problem::unavailable("database_unavailable", "The database cannot be reached", 5)
            }
            Self::Database(DbError::Query(_) | DbError::Interrupted(_)) => Problem::internal(),
        }
    }
}
portal_http::answer!(ClusterError);
