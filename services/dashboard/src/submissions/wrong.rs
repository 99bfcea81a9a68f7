//! What is wrong with a job that somebody wants to make of a template.

use portal_jobscript::{InputCode, InputProblem, Params, ScriptError};
use portal_templates::overrides::{Reason, Refused};
use portal_templates::schema::ARCHIVES;
use serde::Serialize;
use utoipa::ToSchema;

/// One thing that is wrong. A form shows it beside its field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Wrong {
    /// Such as `inputs.mesh`, `overrides.time`, `image_id`, `name`, `command`, `script`.
    pub(crate) field: String,
    pub(crate) code: WrongCode,
    /// For people, in English.
    pub(crate) message: String,
    /// What the message names, by code: for clients that say it in other words.
    #[schema(value_type = std::collections::BTreeMap<String, String>)]
    pub(crate) params: Params,
}

/// Kinds of what can be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum WrongCode {
    Missing,
    Unexpected,
    /// Params: `allowed`.
    Extension,
    /// Params: `most`.
    TooLarge,
    Twice,
    Name,
    /// Params: `detail`.
    ContentUnreadable,
    ContentShape,
    /// Params: `name`.
    ContentMissing,
    /// Params: `name`, `type` as JSON Schema has it, `min` or `max`.
    ContentValue,
    UploadNotFound,
    UploadUnfinished,
    UploadFailed,
    UploadGone,
    Unknown,
    NotAllowed,
    /// Params: `expected`.
    DoesNotFit,
    TooMany,
    ImageMissing,
    /// Params: `image`.
    ImageNotFound,
    /// Params: `image`.
    ImageNotAllowed,
    ImageHasNoPath,
    NoImage,
    /// Params: `image`.
    CommandNotFound,
    /// Params: `detail`.
    CommandUnusable,
    BadName,
    BadScript,
    NoScript,
    FolderUnusable,
    /// Params: `variable`.
    BadVariable,
    /// Params: `step`.
    BadStep,
    ScriptTooLong,
}

impl Wrong {
    pub(crate) fn new(field: &str, code: WrongCode, message: impl Into<String>) -> Self {
        Self {
            field: field.to_owned(),
            code,
            message: message.into(),
            params: Params::new(),
        }
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.params.insert(name, value.into());
        self
    }
}

impl From<InputProblem> for Wrong {
    fn from(problem: InputProblem) -> Self {
        let code = match problem.code {
            InputCode::Missing => WrongCode::Missing,
            InputCode::Unexpected => WrongCode::Unexpected,
            InputCode::Extension => WrongCode::Extension,
            InputCode::TooLarge => WrongCode::TooLarge,
            InputCode::Twice => WrongCode::Twice,
            InputCode::Name => WrongCode::Name,
            InputCode::ContentUnreadable => WrongCode::ContentUnreadable,
            InputCode::ContentShape => WrongCode::ContentShape,
            InputCode::ContentMissing => WrongCode::ContentMissing,
            InputCode::ContentValue => WrongCode::ContentValue,
        };
        Self {
            params: problem.params,
            ..Self::new(&format!("inputs.{}", problem.key), code, problem.message)
        }
    }
}

impl From<Refused> for Wrong {
    fn from(refused: Refused) -> Self {
        let code = match refused.reason {
            Reason::Unknown => WrongCode::Unknown,
            Reason::NotAllowed => WrongCode::NotAllowed,
            Reason::DoesNotFit => WrongCode::DoesNotFit,
            Reason::Twice => WrongCode::Twice,
            Reason::TooMany => WrongCode::TooMany,
        };
        let wrong = Self::new(&format!("overrides.{}", refused.key), code, refused.to_string());
        match code {
            WrongCode::DoesNotFit => wrong.with("expected", refused.expected),
            _ => wrong,
        }
    }
}

impl From<ScriptError> for Wrong {
    fn from(error: ScriptError) -> Self {
        let of = |field: &str, code| Self::new(field, code, error.to_string());
        let of_input = |key, code| of(&format!("inputs.{key}"), code);
        match &error {
            ScriptError::JobName => of("name", WrongCode::BadName),
            ScriptError::Folder => of("script", WrongCode::FolderUnusable),
            ScriptError::Image => of("image_id", WrongCode::ImageHasNoPath),
            ScriptError::FileName { key } | ScriptError::Staged { key } => of_input(key, WrongCode::Name),
            ScriptError::Archive { key } => of_input(key, WrongCode::Extension).with("allowed", ARCHIVES.join(", ")),
            ScriptError::KeyTwice { key } => of_input(key, WrongCode::Twice),
            ScriptError::Gres(_) => of("overrides.gres", WrongCode::DoesNotFit).with("expected", "a resource"),
            ScriptError::Variable(name) => of("script", WrongCode::BadVariable).with("variable", name.as_str()),
            ScriptError::Step { step } => of("script", WrongCode::BadStep).with("step", *step),
            ScriptError::TooLong => of("script", WrongCode::ScriptTooLong),
            _ => of("script", WrongCode::NoScript),
        }
    }
}
