//! What can go wrong with a template, and what the client is told.

use std::io;

use actix_web::http::StatusCode;
use portal_db::DbError;
use portal_db::audit::NotRecorded;
use portal_http::Problem as Answer;
use portal_templates::Problem;
use portal_templates::store::WriteError;
use serde_json::json;

use crate::uploads::multipart::Broken;

/// Everything the template routes answer besides success.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TemplateError {
    /// None of this id, or none that the caller may see.
    #[error("no such template")]
    NotFound,
    /// No version of this digest.
    #[error("no such version")]
    NoVersion,
    /// It can be seen, and not changed. In the contract's words.
    #[error("{0}")]
    NotAllowed(&'static str),
    /// The caller's name is none that a folder can have.
    #[error("no folder can have the caller's name")]
    NoFolder,
    /// The text is no template that can be listed.
    #[error("the text is no template")]
    NoTemplate(Vec<Problem>),
    /// Nothing was sent, in the contract's words.
    #[error("{0}")]
    Nothing(&'static str),
    /// A part of the request is not what it must be.
    #[error("{field} must be {expected}")]
    BadField {
        /// Which.
        field: &'static str,
        /// What is right.
        expected: &'static str,
    },
    /// The id is taken.
    #[error("the id is taken")]
    Taken,
    /// The id of the text is another one.
    #[error("the id cannot be changed")]
    OtherId,
    /// Somebody was faster.
    #[error("the template has been changed since")]
    Changed {
        /// The version that is there.
        now: String,
    },
    /// The form is broken.
    #[error("broken form: {0}")]
    Form(#[from] Broken),
    /// The body did not arrive.
    #[error("the body broke off")]
    BrokenOff,
    /// Larger than a template may be.
    #[error("the file is too large")]
    TooLarge,
    /// The folder is away.
    #[error("the folder of templates is away")]
    Away,
    /// What the file system says.
    #[error("the folder of templates: {0}")]
    Folder(#[source] io::Error),
    /// What is to be done cannot be recorded.
    #[error("not recorded")]
    NotRecorded(#[from] NotRecorded),
    /// The database said no.
    #[error("database: {0}")]
    Database(#[from] DbError),
    /// A thread was lost; the service goes down.
    #[error("interrupted")]
    Interrupted(#[source] tokio::task::JoinError),
}

impl From<WriteError> for TemplateError {
    fn from(error: WriteError) -> Self {
        match error {
            WriteError::NoTemplate(problems) => Self::NoTemplate(problems),
            WriteError::OtherId => Self::OtherId,
            WriteError::Taken(_) => Self::Taken,
            WriteError::Missing(_) => Self::NotFound,
            WriteError::Changed { now } => Self::Changed { now: now.to_string() },
            WriteError::Io(error) => Self::Folder(error),
        }
    }
}

impl TemplateError {
    /// Status, code and words; the contract's where it has them.
    #[must_use]
    pub(crate) fn problem(&self) -> Answer {
        let bad = |code, error: &str| Answer::new(StatusCode::BAD_REQUEST, code, error);
        let missing = |code, error: &str| Answer::new(StatusCode::NOT_FOUND, code, error);
        let conflict = |code, error: &str| Answer::new(StatusCode::CONFLICT, code, error);
        match self {
            Self::NotFound => missing("template_not_found", "Template not found"),
            Self::NoVersion => missing("version_not_found", "The template has no such version"),
            Self::NotAllowed(message) => {
                Answer::new(StatusCode::FORBIDDEN, "not_your_template", "Insufficient permissions").message(*message)
            }
            Self::NoFolder => Answer::new(StatusCode::FORBIDDEN, "no_folder", "Your account cannot have templates")
                .message("Its name cannot be the name of a folder"),
            Self::NoTemplate(problems) => no_template(problems),
            Self::Nothing(words) => bad("nothing_sent", words),
            Self::BadField { field, expected } => {
                bad("bad_field", &format!("{field} must be {expected}")).field("field", *field)
            }
            Self::Taken => conflict("template_exists", "There is a template of this id")
                .message("Choose another id, or change the template that there is"),
            Self::OtherId => bad("template_id_fixed", "The id of a template cannot be changed"),
            Self::Changed { now } => conflict("template_changed", "The template has been changed since you read it")
                .message("Read it again, and make your change to what it says now")
                .field("digest", now.clone()),
            Self::Form(why) => bad("broken_multipart", &format!("The form cannot be read: {why}")),
            Self::BrokenOff => Answer::new(
                StatusCode::REQUEST_TIMEOUT,
                "body_broke_off",
                "The file did not arrive completely",
            ),
            Self::TooLarge => Answer::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                "template_too_large",
                "A template has at most 256 KiB",
            ),
            Self::Away => away(),
            Self::Folder(error) => folder(error),
            Self::NotRecorded(_) => crate::audit::not_recorded(),
            Self::Database(DbError::Busy | DbError::Unreachable(_) | DbError::Passing(_)) => {
                Answer::unavailable("database_unavailable", "The database cannot be reached", 5)
            }
            Self::Database(DbError::Query(_) | DbError::Interrupted(_)) | Self::Interrupted(_) => Answer::internal(),
        }
    }
}
portal_http::answer!(TemplateError);

fn no_template(problems: &[Problem]) -> Answer {
    let words = problems.first().map_or_else(String::new, ToString::to_string);
    Answer::new(StatusCode::BAD_REQUEST, "bad_template", words).field("problems", json!(problems))
}

fn away() -> Answer {
    Answer::unavailable("templates_away", "The folder of templates is away", 10)
        .message("Templates can be read and not changed until it is back. If it stays, tell your operator")
}

fn folder(error: &io::Error) -> Answer {
    use io::ErrorKind::{NotFound, PermissionDenied, QuotaExceeded, ReadOnlyFilesystem, StorageFull};
    match error.kind() {
        NotFound => away(),
        StorageFull | QuotaExceeded => Answer::new(
            StatusCode::INSUFFICIENT_STORAGE,
            "no_space",
            "There is no space for another template",
        ),
        PermissionDenied | ReadOnlyFilesystem => Answer::unavailable(
            "templates_read_only",
            "The portal may not write into the folder of templates",
            60,
        )
        .message("Tell your operator"),
        _ => Answer::unavailable(
            "templates_away",
            "The folder of templates does not answer as it should",
            10,
        ),
    }
}
