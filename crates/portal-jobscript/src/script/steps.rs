//! The steps of a template, as its author wrote them.

use portal_apptainer::command::Rendered;

use super::PartKind;
use crate::request::{Request, ScriptError};

/// Those that are there, in their order. None looks at how the one before ended, as ever; a template that wants that says `set -e`.
pub(super) fn all(request: &Request<'_>) -> Result<Vec<(PartKind, String)>, ScriptError> {
    let script = &request.template.script;
    let main = match request.command {
        Some(command) => Some(offered(command)?),
        None => verbatim("main_exec", script.main_exec.as_deref())?,
    };
    let steps = [
        (PartKind::Before, verbatim("pre_exec", script.pre_exec.as_deref())?),
        (PartKind::Main, main),
        (PartKind::After, verbatim("post_exec", script.post_exec.as_deref())?),
    ];
    let there = steps.into_iter().filter_map(|(kind, step)| Some((kind, step?)));
    Ok(there.collect())
}

/// As it is, but for the ends of lines: bash takes a carriage return for a character like others.
fn verbatim(step: &'static str, text: Option<&str>) -> Result<Option<String>, ScriptError> {
    let Some(text) = text else { return Ok(None) };
    if text.contains('\0') {
        return Err(ScriptError::Step { step });
    }
    let mut lines = text.replace("\r\n", "\n");
    if !lines.ends_with('\n') {
        lines.push('\n');
    }
    Ok(Some(lines))
}

/// The command of an image, with its values.
fn offered(command: &Rendered) -> Result<String, ScriptError> {
    verbatim("main_exec", Some(&command.script())).map(Option::unwrap_or_default)
}
