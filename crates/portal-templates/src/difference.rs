//! What two versions differ in, line by line.

use std::time::Duration;

use serde::Serialize;
use similar::{Algorithm, ChangeTag, TextDiff};

/// Texts may be hostile: then the differences become coarser, not slower.
const PATIENCE: Duration = Duration::from_millis(300);

/// Lines that belong together, with some around them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Hunk {
    /// The first line of the old text in it, from 1.
    pub old_start: usize,
    /// The first line of the new text in it, from 1.
    pub new_start: usize,
    /// In order.
    pub lines: Vec<Line>,
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// What became of it.
    pub change: LineChange,
    /// Without its line break.
    pub text: String,
}

/// What became of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum LineChange {
    /// Only the old text has it.
    Removed,
    /// Only the new text has it.
    Added,
    /// Both have it.
    Same,
}

/// The differences, each with up to `around` lines before and after it.
#[must_use]
pub fn hunks(old: &str, new: &str, around: usize) -> Vec<Hunk> {
    let diff = TextDiff::configure()
        .algorithm(Algorithm::Patience)
        .timeout(PATIENCE)
        .diff_lines(old, new);
    let groups = diff.grouped_ops(around);
    let hunk = |operations: &Vec<similar::DiffOp>| {
        let first = operations.first()?;
        let lines = operations
            .iter()
            .flat_map(|operation| diff.iter_changes(operation))
            .map(|change| Line {
                change: match change.tag() {
                    ChangeTag::Delete => LineChange::Removed,
                    ChangeTag::Insert => LineChange::Added,
                    ChangeTag::Equal => LineChange::Same,
                },
                text: change.value().trim_end_matches(['\n', '\r']).to_owned(),
            });
        Some(Hunk {
            old_start: first.old_range().start + 1,
            new_start: first.new_range().start + 1,
            lines: lines.collect(),
        })
    };
    groups.iter().filter_map(hunk).collect()
}

/// The same as `diff -u` writes it.
#[must_use]
pub fn unified(old: (&str, &str), new: (&str, &str)) -> String {
    let diff = TextDiff::configure()
        .algorithm(Algorithm::Patience)
        .timeout(PATIENCE)
        .diff_lines(old.1, new.1);
    diff.unified_diff().context_radius(3).header(old.0, new.0).to_string()
}
