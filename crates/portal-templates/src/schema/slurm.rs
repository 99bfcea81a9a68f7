//! `slurm`: what a job of this template asks for, unless somebody changes it.

use serde::Serialize;

use super::amount::{Memory, TimeLimit};
use super::cursor::{At, Report};
use crate::finding::Finding;
use crate::name::SlurmWord;
use crate::wanted::Wanted;
use crate::yaml::{Kind, Scalar, Value};

/// More of it than any cluster has.
pub(crate) const MOST: u32 = 1_000_000;

/// The section `slurm`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Slurm {
    /// One or several, with commas.
    pub partition: SlurmWord,
    /// How many.
    pub nodes: u32,
    /// How many in all.
    pub ntasks: u32,
    /// The limit.
    pub time: TimeLimit,
    /// None leaves it to Slurm.
    pub cpus_per_task: Option<u32>,
    /// Per node; `mem` or `memory` in the file, 16G when it says nothing.
    pub memory: Memory,
    /// Generic resources, such as `gpu:a100:2`.
    pub gres: Option<SlurmWord>,
    /// Features that nodes must have.
    pub constraint: Option<SlurmWord>,
    /// The quality of service.
    pub qos: Option<SlurmWord>,
    /// Whose budget.
    pub account: Option<SlurmWord>,
    /// How many, perhaps of a type: `2`, `a100:2`.
    pub gpus: Option<SlurmWord>,
}

impl Slurm {
    pub(super) fn read(at: &At<'_>, report: &mut Report) -> Option<Self> {
        let mut fields = at.map(report)?;
        let partition = fields
            .need("partition", report, Wanted::Partition)
            .and_then(|at| at.parsed(report, Wanted::SlurmWord));
        let nodes = fields
            .need("nodes", report, Wanted::count(1, MOST))
            .and_then(|at| at.count(report, 1, MOST));
        let ntasks = fields
            .need("ntasks", report, Wanted::count(1, MOST))
            .and_then(|at| at.count(report, 1, MOST));
        let time = fields
            .need("time", report, Wanted::TimeLimit)
            .and_then(|at| time(&at, report));
        let cpus_per_task = fields.take("cpus_per_task").and_then(|at| at.count(report, 1, MOST));
        let (mem, memory) = (fields.take("mem"), fields.take("memory"));
        if let (Some(_), Some(second)) = (&mem, &memory) {
            second.odd(report, Finding::MemoryTwice);
        }
        let memory = mem.or(memory).map(|at| at.amount(report, Wanted::MemoryLimit));
        let mut word = |key| fields.take(key).and_then(|at| at.parsed(report, Wanted::SlurmWord));
        let (gres, constraint, qos, account, gpus) = (
            word("gres"),
            word("constraint"),
            word("qos"),
            word("account"),
            word("gpus"),
        );
        fields.finish(report);
        let memory = memory.unwrap_or(Some(Memory::DEFAULT));
        Some(Self {
            partition: partition?,
            nodes: nodes?,
            ntasks: ntasks?,
            time: time?,
            cpus_per_task,
            memory: memory?,
            gres,
            constraint,
            qos,
            account,
            gpus,
        })
    }
}

/// A time limit, with a word of warning where the author may have meant another one.
pub(super) fn time(at: &At<'_>, report: &mut Report) -> Option<TimeLimit> {
    let limit: TimeLimit = at.amount(report, Wanted::TimeLimit)?;
    if let Value::Scalar(Scalar { kind, text }) = &at.node.value {
        match kind {
            // What an editor made of `12:00:00` by reading and writing it as YAML 1.1.
            Kind::Int(minutes) if *minutes >= 3600 => {
                let (minutes, time) = (*minutes, limit.to_string());
                at.odd(report, Finding::ManyMinutes { minutes, time });
            }
            Kind::Base60 | Kind::Text if text.matches(':').count() == 1 && !text.contains('-') => {
                let time = limit.to_string();
                at.odd(report, Finding::MinutesAndSeconds { time });
            }
            _ => {}
        }
    }
    Some(limit)
}
