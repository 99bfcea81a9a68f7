//! What is wrong with a job that somebody wants to make of a template.

use portal_jobscript::{InputProblem, ScriptError};
use portal_templates::overrides::Refused;
use serde::Serialize;
use utoipa::ToSchema;

/// One thing that is wrong. A form shows it beside its field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Wrong {
    /// Such as `inputs.mesh`, `overrides.time`, `image_id`, `name`, `command`, `script`.
    pub(crate) field: String,
    /// For programs.
    pub(crate) code: String,
    /// For people.
    pub(crate) message: String,
}

impl Wrong {
    pub(crate) fn new(field: &str, code: &str, message: impl Into<String>) -> Self {
        Self {
            field: field.to_owned(),
            code: code.to_owned(),
            message: message.into(),
        }
    }
}

impl From<InputProblem> for Wrong {
    fn from(problem: InputProblem) -> Self {
        Self::new(
            &format!("inputs.{}", problem.key),
            &word(&problem.code),
            problem.message,
        )
    }
}

impl From<Refused> for Wrong {
    fn from(refused: Refused) -> Self {
        let message = refused.to_string();
        Self::new(&format!("overrides.{}", refused.key), &word(&refused.reason), message)
    }
}

impl From<ScriptError> for Wrong {
    fn from(error: ScriptError) -> Self {
        let (field, code) = match &error {
            ScriptError::JobName => ("name".to_owned(), "bad_name"),
            ScriptError::Image => ("image_id".to_owned(), "image_has_no_path"),
            ScriptError::FileName { key } | ScriptError::Staged { key } => (format!("inputs.{key}"), "name"),
            ScriptError::Archive { key } => (format!("inputs.{key}"), "extension"),
            ScriptError::KeyTwice { key } => (format!("inputs.{key}"), "twice"),
            ScriptError::Gres(_) => ("overrides.gres".to_owned(), "does_not_fit"),
            _ => ("script".to_owned(), "no_script"),
        };
        Self::new(&field, code, error.to_string())
    }
}

/// The word that serde writes for a variant.
fn word(variant: &impl Serialize) -> String {
    let value = serde_json::to_value(variant);
    value
        .ok()
        .and_then(|value| value.as_str().map(str::to_owned))
        .unwrap_or_default()
}
