//! What can go wrong when the cluster is looked at.

use actix_web::http::StatusCode;
use portal_db::DbError;
use portal_http::Problem;

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
    /// This portal serves no cluster.
    #[error("no cluster is configured")]
    NotConfigured,
    /// Slurm has not been asked yet.
    #[error("the cluster has not been read yet")]
    Starting,
    /// Slurm has never answered, and why.
    #[error("Slurm does not answer: {0}")]
    Unavailable(String),
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
            Self::NotConfigured => Problem::unavailable("slurm_not_configured", "No cluster is configured", 60)
                .message("Slurm's commands are not there; operators: see SLURM_BIN_DIR"),
            Self::Starting => Problem::unavailable("slurm_starting", "The cluster has not been read yet", 2),
            Self::Unavailable(why) => {
                Problem::unavailable("slurm_unavailable", "Slurm does not answer", 10).message(why.clone())
            }
            Self::NoJob => Problem::new(StatusCode::NOT_FOUND, "job_not_found", "Job not found"),
            Self::NoNode => Problem::new(StatusCode::NOT_FOUND, "node_not_found", "Node not found"),
            Self::Database(DbError::Busy | DbError::Unreachable(_)) => {
                Problem::unavailable("database_unavailable", "The database cannot be reached", 5)
            }
            Self::Database(DbError::Query(_) | DbError::Interrupted(_)) => Problem::internal(),
        }
    }
}
portal_http::answer!(ClusterError);
