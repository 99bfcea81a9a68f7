//! `script` and `validation`: what runs, and what is looked at before and after.

use serde::Serialize;

use super::cursor::{At, Report};
use crate::finding::Finding;
use crate::wanted::Wanted;

/// The section `script`. Steps run in this order; what is not there is left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Script {
    /// Before.
    pub pre_exec: Option<String>,
    /// The work itself.
    pub main_exec: Option<String>,
    /// Afterwards.
    pub post_exec: Option<String>,
}

impl Script {
    pub(super) fn read(at: &At<'_>, report: &mut Report) -> Option<Self> {
        let mut fields = at.map(report)?;
        let mut sound = true;
        let mut step = |key| {
            let text = fields.take(key).map(|at| at.text(report));
            sound &= !matches!(text, Some(None));
            // A step of nothing but white space is none.
            text.flatten().filter(|text| !text.trim().is_empty())
        };
        let script = Self {
            pre_exec: step("pre_exec"),
            main_exec: step("main_exec"),
            post_exec: step("post_exec"),
        };
        let empty = script.pre_exec.is_none() && script.main_exec.is_none() && script.post_exec.is_none();
        if empty && sound {
            let steps = Wanted::one_of(&["pre_exec", "main_exec", "post_exec"]);
            fields.wrong(report, Finding::NoStep, steps);
        }
        fields.finish(report);
        (sound && !empty).then_some(script)
    }
}

/// The section `validation`: notes that the portal keeps and does not act on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Default)]
pub struct Checks {
    /// Before a job is submitted.
    pub pre_submit: Vec<String>,
    /// After it has ended.
    pub post_submit: Vec<String>,
}

impl Checks {
    pub(super) fn read(at: &At<'_>, report: &mut Report) -> Option<Self> {
        let mut fields = at.map(report)?;
        let mut lines = |key| fields.take(key).map(|at| at.lines(report)).unwrap_or_default();
        let checks = Self {
            pre_submit: lines("pre_submit"),
            post_submit: lines("post_submit"),
        };
        fields.finish(report);
        Some(checks)
    }
}
