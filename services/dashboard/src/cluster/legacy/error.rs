//! Errors in the earlier portal's words.

use portal_http::Problem;

use crate::cluster::acting::error::ActError;
use crate::cluster::error::ClusterError;

/// As [`ActError`] and [`ClusterError`], with the fields that older clients look at: `success`, `mode`, and always `message`,
/// which is what their pages show.
#[derive(Debug, thiserror::Error)]
#[error("{error}")]
pub(crate) struct LegacyError {
    #[source]
    error: ActError,
    /// `mock` or `production`.
    mode: &'static str,
}

impl LegacyError {
    /// `mode` is what the earlier portal calls so.
    pub(crate) fn new(error: impl Into<ActError>, mode: &'static str) -> Self {
        let error = error.into();
        Self { error, mode }
    }

    /// Status, code and words.
    #[must_use]
    pub(crate) fn problem(&self) -> Problem {
        let problem = self.error.problem().field("success", false).field("mode", self.mode);
        let words = problem.text("message").or_else(|| problem.text("error"));
        let words = words.unwrap_or_default().to_owned();
        let problem = problem.message(words.clone());
        match &self.error {
            ActError::Unseen(ClusterError::NoNode) => problem.field("details", "Slurm knows no node of that name"),
            _ => problem.field("details", words),
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
    /// What to know or to do; Slurm's words where it refused.
    message: String,
    /// The same.
    details: String,
    /// `mock` or `production`.
    mode: String,
}
