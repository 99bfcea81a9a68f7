//! A job that has ended, as accounting keeps it.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{ExitCode, JobId, JobState, Reason, UnixTime};

/// A finished job. What is not known is `None` or empty, never 0.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FinishedJob {
    /// Slurm's number of the record.
    pub id: JobId,
    /// As Slurm shows it: `1234_7`, `1234+1`.
    pub shown_id: Arc<str>,
    /// As given by the owner: any text.
    pub name: Arc<str>,
    /// Owner.
    pub user: Arc<str>,
    /// Account that was charged.
    pub account: Arc<str>,
    /// Partition.
    pub partition: Arc<str>,
    /// QOS.
    pub qos: Arc<str>,
    /// How it ended.
    pub state: JobState,
    /// Why, where Slurm says.
    pub reason: Reason,
    /// Submitted.
    pub submit_at: UnixTime,
    /// Could have run since.
    pub eligible_at: Option<UnixTime>,
    /// Started; `None` when it never did.
    pub start_at: Option<UnixTime>,
    /// Ended.
    pub end_at: UnixTime,
    /// `None` is unlimited, or not known.
    pub time_limit_seconds: Option<u64>,
    /// Nodes it had.
    pub nodes: u32,
    /// CPUs it had.
    pub cpus: u32,
    /// Memory it had.
    pub memory_bytes: u64,
    /// GPUs it had.
    pub gpus: u32,
    /// Nodes in Slurm's short form.
    pub node_list: Arc<str>,
    /// Folder that it worked in.
    pub work_dir: Arc<str>,
    /// `--comment`.
    pub comment: Arc<str>,
    /// How its script ended.
    pub exit_code: Option<ExitCode>,
    /// CPU time used, user and system; accounting only.
    pub cpu_seconds_used: Option<u64>,
    /// Most resident memory of a step on a node; accounting only.
    pub memory_used_bytes: Option<u64>,
}
