//! What a person asks to be run.

mod environment;
mod text;

use std::time::Duration;

use serde::{Deserialize, Serialize};

pub use self::environment::Environment;
pub use self::text::{
    ArrayAsked, BadText, ClusterPath, Constraint, Dependency, GresAsked, JobName, Marker, Names, NodeName, OneLine,
    Script,
};
use crate::model::UnixTime;

/// A batch job to be submitted: the script, and what `sbatch` is told beside it. Fields can hold sound values only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submission {
    /// The batch script; begins with `#!`.
    pub script: Script,
    /// `--job-name`.
    pub name: Option<JobName>,
    /// `--partition`, one or several with commas.
    pub partition: Option<Names>,
    /// `--account`.
    pub account: Option<Names>,
    /// `--qos`.
    pub qos: Option<Names>,
    /// `--reservation`.
    pub reservation: Option<Names>,
    /// `--nodes`.
    pub nodes: Option<u32>,
    /// `--ntasks`.
    pub tasks: Option<u32>,
    /// `--ntasks-per-node`.
    pub tasks_per_node: Option<u32>,
    /// `--cpus-per-task`.
    pub cpus_per_task: Option<u32>,
    /// `--mem`, a node; whole MiB.
    pub memory_per_node_bytes: Option<u64>,
    /// `--gres`.
    pub gres: Option<GresAsked>,
    /// `--constraint`.
    pub constraint: Option<Constraint>,
    /// `--time`; whole minutes.
    pub time_limit: Option<Duration>,
    /// `--array`.
    pub array: Option<ArrayAsked>,
    /// `--dependency`.
    pub dependency: Option<Dependency>,
    /// `--begin`.
    pub begin_at: Option<UnixTime>,
    /// `--chdir`; without it the home folder.
    pub work_dir: Option<ClusterPath>,
    /// `--output`.
    pub stdout: Option<ClusterPath>,
    /// `--error`.
    pub stderr: Option<ClusterPath>,
    /// `--hold`.
    pub hold: bool,
    /// Environment of the job beside what Slurm sets; nothing of the portal's own gets into it.
    pub environment: Environment,
    /// `--comment`: by this the job is found again when the answer of `sbatch` was lost.
    pub marker: Option<Marker>,
}

impl Submission {
    /// A script and nothing else.
    #[must_use]
    pub fn new(script: Script) -> Self {
        Self {
            script,
            name: None,
            partition: None,
            account: None,
            qos: None,
            reservation: None,
            nodes: None,
            tasks: None,
            tasks_per_node: None,
            cpus_per_task: None,
            memory_per_node_bytes: None,
            gres: None,
            constraint: None,
            time_limit: None,
            array: None,
            dependency: None,
            begin_at: None,
            work_dir: None,
            stdout: None,
            stderr: None,
            hold: false,
            environment: Environment::default(),
            marker: None,
        }
    }
}
