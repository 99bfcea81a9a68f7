//! What is wrong with a file, said so that its author finds the place.

use std::fmt;
use std::sync::Arc;

use serde::Serialize;

use crate::finding::Finding;
use crate::wanted::Wanted;

/// How many problems of one file are told; whoever wrote more has enough to begin with.
pub const MOST_PROBLEMS: usize = 100;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Probably not what was meant. The template works.
    Warning,
    /// The template can be listed and shown, and no job can be made of it.
    Error,
    /// Not even its name is known: it cannot be listed.
    Fatal,
}

/// One problem of one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// As it was handed to the reader, such as `official/ml/train.yaml`.
    pub file: Arc<str>,
    /// Counted from 1; of the value, or where a missing one belongs, of the mapping that lacks it.
    pub line: usize,
    /// Counted from 1, in characters.
    pub column: usize,
    /// The key's path, such as `files.input_schema.required[0].max_size`; empty for the file as a whole.
    pub path: String,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, in words.
    pub message: String,
    /// What was expected in its place, in words; empty when the message says so already.
    pub expected: String,
    /// What is wrong: `code`, and `params` where it has any.
    #[serde(flatten)]
    pub finding: Finding,
    /// What was expected.
    pub wanted: Option<Wanted>,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: ", self.file, self.line, self.column)?;
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        f.write_str(&self.message)?;
        if !self.expected.is_empty() {
            write!(f, "; expected {}", self.expected)?;
        }
        Ok(())
    }
}
