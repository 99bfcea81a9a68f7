//! Refusals in the earlier portal's shape, with its numbers.

use actix_web::error::BlockingError;
use actix_web::http::StatusCode;
use portal_http::Problem;
use portal_slurm::SlurmError;
use serde_json::json;

use super::incoming::IncomingError;
use crate::cluster::acting::error::ActError;
use crate::submissions::error::SubmissionError;
use crate::submissions::folder::FolderError;
use crate::submissions::no_folder;
use crate::submissions::wrong::{Wrong, WrongCode};
use crate::templates::error::TemplateError;
use crate::uploads::multipart::Broken;

/// Why there is no job.
#[derive(Debug, thiserror::Error)]
pub(super) enum LegacyRefusal {
    #[error("template_id required")]
    NoTemplateId,
    #[error("slurm_overrides: {0}")]
    Overrides(String),
    #[error("the form cannot be read: {0}")]
    Form(#[from] Broken),
    #[error("the form broke off")]
    BrokenOff,
    #[error("the form is too large")]
    TooLarge,
    #[error("no folder: {0}")]
    NoFolder(#[source] FolderError),
    #[error("a file: {0}")]
    File(#[source] IncomingError),
    #[error(transparent)]
    Submission(#[from] SubmissionError),
    #[error("interrupted")]
    Interrupted(#[from] BlockingError),
}

impl From<ActError> for LegacyRefusal {
    fn from(error: ActError) -> Self {
        Self::Submission(error.into())
    }
}

/// What older clients are told when something is wrong.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub(crate) struct LegacyJobError {
    /// Always false.
    success: bool,
    error: String,
    /// The earlier portal's number; not in previews.
    error_code: Option<u16>,
    /// All that is wrong, where there is more than one thing to say.
    errors: Option<Vec<String>>,
    /// As in the `X-Request-Id` header.
    request_id: String,
    /// The stable code of the new routes.
    code: String,
}

/// A refusal, and which request it was.
#[derive(Debug, thiserror::Error)]
#[error("{refusal}")]
pub(crate) struct LegacyAnswer {
    #[source]
    refusal: LegacyRefusal,
    /// What was asked for, as the words of some errors have it.
    template_id: String,
    request_id: String,
    numbered: Numbered,
}

/// Whether the answer has `error_code`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Numbered {
    Yes,
    No,
}

impl LegacyAnswer {
    pub(super) fn new(
        refusal: LegacyRefusal,
        template_id: Option<String>,
        request_id: String,
        numbered: Numbered,
    ) -> Self {
        Self {
            refusal,
            template_id: template_id.unwrap_or_default(),
            request_id,
            numbered,
        }
    }

    /// Status, number and words.
    #[must_use]
    pub(crate) fn problem(&self) -> Problem {
        let bad = |code, words: &str| Problem::new(StatusCode::BAD_REQUEST, code, words);
        let (number, problem) = match &self.refusal {
            LegacyRefusal::NoTemplateId => (9001, bad("template_id_missing", "template_id required")),
            LegacyRefusal::Overrides(why) => (
                9999,
                bad("bad_overrides", &format!("slurm_overrides is no JSON object: {why}")),
            ),
            LegacyRefusal::Form(why) => (
                9999,
                bad("broken_multipart", &format!("The form cannot be read: {why}")),
            ),
            LegacyRefusal::BrokenOff => (
                9999,
                Problem::new(
                    StatusCode::REQUEST_TIMEOUT,
                    "body_broke_off",
                    "The form did not arrive completely",
                ),
            ),
            LegacyRefusal::TooLarge => (
                9999,
                Problem::new(
                    StatusCode::PAYLOAD_TOO_LARGE,
                    "body_too_large",
                    "A field of the form is too large",
                ),
            ),
            LegacyRefusal::NoFolder(error) => (2004, no_folder(error)),
            LegacyRefusal::File(error) => (2004, of_file(error)),
            LegacyRefusal::Submission(error) => self.of_submission(error),
            LegacyRefusal::Interrupted(_) => (9999, Problem::unavailable("busy", "The service stops", 2)),
        };
        let problem = problem
            .field("success", false)
            .field("request_id", self.request_id.clone());
        match self.numbered {
            Numbered::Yes => problem.field("error_code", number),
            Numbered::No => problem,
        }
    }

    fn of_submission(&self, error: &SubmissionError) -> (u16, Problem) {
        let problem = error.problem();
        let words = problem.text("message").or_else(|| problem.text("error"));
        let words = words.unwrap_or_default().to_owned();
        let said = |words: String| error.problem().field("error", words);
        match error {
            SubmissionError::Template(TemplateError::NotFound) => {
                (1001, said(format!("Template not found: {}", self.template_id)))
            }
            SubmissionError::Unusable => {
                let status = StatusCode::BAD_REQUEST;
                let problem = Problem::new(status, problem.code(), "Template validation failed");
                (1003, problem.field("errors", json!([words])))
            }
            SubmissionError::Wrong(wrong) => of_wrong(wrong),
            SubmissionError::Act(
                ActError::Slurm(SlurmError::TimedOut { .. }) | ActError::Doubtful(SlurmError::TimedOut { .. }),
            ) => (4002, said(format!("Slurm submission timeout: {words}"))),
            SubmissionError::Act(ActError::Slurm(_) | ActError::Doubtful(_)) => {
                (4001, said(format!("Slurm submission failed: {words}")))
            }
            SubmissionError::Act(ActError::Folder(_) | ActError::InputGone(_)) | SubmissionError::Folder(_) => {
                (2004, said(format!("File upload failed: {words}")))
            }
            SubmissionError::Act(ActError::BadField { .. }) => {
                (4003, said(format!("Script generation failed: {words}")))
            }
            _ => (9999, problem),
        }
    }
}
portal_http::answer!(LegacyAnswer);

/// What is wrong with the form: the image first, then the files, as the earlier portal looked.
fn of_wrong(wrong: &[Wrong]) -> (u16, Problem) {
    let problem = |status, error: &str, about: &[&Wrong]| {
        let errors: Vec<_> = about.iter().map(|wrong| wrong.message.as_str()).collect();
        Problem::new(status, "job_has_problems", error).field("errors", json!(errors))
    };
    if let Some(image) = wrong.iter().find(|wrong| wrong.field == "image_id") {
        return match image.code {
            WrongCode::ImageMissing => (3002, problem(StatusCode::BAD_REQUEST, &image.message, &[image])),
            _ => (3001, problem(StatusCode::NOT_FOUND, &image.message, &[image])),
        };
    }
    let files: Vec<&Wrong> = wrong
        .iter()
        .filter(|wrong| wrong.field.starts_with("inputs."))
        .collect();
    if !files.is_empty() {
        return (2005, problem(StatusCode::BAD_REQUEST, "File validation failed", &files));
    }
    let all: Vec<&Wrong> = wrong.iter().collect();
    let first = wrong.first().map_or("", |wrong| wrong.message.as_str());
    match wrong.iter().any(|wrong| wrong.field.starts_with("overrides.")) {
        true => (
            9999,
            problem(
                StatusCode::BAD_REQUEST,
                &format!("Invalid slurm_overrides: {first}"),
                &all,
            ),
        ),
        false => (
            4003,
            problem(
                StatusCode::BAD_REQUEST,
                &format!("Script generation failed: {first}"),
                &all,
            ),
        ),
    }
}

fn of_file(error: &IncomingError) -> Problem {
    let words = format!("File upload failed: {error}");
    match error {
        IncomingError::TooMany => Problem::new(StatusCode::BAD_REQUEST, "too_many_files", words),
        IncomingError::TooLarge(_) => Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "file_too_large", words)
            .message("Upload it in chunks, and submit the job with the upload"),
        IncomingError::Folder { key, error } => no_folder(error).field("error", format!("File upload failed: {key}")),
    }
}
