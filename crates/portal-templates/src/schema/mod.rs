//! What a template file says, as types.
//!
//! [`read`] looks at all of a file and tells all that is wrong with it. How much of the template there is then depends on how
//! bad that is: see [`Reading`].

mod amount;
mod apptainer;
mod chosen;
mod cursor;
mod files;
mod metadata;
mod rule;
mod script;
mod slurm;

pub use amount::{FileSize, Memory, TimeLimit};
pub use apptainer::{Apptainer, Bind, ImageName, ImageRule, Mode, Selection};
pub use chosen::Chosen;
pub use files::{ARCHIVES, ContentSchema, Files, Input, InputKind, Property};
pub use metadata::{Metadata, WantedSource};
pub use rule::{Bounds, OverrideKey, Rule, Rules, Words};
pub use script::{Checks, Script};
pub use slurm::Slurm;

use serde::Serialize;

use crate::finding::Finding;
use crate::problem::{Problem, Severity};
use crate::yaml::{self, Limits, Mark, Node, Value};
use cursor::{At, Fields, Report};

/// A template of which a job can be made.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Template {
    /// What it is called.
    pub metadata: Metadata,
    /// What it asks for.
    pub slurm: Slurm,
    /// In which image it runs.
    pub apptainer: Apptainer,
    /// What it is given.
    pub files: Files,
    /// What runs.
    pub script: Script,
    /// What is looked at.
    pub checks: Checks,
    /// What a person may change.
    pub rules: Rules,
}

/// What came of reading a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// All that the file says, known or not; none when it is no YAML.
    pub tree: Option<Node>,
    /// None when a problem is [`Severity::Fatal`]: then it cannot even be listed.
    pub metadata: Option<Metadata>,
    /// Of a file whose other sections may be wrong.
    pub apptainer: Option<Apptainer>,
    /// None when a problem is [`Severity::Error`] or worse: no job can be made of it.
    pub template: Option<Template>,
    /// In the file's order.
    pub problems: Vec<Problem>,
}

impl Reading {
    /// The gravest problem there is.
    #[must_use]
    pub fn severity(&self) -> Option<Severity> {
        self.problems.iter().map(|problem| problem.severity).max()
    }
}

/// Reads a file. `file` is what its problems call it.
#[must_use]
pub fn read(file: &str, bytes: &[u8]) -> Reading {
    let mut report = Report::of(file);
    let tree = match std::str::from_utf8(bytes) {
        Ok(text) => load(text, &mut report),
        Err(error) => {
            let mark = mark_of_byte(bytes, error.valid_up_to());
            report.add(Severity::Fatal, mark, "", Finding::NotUtf8, None);
            None
        }
    };
    let Some(tree) = tree else { return nothing(report) };
    let root = At::new(&tree, "").grave(Severity::Fatal);
    if !matches!(tree.value, Value::Map(_)) {
        root.wrong(&mut report, Finding::NoDictionary, None);
        return nothing(report);
    }
    let Some(fields) = root.map(&mut report) else {
        return nothing(report);
    };
    let reading = sections(fields, report);
    Reading {
        tree: Some(tree),
        ..reading
    }
}

fn load(text: &str, report: &mut Report) -> Option<Node> {
    match yaml::load(text, &Limits::default()) {
        Ok((tree, remarks)) => {
            for remark in remarks {
                report.add(Severity::Warning, remark.mark, "", remark.finding, None);
            }
            Some(tree)
        }
        Err(fault) => {
            report.add(Severity::Fatal, fault.mark, "", fault.finding, None);
            None
        }
    }
}

fn nothing(report: Report) -> Reading {
    Reading {
        tree: None,
        metadata: None,
        apptainer: None,
        template: None,
        problems: report.finish(),
    }
}

/// All but the tree.
fn sections(mut fields: Fields<'_>, mut report: Report) -> Reading {
    let report_to = &mut report;
    let metadata =
        section(&mut fields, "template", Severity::Fatal, report_to).and_then(|at| Metadata::read(&at, report_to));
    let slurm = section(&mut fields, "slurm", Severity::Error, report_to).and_then(|at| Slurm::read(&at, report_to));
    let apptainer =
        section(&mut fields, "apptainer", Severity::Error, report_to).and_then(|at| Apptainer::read(&at, report_to));
    let script = section(&mut fields, "script", Severity::Error, report_to).and_then(|at| Script::read(&at, report_to));
    let mut optional = |key| fields.take(key).map(|at: At<'_>| at.grave(Severity::Error));
    let files = optional("files").map_or_else(|| Some(Files::default()), |at| Files::read(&at, report_to));
    let checks = optional("validation").map_or_else(|| Some(Checks::default()), |at| Checks::read(&at, report_to));
    let rules = optional("overrides").map_or_else(|| Some(Rules::default()), |at| Rules::read(&at, report_to));
    fields.finish(report_to);
    let problems = report.finish();
    let gravest = problems.iter().map(|problem| problem.severity).max();
    let metadata = metadata.filter(|_| gravest != Some(Severity::Fatal));
    let template = (|| {
        Some(Template {
            metadata: metadata.clone()?,
            slurm: slurm?,
            apptainer: apptainer.clone()?,
            files: files?,
            script: script?,
            checks: checks?,
            rules: rules?,
        })
    })();
    let template = template.filter(|_| gravest.is_none_or(|gravest| gravest < Severity::Error));
    Reading {
        tree: None,
        metadata,
        apptainer,
        template,
        problems,
    }
}

fn section<'tree>(
    fields: &mut Fields<'tree>,
    key: &'static str,
    severity: Severity,
    report: &mut Report,
) -> Option<At<'tree>> {
    let found = fields.take(key);
    if found.is_none() {
        let section = key.to_owned();
        report.add(severity, fields.mark(), key, Finding::MissingSection { section }, None);
    }
    found.map(|at| at.grave(severity))
}

fn mark_of_byte(bytes: &[u8], at: usize) -> Mark {
    let before = String::from_utf8_lossy(bytes.get(..at).unwrap_or_default());
    let last = before.rsplit('\n').next().unwrap_or_default();
    Mark {
        line: before.matches('\n').count() + 1,
        column: last.chars().count() + 1,
    }
}
