//! A job to be submitted, as a client writes it.

use std::collections::BTreeMap;
use std::str::FromStr;
use std::time::Duration;

use portal_config::unix_millis;
use portal_slurm::Submission;
use portal_slurm::submission::{BadText, Environment, JobName, Script};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::cluster::acting::error::ActError;

/// Longest `array`, tasks and node counts are Slurm's to judge; this only keeps a number a number.
const MOST_MINUTES: u64 = u32::MAX as u64 - 16;

/// A batch job to be submitted. What is absent is the cluster's default.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct JobDraft {
    /// The batch script; begins with `#!`, 4 MiB at most. Its `#SBATCH` lines count where no field here says otherwise.
    pub(crate) script: String,
    pub(crate) name: Option<String>,
    /// One, or several with commas.
    pub(crate) partition: Option<String>,
    pub(crate) account: Option<String>,
    pub(crate) qos: Option<String>,
    pub(crate) reservation: Option<String>,
    pub(crate) nodes: Option<u32>,
    pub(crate) tasks: Option<u32>,
    pub(crate) tasks_per_node: Option<u32>,
    pub(crate) cpus_per_task: Option<u32>,
    /// Of each node; Slurm counts MiB.
    pub(crate) memory_per_node_bytes: Option<u64>,
    /// Such as `gpu:a100:2`.
    pub(crate) gres: Option<String>,
    /// Features of nodes, such as `a100&nvlink`.
    pub(crate) constraint: Option<String>,
    /// Slurm counts minutes.
    pub(crate) time_limit_seconds: Option<u64>,
    /// Tasks of an array, such as `0-9%2`.
    pub(crate) array: Option<String>,
    /// Such as `afterok:1234`.
    pub(crate) dependency: Option<String>,
    /// Not to start before. RFC 3339.
    pub(crate) begin_at: Option<String>,
    /// Absolute; the home folder when absent.
    pub(crate) work_dir: Option<String>,
    /// Absolute; may have Slurm's patterns such as `%j`.
    pub(crate) stdout: Option<String>,
    pub(crate) stderr: Option<String>,
    /// Submits it held: it waits until it is released.
    #[serde(default)]
    pub(crate) hold: bool,
    /// Variables of the job beside those that Slurm sets.
    #[serde(default)]
    pub(crate) environment: BTreeMap<String, String>,
}

impl JobDraft {
    /// Checks every field for what it is.
    ///
    /// # Errors
    /// Names the field that is not what it must be.
    pub(crate) fn submission(self) -> Result<Submission, ActError> {
        let script: Script = sound("script", self.script.try_into())?;
        let memory = self.memory_per_node_bytes;
        let counts = [
            ("nodes", self.nodes),
            ("tasks", self.tasks),
            ("tasks_per_node", self.tasks_per_node),
            ("cpus_per_task", self.cpus_per_task),
        ];
        if let Some((field, _)) = counts.into_iter().find(|(_, count)| *count == Some(0)) {
            return Err(ActError::bad_field(field, "must be 1 at least"));
        }
        if memory.is_some_and(|bytes| bytes < 1 << 20) {
            // Slurm takes 0 for all there is.
            return Err(ActError::bad_field(
                "memory_per_node_bytes",
                "must be 1048576 (1 MiB) at least",
            ));
        }
        let minutes = self.time_limit_seconds.map(|seconds| seconds.div_ceil(60));
        if minutes.is_some_and(|minutes| !(1..=MOST_MINUTES).contains(&minutes)) {
            return Err(ActError::bad_field("time_limit_seconds", "must be 1 at least"));
        }
        let begin_at = self.begin_at.map(|text| {
            let at = unix_millis(&text)
                .map(|millis| millis.div_euclid(1000))
                .filter(|at| *at > 0);
            at.ok_or_else(|| ActError::bad_field("begin_at", "must be a time such as 2026-11-22T09:00:00Z"))
        });
        Ok(Submission {
            name: read::<JobName>("name", self.name)?,
            partition: read("partition", self.partition)?,
            account: read("account", self.account)?,
            qos: read("qos", self.qos)?,
            reservation: read("reservation", self.reservation)?,
            nodes: self.nodes,
            tasks: self.tasks,
            tasks_per_node: self.tasks_per_node,
            cpus_per_task: self.cpus_per_task,
            memory_per_node_bytes: memory,
            gres: read("gres", self.gres)?,
            constraint: read("constraint", self.constraint)?,
            time_limit: self.time_limit_seconds.map(Duration::from_secs),
            array: read("array", self.array)?,
            dependency: read("dependency", self.dependency)?,
            begin_at: begin_at.transpose()?,
            work_dir: read("work_dir", self.work_dir)?,
            stdout: read("stdout", self.stdout)?,
            stderr: read("stderr", self.stderr)?,
            hold: self.hold,
            environment: sound("environment", Environment::try_from(Vec::from_iter(self.environment)))?,
            ..Submission::new(script)
        })
    }
}

fn read<T: FromStr<Err = BadText>>(field: &'static str, text: Option<String>) -> Result<Option<T>, ActError> {
    text.map(|text| sound(field, text.parse())).transpose()
}

fn sound<T>(field: &'static str, read: Result<T, BadText>) -> Result<T, ActError> {
    read.map_err(|BadText(expected)| ActError::bad_field(field, expected))
}
