//! Errors in the earlier portal's words.

use portal_http::Problem;

use crate::cluster::error::ClusterError;

/// As [`ClusterError`], with the fields that older clients look at: `success` and `mode`.
#[derive(Debug, thiserror::Error)]
#[error("{error}")]
pub(crate) struct LegacyError {
    #[source]
    pub(crate) error: ClusterError,
    /// `mock` or `production`.
    pub(crate) mode: &'static str,
}

impl LegacyError {
    /// Status, code and words.
    #[must_use]
    pub(crate) fn problem(&self) -> Problem {
        let problem = self.error.problem().field("success", false).field("mode", self.mode);
        match &self.error {
            ClusterError::NoNode => problem.field("details", "Slurm knows no node of that name"),
            _ => problem,
        }
    }
}
portal_http::answer!(LegacyError);

/// What older clients are told when something is wrong.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub(crate) struct LegacyErrorBody {
    /// Always false.
    success: bool,
    error: String,
    code: String,
    /// `mock` or `production`.
    mode: String,
}
