//! A job as the queue shows it.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{JobId, JobState, Reason, Tres, UnixTime};

/// One record of slurmctld: a job, a task of an array that has been split off, the waiting rest of an array, or a component of
/// a heterogeneous job.
///
/// Nothing in here changes merely because time passes: elapsed time follows from `start_at`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Job {
    /// Slurm's own number of the record (`%A`); unique, and what actions take.
    pub id: JobId,
    /// Of which array, and which of its tasks.
    pub array: Option<ArrayPart>,
    /// Of which heterogeneous job.
    pub het: Option<HetPart>,
    /// As given by the owner: any text.
    pub name: Arc<str>,
    /// Owner.
    pub user: Arc<str>,
    /// Account that is charged; empty without accounting.
    pub account: Arc<str>,
    /// Partition; while it waits possibly several with commas.
    pub partition: Arc<str>,
    /// QOS; empty without accounting.
    pub qos: Arc<str>,
    /// Base state.
    pub state: JobState,
    /// Why it waits, or why it ended so. [`Reason::None`] when Slurm gives none.
    pub reason: Reason,
    /// Slurm's priority; 0 is held.
    pub priority: u64,
    /// Submitted.
    pub submit_at: UnixTime,
    /// Since when it could run as far as its owner's conditions go.
    pub eligible_at: Option<UnixTime>,
    /// Started; while it waits, when Slurm expects it to start, if it says.
    pub start_at: Option<UnixTime>,
    /// Ended; while it runs, when its time limit will end it.
    pub end_at: Option<UnixTime>,
    /// `None` is unlimited.
    pub time_limit_seconds: Option<u64>,
    /// Nodes: allocated, or the least asked for.
    pub nodes: u32,
    /// Tasks asked for.
    pub tasks: u32,
    /// What it has, or asked for while it waits: CPUs, memory, nodes, GPUs.
    pub tres: Tres,
    /// Nodes it runs (or ran) on in Slurm's short form, `cn[001-004]`; empty while it waits.
    pub node_list: Arc<str>,
    /// What else it needs: `--constraint`.
    pub features: Arc<str>,
    /// `--dependency`, as far as it is not fulfilled.
    pub dependency: Arc<str>,
    /// Reservation it asks for.
    pub reservation: Arc<str>,
    /// Folder that it works in.
    pub work_dir: Arc<str>,
    /// Path of the script or program, with arguments.
    pub command: Arc<str>,
    /// `--comment`.
    pub comment: Arc<str>,
    /// How it ended, when it has and Slurm says.
    pub exit_code: Option<ExitCode>,
    /// How often it was put back into the queue.
    pub restarts: u32,
}

/// A task of an array job, or those that still wait.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ArrayPart {
    /// The array's own number (`%F`), which its owner was told.
    pub job_id: JobId,
    /// Which tasks.
    pub tasks: ArrayTasks,
}

/// Which tasks of an array.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ArrayTasks {
    /// One that has its own record.
    One(u32),
    /// Those that wait together, such as `5-9%2`, and how many they are.
    Waiting {
        /// Slurm's expression, without brackets.
        expression: Arc<str>,
        /// How many tasks; at least 1.
        count: u32,
    },
}

/// A component of a heterogeneous job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct HetPart {
    /// The first component's number.
    pub leader: JobId,
    /// 0 for the leader.
    pub offset: u32,
}

/// How a job's script ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ExitCode {
    /// What it returned, 0 to 255.
    pub status: u16,
    /// The signal that ended it; 0 for none.
    pub signal: u16,
}

impl Job {
    /// The id as Slurm shows it: `1234`, `1234_7`, `1234_[8-19%4]`, `1234+1`.
    #[must_use]
    pub fn shown_id(&self) -> String {
        match (&self.array, self.het) {
            (Some(array), _) => match &array.tasks {
                ArrayTasks::One(task) => format!("{}_{task}", array.job_id),
                ArrayTasks::Waiting { expression, .. } => format!("{}_[{expression}]", array.job_id),
            },
            (None, Some(het)) => format!("{}+{}", het.leader, het.offset),
            (None, None) => self.id.to_string(),
        }
    }

    /// How many jobs the record stands for: the waiting tasks of an array count each.
    #[must_use]
    pub fn count(&self) -> u32 {
        match &self.array {
            Some(ArrayPart {
                tasks: ArrayTasks::Waiting { count, .. },
                ..
            }) => *count,
            Some(_) | None => 1,
        }
    }
}
