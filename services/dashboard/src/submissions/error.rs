//! What can go wrong between a template and a job, and what the client is told.

use std::io;

use actix_web::http::StatusCode;
use portal_db::DbError;
use portal_db::audit::NotRecorded;
use portal_http::Problem;
use serde_json::json;

use super::folder::FolderError;
use super::wrong::Wrong;
use crate::cluster::acting::error::ActError;
use crate::cluster::error::ClusterError;
use crate::templates::error::TemplateError;

/// Everything that the routes of submissions answer besides success.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SubmissionError {
    /// The template cannot be had.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// No job can be made of it.
    #[error("no job can be made of this template")]
    Unusable,
    /// It says something else than what the caller has seen.
    #[error("the template has been changed")]
    Changed {
        /// Its digest now.
        now: String,
    },
    /// What was asked for is not right.
    #[error("the job has problems")]
    Wrong(Vec<Wrong>),
    /// No such submission, or none that the caller may see.
    #[error("no such submission")]
    NotFound,
    /// The submission has no such file.
    #[error("no such file")]
    NoFile,
    /// The job keeps the file to itself.
    #[error("the portal may not read this file")]
    NotReadable,
    /// The folder of the job is gone.
    #[error("the folder of the job is gone")]
    NoFolder,
    /// The job was not made.
    #[error(transparent)]
    Act(#[from] ActError),
    /// The query is not as expected.
    #[error(transparent)]
    Query(#[from] ClusterError),
    /// The folder.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// Who looks at what is others' is recorded first.
    #[error("not recorded")]
    NotRecorded(#[from] NotRecorded),
    /// The database said no.
    #[error("database: {0}")]
    Database(#[from] DbError),
    /// The service stops.
    #[error("interrupted")]
    Interrupted(#[source] actix_web::error::BlockingError),
}

impl SubmissionError {
    /// Status, code and words.
    #[must_use]
    pub(crate) fn problem(&self) -> Problem {
        let missing = |code, error: &str| Problem::new(StatusCode::NOT_FOUND, code, error);
        let conflict = |code, error: &str| Problem::new(StatusCode::CONFLICT, code, error);
        match self {
            Self::Template(error) => error.problem(),
            Self::Unusable => conflict("template_unusable", "No job can be made of this template")
                .message("Its file has errors; whoever may change it sees them"),
            Self::Changed { now } => conflict("template_changed", "The template has been changed since you read it")
                .message("Look at it again, and submit with its present digest")
                .field("digest", now.clone()),
            Self::Wrong(wrong) => {
                let words = wrong.first().map_or("", |wrong| wrong.message.as_str());
                Problem::new(
                    StatusCode::BAD_REQUEST,
                    "job_has_problems",
                    "The job cannot be submitted like this",
                )
                .message(words)
                .field("problems", json!(wrong))
            }
            Self::NotFound => missing("submission_not_found", "There is no such submission"),
            Self::NoFile => missing("file_not_found", "The job has no such file"),
            Self::NotReadable => Problem::new(
                StatusCode::FORBIDDEN,
                "not_readable",
                "The portal may not read this file",
            )
            .message(
                "The job has given it rights of its own. Read it on the cluster, or let the portal's account read it",
            ),
            Self::NoFolder => missing("folder_gone", "The folder of the job is not there any more"),
            Self::Act(error) => error.problem(),
            Self::Query(error) => error.problem(),
            Self::Folder(error) => no_folder(error),
            Self::NotRecorded(_) => crate::audit::not_recorded(),
            Self::Database(DbError::Busy | DbError::Unreachable(_) | DbError::Passing(_)) => {
                Problem::unavailable("database_unavailable", "The database cannot be reached", 5)
            }
            Self::Database(DbError::Query(_) | DbError::Interrupted(_)) => Problem::internal(),
            Self::Interrupted(_) => Problem::unavailable("busy", "The service stops", 2),
        }
    }
}
portal_http::answer!(SubmissionError);

/// A job has no folder to work in: what that means for who asks, and what the operator has to do.
pub(crate) fn no_folder(error: &FolderError) -> Problem {
    use io::ErrorKind::{PermissionDenied, QuotaExceeded, ReadOnlyFilesystem, StorageFull};
    let away = |error: &str, words: &str| Problem::unavailable("jobs_root_unusable", error, 60).message(words);
    let error = match error {
        FolderError::Missing(_) => {
            return Problem::unavailable("jobs_root_missing", "The folder of jobs is not there", 10)
                .message("It is not mounted, or has not been made. If it stays, tell your operator: see JOBS_ROOT");
        }
        FolderError::NoAccessLists(_) => {
            let words =
                "Tell your operator: the file system of JOBS_ROOT has to be mounted with POSIX access lists (acl)";
            return away("The folder of jobs cannot be shared with you", words);
        }
        FolderError::Io(error) => error,
    };
    match error.kind() {
        StorageFull | QuotaExceeded => Problem::new(
            StatusCode::INSUFFICIENT_STORAGE,
            "no_space",
            "There is no space for another job's folder",
        )
        .message("Remove what is not needed any more, or tell your operator"),
        PermissionDenied | ReadOnlyFilesystem => {
            let words = "Tell your operator: the portal's account has to own JOBS_ROOT and be able to write there";
            away("The portal may not write into the folder of jobs", words)
        }
        _ => away(
            "The folder of jobs does not answer as it should",
            "Try again; if it stays, tell your operator",
        ),
    }
}
