//! A job in lists.

use std::collections::BTreeMap;

use portal_slurm::model::{ArrayPart, ArrayTasks, ExitCode, Job};
use serde::Serialize;
use utoipa::ToSchema;

use crate::cluster::age::time;

/// One record of the queue, or a job that has ended. Times are RFC 3339, UTC.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub(crate) struct JobRow {
    /// As Slurm shows it: `1234`, `1234_7`, `1234_[8-19%4]`, `1234+1`.
    pub(crate) id: String,
    /// Slurm's own number of the record: unique, and the same as long as it lives.
    pub(crate) job_id: u32,
    /// The array that it is a task of.
    #[schema(required = true)]
    pub(crate) array_job_id: Option<u32>,
    /// Which task; null for the rest of an array that waits together.
    #[schema(required = true)]
    pub(crate) array_task: Option<u32>,
    /// How many jobs the record stands for; more than 1 only for the waiting rest of an array.
    pub(crate) task_count: u32,
    pub(crate) name: String,
    pub(crate) user: String,
    pub(crate) account: String,
    /// While it waits possibly several, with commas.
    pub(crate) partition: String,
    pub(crate) qos: String,
    /// Slurm's word, such as `PENDING`.
    pub(crate) state: String,
    /// Slurm's word for why it waits, or why it ended so; empty when there is none.
    pub(crate) reason: String,
    /// 0 is held.
    pub(crate) priority: u64,
    pub(crate) submit_at: String,
    /// Since when it could run.
    #[schema(required = true)]
    pub(crate) eligible_at: Option<String>,
    /// Null while it waits.
    #[schema(required = true)]
    pub(crate) start_at: Option<String>,
    /// While it waits: when Slurm expects it to start.
    #[schema(required = true)]
    pub(crate) expected_start_at: Option<String>,
    /// Null until it has ended.
    #[schema(required = true)]
    pub(crate) end_at: Option<String>,
    /// While it runs: when its time limit ends it.
    #[schema(required = true)]
    pub(crate) time_limit_at: Option<String>,
    /// Null is unlimited, or not known.
    #[schema(required = true)]
    pub(crate) time_limit_seconds: Option<u64>,
    /// Allocated, or the least asked for.
    pub(crate) nodes: u32,
    /// Null for ended jobs of accounting, which does not tell.
    #[schema(required = true)]
    pub(crate) tasks: Option<u32>,
    pub(crate) cpus: u32,
    pub(crate) memory_bytes: u64,
    pub(crate) gpus: u32,
    /// In Slurm's short form, `cn[001-004]`; empty while it waits.
    pub(crate) node_list: String,
    /// As far as it is not fulfilled.
    pub(crate) dependency: String,
    #[schema(required = true)]
    pub(crate) exit_code: Option<ExitCodeView>,
    /// How often it was put back into the queue.
    pub(crate) restarts: u32,
    /// Whether it is the caller's; absent in events, which go to everybody.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) mine: Option<bool>,
}

/// How a job's script ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct ExitCodeView {
    /// What it returned.
    pub(crate) status: u16,
    /// The signal that ended it; 0 for none.
    pub(crate) signal: u16,
}

impl JobRow {
    /// Of a record of the queue; `caller` is who asks, `None` in events.
    pub(crate) fn of(job: &Job, caller: Option<&str>) -> Self {
        let waits = job.state.is_waiting();
        let has = job.state.holds_nodes();
        let (array_job_id, array_task) = match &job.array {
            Some(ArrayPart {
                job_id,
                tasks: ArrayTasks::One(task),
            }) => (Some(job_id.get()), Some(*task)),
            Some(ArrayPart { job_id, .. }) => (Some(job_id.get()), None),
            None => (None, None),
        };
        Self {
            id: job.shown_id(),
            job_id: job.id.get(),
            array_job_id,
            array_task,
            task_count: job.count(),
            name: job.name.to_string(),
            user: job.user.to_string(),
            account: job.account.to_string(),
            partition: job.partition.to_string(),
            qos: job.qos.to_string(),
            state: job.state.as_str().to_owned(),
            reason: job.reason.as_str().to_owned(),
            priority: job.priority,
            submit_at: time(job.submit_at),
            eligible_at: job.eligible_at.map(time),
            start_at: job.start_at.filter(|_| !waits).map(time),
            expected_start_at: job.start_at.filter(|_| waits).map(time),
            end_at: job.end_at.filter(|_| job.state.has_ended()).map(time),
            time_limit_at: job.end_at.filter(|_| has && job.time_limit_seconds.is_some()).map(time),
            time_limit_seconds: job.time_limit_seconds,
            nodes: job.nodes,
            tasks: Some(job.tasks),
            cpus: job.tres.cpus,
            memory_bytes: job.tres.memory_bytes,
            gpus: job.tres.gpus,
            node_list: job.node_list.to_string(),
            dependency: job.dependency.to_string(),
            exit_code: job.exit_code.map(ExitCodeView::from),
            restarts: job.restarts,
            mine: caller.map(|caller| *job.user == *caller),
        }
    }
}

impl From<ExitCode> for ExitCodeView {
    fn from(code: ExitCode) -> Self {
        Self {
            status: code.status,
            signal: code.signal,
        }
    }
}

/// A page of jobs.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct JobPage {
    pub(super) items: Vec<JobRow>,
    /// Rows on all pages.
    pub(super) total: u64,
    /// Whether there are more rows than `total`: finished jobs are counted up to 10,000.
    pub(super) total_is_at_least: bool,
    /// Where the next page begins; null on the last one.
    #[schema(required = true)]
    pub(super) next_cursor: Option<String>,
    /// Jobs of the filter without its state part, by state; each waiting task of an array counts. Null for finished jobs.
    #[schema(required = true)]
    pub(super) counts: Option<BTreeMap<String, u64>>,
    /// When Slurm told it. RFC 3339.
    pub(super) as_of: String,
    /// Whether it is older than it should be.
    pub(super) stale: bool,
    pub(super) version: u64,
}
