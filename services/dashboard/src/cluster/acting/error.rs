//! Why something was not done.

use actix_web::error::BlockingError;
use actix_web::http::StatusCode;
use actix_web::http::header::RETRY_AFTER;
use portal_db::DbError;
use portal_db::audit::NotRecorded;
use portal_http::Problem;
use portal_slurm::SlurmError;

use crate::cluster::error::ClusterError;
use crate::submissions::FolderError;

/// Why something was not done, or may not have been.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ActError {
    /// It cannot even be seen.
    #[error(transparent)]
    Unseen(#[from] ClusterError),
    /// Another person's job.
    #[error("another person's job")]
    NotYours,
    /// Slurm lets only operators do it.
    #[error("only operators may {0}")]
    OperatorsOnly(&'static str),
    /// The caller's name is none that a cluster could know.
    #[error("not a user of the cluster")]
    NobodyThere,
    /// A field of the body is not what it must be.
    #[error("{field} {expected}")]
    BadField {
        /// Which.
        field: &'static str,
        /// "must be …".
        expected: String,
    },
    /// Slurm did not do it, or nobody knows whether it did.
    #[error(transparent)]
    Slurm(#[from] SlurmError),
    /// Whether there is a job now is not known; the same request, with its key, will find out.
    #[error("whether there is a job is not known: {0}")]
    Doubtful(SlurmError),
    /// It was not known last time, and cannot be known yet.
    #[error("an earlier attempt is not settled")]
    Unsettled,
    /// The key was used for another request.
    #[error("the Idempotency-Key was used for something else")]
    KeyReused,
    /// Another request with the same key is being worked on.
    #[error("another request with this Idempotency-Key is being worked on")]
    KeyBusy,
    /// Too many others wait for Slurm.
    #[error("too many wait for Slurm")]
    Busy,
    /// Without a row in the audit log nothing is done.
    #[error("what was asked for could not be audited")]
    NotRecorded(#[from] NotRecorded),
    /// There is no folder for the job.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// A file that the job needs was there a moment ago.
    #[error("the file of {0} is gone")]
    InputGone(String),
    /// The service stops.
    #[error("interrupted")]
    Interrupted(#[from] BlockingError),
    /// The database said no.
    #[error("database: {0}")]
    Database(#[from] DbError),
}

impl ActError {
    /// A field that is not what it must be; `expected` begins with "must".
    pub(crate) fn bad_field(field: &'static str, expected: impl Into<String>) -> Self {
        Self::BadField {
            field,
            expected: expected.into(),
        }
    }

    /// Whether others would fail the same way now: Slurm is away.
    pub(crate) fn is_outage(&self) -> bool {
        match self {
            Self::Slurm(error) => error.is_outage(),
            Self::Busy | Self::Interrupted(_) => true,
            _ => false,
        }
    }

    /// Status, code and words.
    #[must_use]
    pub(crate) fn problem(&self) -> Problem {
        let forbidden = |code, error: &str| Problem::new(StatusCode::FORBIDDEN, code, error);
        match self {
            Self::Unseen(error) => error.problem(),
            Self::NotYours => forbidden("not_your_job", "This is another person's job")
                .message("Only its owner and the cluster's operators can act on it"),
            Self::OperatorsOnly(what) => forbidden("operators_only", "Only the cluster's operators can do this")
                .message(format!("Ask an operator to {what}")),
            Self::NobodyThere => forbidden("not_a_cluster_user", "Your account is not one of the cluster's")
                .message("The name of the account is no POSIX user name; an operator can tell which account to use"),
            Self::BadField { field, expected } => {
                let error = format!("{field} {expected}");
                Problem::new(StatusCode::BAD_REQUEST, "bad_field", error).field("field", *field)
            }
            Self::Slurm(error) => of_slurm(error),
            Self::Doubtful(error) => of_slurm(error).field("unknown_outcome", true).message(format!(
                "Whether the job was submitted is not known ({error}). Send the same request again with the same \
                 Idempotency-Key: it finds the job, or submits it once"
            )),
            Self::Unsettled => {
                let error = "Whether an earlier attempt submitted the job is not known yet";
                Problem::unavailable("submission_unsettled", error, 30).message(
                    "Slurm may still be working on it. Send the same request again later; there will be one job",
                )
            }
            Self::KeyReused => {
                let error = "This Idempotency-Key was used for another request";
                Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "idempotency_key_reused", error)
                    .message("A new submission needs a new key")
            }
            Self::KeyBusy => {
                let error = "A request with this Idempotency-Key is being worked on";
                Problem::new(StatusCode::CONFLICT, "idempotency_key_busy", error).header(RETRY_AFTER, "2")
            }
            Self::Folder(error) => crate::submissions::no_folder(error),
            Self::InputGone(key) => Problem::new(
                StatusCode::CONFLICT,
                "input_gone",
                format!("The file of {key} is not there any more"),
            )
            .message("Upload it again, or choose another one")
            .field("field", format!("inputs.{key}")),
            Self::Busy => Problem::unavailable("busy", "Too many requests wait for Slurm", 5),
            Self::Interrupted(_) => Problem::unavailable("busy", "The service stops", 2),
            Self::NotRecorded(_) => crate::audit::not_recorded(),
            Self::Database(DbError::Busy | DbError::Unreachable(_) | DbError::Passing(_)) => {
                Problem::unavailable("database_unavailable", "The database cannot be reached", 5)
            }
            Self::Database(DbError::Query(_) | DbError::Interrupted(_)) => Problem::internal(),
        }
    }
}
portal_http::answer!(ActError);

fn of_slurm(error: &SlurmError) -> Problem {
    let unknown = |problem: Problem| match error.did_nothing() {
        true => problem,
        false => problem.field("unknown_outcome", true),
    };
    match error {
        SlurmError::Refused { said } => {
            Problem::new(StatusCode::CONFLICT, "slurm_refused", "Slurm refused").message(said.clone())
        }
        SlurmError::NotAllowed { said } => {
            Problem::new(StatusCode::FORBIDDEN, "not_allowed", "This cannot be done for you").message(said.clone())
        }
        SlurmError::NotFound { said } => {
            Problem::new(StatusCode::NOT_FOUND, "slurm_not_found", "Slurm does not know it").message(said.clone())
        }
        SlurmError::NotConfigured { .. } | SlurmError::NoCommand { .. } => {
            Problem::unavailable("slurm_not_configured", "This cluster cannot do that", 60).message(error.to_string())
        }
        SlurmError::NotStarted { .. } | SlurmError::Unreachable { .. } => {
            unknown(Problem::unavailable("slurm_unavailable", "Slurm cannot be reached", 5).message(error.to_string()))
        }
        SlurmError::Unreadable { .. } | SlurmError::System { .. } => {
            unknown(Problem::unavailable("slurm_failed", "Slurm's answer was lost", 5).message(error.to_string()))
        }
        SlurmError::TimedOut { .. } => {
            let problem = Problem::new(
                StatusCode::GATEWAY_TIMEOUT,
                "slurm_timed_out",
                "Slurm did not answer in time",
            );
            unknown(problem.message(format!(
                "{error}. It may still have been done: look before trying again"
            )))
        }
    }
}
