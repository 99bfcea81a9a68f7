//! Whether the files that somebody offers are those that a template asks for.

use std::collections::{BTreeMap, BTreeSet};

use portal_templates::schema::{ARCHIVES, FileSize, Input, InputKind, Template};
use serde::Serialize;

use crate::request::is_file_name;

/// How many problems are told; whoever has more has enough to begin with.
pub(crate) const MOST_PROBLEMS: usize = 100;
/// Longest text of a stranger's that is repeated to them, characters.
const LONGEST_ECHO: usize = 100;

/// A file that somebody offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offered<'a> {
    /// Which input it is meant for, as it was sent.
    pub file_key: &'a str,
    /// What it is called, as it was sent.
    pub name: &'a str,
    /// How large it is.
    pub bytes: u64,
}

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum InputCode {
    /// The template needs it.
    Missing,
    /// The template has no such input.
    Unexpected,
    /// The name ends in none of the ways it may.
    Extension,
    /// There is too much of it.
    TooLarge,
    /// Two files for one input.
    Twice,
    /// The name can be none of a file.
    Name,
    /// What is in it cannot be read as what its name says.
    ContentUnreadable,
    /// What is in it is no names with values.
    ContentShape,
    /// A name that the template asks for is not in it.
    ContentMissing,
    /// A value in it is not what the template asks for.
    ContentValue,
}

/// A problem with one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InputProblem {
    /// For programs.
    pub code: InputCode,
    /// The input's key; one that the template does not know as it was sent, at most 100 characters.
    pub key: String,
    /// For people; of the earlier portal's words where it had some.
    pub message: String,
    /// What the message names, for clients that say it in other words.
    pub params: Params,
}

/// Values by name.
pub type Params = BTreeMap<&'static str, String>;

impl InputProblem {
    pub(crate) fn new(code: InputCode, key: &str, message: String) -> Self {
        Self {
            code,
            key: shown(key),
            message,
            params: Params::new(),
        }
    }

    pub(crate) fn with(self, params: Params) -> Self {
        Self { params, ..self }
    }
}

/// Compares what is offered with what the template asks for. Nothing that is wrong keeps the rest from being looked at; at
/// most 100 problems are told.
#[must_use]
pub fn check_inputs(template: &Template, offered: &[Offered<'_>]) -> Vec<InputProblem> {
    let given: BTreeSet<&str> = offered.iter().map(|file| file.file_key).collect();
    let missing = template
        .files
        .required
        .iter()
        .filter(|input| !given.contains(input.file_key.as_str()));
    let mut problems: Vec<_> = missing
        .map(|input| {
            let message = format!("Required file missing: {} ({})", input.file_key, input.name);
            InputProblem::new(InputCode::Missing, input.file_key.as_str(), message)
        })
        .collect();
    let mut seen = BTreeSet::new();
    for file in offered {
        if problems.len() >= MOST_PROBLEMS {
            break;
        }
        let input = template
            .files
            .inputs()
            .find(|input| input.file_key.as_str() == file.file_key);
        let key = file.file_key;
        match input {
            None => {
                let message = format!("Unexpected file uploaded: {}", shown(key));
                problems.push(InputProblem::new(InputCode::Unexpected, key, message));
            }
            Some(_) if !seen.insert(key) => {
                let message = format!("More than one file uploaded: {key}");
                problems.push(InputProblem::new(InputCode::Twice, key, message));
            }
            Some(input) => problems.extend(about(input, file)),
        }
    }
    problems.truncate(MOST_PROBLEMS);
    problems
}

/// What is wrong with a file that the template asks for.
fn about(input: &Input, file: &Offered<'_>) -> Vec<InputProblem> {
    let mut problems = Vec::new();
    let mut add = |code, message, params| {
        problems.push(InputProblem::new(code, file.file_key, message).with(params));
    };
    let name = &input.name;
    if !is_file_name(file.name) {
        add(
            InputCode::Name,
            format!("Invalid file name for '{name}': {}", shown(file.name)),
            Params::new(),
        );
    }
    if input.kind == InputKind::Directory && input.folder_in(file.name).is_none() {
        let allowed = ARCHIVES.join(", ");
        let message = format!("'{name}' is a folder: give it as an archive ({allowed})");
        add(InputCode::Extension, message, Params::from([("allowed", allowed)]));
    } else if !input.takes_name(file.name) {
        let allowed = input.extensions.join(", ");
        let message = format!(
            "Invalid file extension for '{name}': {} (allowed: {allowed})",
            extension(file.name)
        );
        add(InputCode::Extension, message, Params::from([("allowed", allowed)]));
    }
    if let Some(most) = input.max_size.filter(|most| file.bytes > most.bytes()) {
        let most = size(most);
        let message = format!("File too large: '{name}' ({}MB, max: {most})", mebibytes(file.bytes));
        add(InputCode::TooLarge, message, Params::from([("most", most)]));
    }
    problems
}

/// The last ending, with its dot.
fn extension(name: &str) -> String {
    match name.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() => shown(&format!(".{ending}")),
        _ => "none".to_owned(),
    }
}

/// With two places, rounded up: never the limit itself, which it is beyond.
fn mebibytes(bytes: u64) -> String {
    let hundredths = (u128::from(bytes) * 100).div_ceil(1 << 20);
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// As templates write it: with the largest unit that leaves no fraction.
fn size(limit: FileSize) -> String {
    let bytes = limit.bytes();
    let units = [(40, "TB"), (30, "GB"), (20, "MB"), (10, "KB")];
    let unit = units
        .into_iter()
        .find(|(shift, _)| bytes > 0 && bytes.trailing_zeros() >= *shift);
    match unit {
        Some((shift, name)) => format!("{}{name}", bytes >> shift),
        None => format!("{bytes}B"),
    }
}

/// A stranger's text on one line, and not longer than is needed to recognise it.
pub(crate) fn shown(text: &str) -> String {
    text.chars()
        .filter(|letter| !letter.is_control())
        .take(LONGEST_ECHO)
        .collect()
}
