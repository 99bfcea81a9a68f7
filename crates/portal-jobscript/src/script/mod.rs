//! The script.

mod environment;
mod inputs;
mod options;
mod steps;

use serde::Serialize;

use crate::request::{Request, ScriptError};

/// Longest script that slurmctld takes (`max_script_size`), bytes.
const LONGEST: usize = 4 << 20;

/// A batch script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobScript {
    /// All of it; ends with a line feed.
    pub text: String,
    /// Which lines say what. Every line belongs to one part, and parts are in the script's order.
    pub parts: Vec<Part>,
}

/// Some lines of a script.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Part {
    /// What they are for.
    pub kind: PartKind,
    /// Counted from 1.
    pub first_line: usize,
    /// Counted from 1, itself included.
    pub last_line: usize,
}

/// What lines are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PartKind {
    /// `#SBATCH`: what Slurm is asked for.
    Options,
    /// Variables.
    Environment,
    /// Folders, and the person's files into them.
    Inputs,
    /// `pre_exec`.
    Before,
    /// `main_exec`, or the command of an image.
    Main,
    /// `post_exec`.
    After,
}

/// Writes the script of a job. The same request always gives the same script.
///
/// # Errors
/// When something of the request can be in no script.
pub fn write(request: &Request<'_>) -> Result<JobScript, ScriptError> {
    request.check()?;
    let mut script = Writer::default();
    script.part(PartKind::Options, &options::lines(request));
    script.part(PartKind::Environment, &environment::lines(request));
    script.part(PartKind::Inputs, &inputs::lines(request));
    for (kind, step) in steps::all(request)? {
        script.part(kind, &step);
    }
    if script.text.len() > LONGEST {
        return Err(ScriptError::TooLong);
    }
    Ok(JobScript {
        text: script.text,
        parts: script.parts,
    })
}

#[derive(Default)]
struct Writer {
    text: String,
    parts: Vec<Part>,
    lines: usize,
}

impl Writer {
    /// Adds lines, each with its line feed. An empty line goes before them, which belongs to the part before: it ends a line
    /// that a step left open with `\`.
    fn part(&mut self, kind: PartKind, lines: &str) {
        if let Some(before) = self.parts.last_mut() {
            self.text.push('\n');
            self.lines += 1;
            before.last_line += 1;
        }
        let first_line = self.lines + 1;
        self.text.push_str(lines);
        self.lines += lines.matches('\n').count();
        self.parts.push(Part {
            kind,
            first_line,
            last_line: self.lines,
        });
    }
}
