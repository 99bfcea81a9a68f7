//! A job, closely.

use std::collections::BTreeMap;

use portal_slurm::words::{self, Language};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::row::JobRow;

/// All that is known about a job. Times are RFC 3339, UTC.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct JobView {
    pub(crate) job: JobRow,
    pub(crate) work_dir: String,
    /// The script or program, with arguments.
    pub(crate) command: String,
    pub(crate) comment: String,
    /// `--constraint`.
    pub(crate) features: String,
    pub(crate) reservation: String,
    /// What it has, or asked for while it waits.
    pub(crate) tres: TresView,
    #[schema(required = true)]
    pub(crate) het: Option<HetView>,
    /// What slurmctld tells beyond the row; null when it has forgotten the job, or cannot be asked now.
    #[schema(required = true)]
    pub(crate) detail: Option<JobDetailView>,
    /// The reason in words; null when Slurm gives none.
    #[schema(required = true)]
    pub(crate) why: Option<Why>,
    /// Waiting jobs of the same partition with a higher priority; null unless it waits.
    #[schema(required = true)]
    pub(crate) ahead: Option<u64>,
    /// Its array; null when it belongs to none.
    #[schema(required = true)]
    pub(crate) siblings: Option<Siblings>,
    /// What it used; ended jobs with accounting only.
    #[schema(required = true)]
    pub(crate) used: Option<Used>,
    /// Of a job that a template made, to its owner and administrators; null for others.
    #[schema(required = true)]
    pub(crate) submission_id: Option<i64>,
    /// What the caller may do to it now.
    pub(crate) may: Vec<JobVerb>,
    pub(crate) from: JobSource,
    /// When Slurm told it. RFC 3339.
    pub(crate) as_of: String,
    /// Whether it is older than it should be.
    pub(crate) stale: bool,
    pub(crate) version: u64,
}

/// Resources.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct TresView {
    pub(crate) cpus: u32,
    pub(crate) memory_bytes: u64,
    pub(crate) gpus: u32,
    /// The job's price in the site's measure.
    #[schema(required = true)]
    pub(crate) billing: Option<u64>,
    /// Others as Slurm writes them: `gres/gpu:a100=2,license/ansys=4`.
    pub(crate) others: String,
}

/// Of which heterogeneous job.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub(crate) struct HetView {
    /// The first component's number.
    pub(crate) leader: u32,
    /// 0 for the leader.
    pub(crate) offset: u32,
}

/// What `scontrol show job` tells beyond the row.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct JobDetailView {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) stdin: String,
    pub(crate) submit_host: String,
    /// The first node, on which the script runs.
    pub(crate) batch_host: String,
    /// As Slurm writes it: `cpu=4,mem=8G,node=1`.
    pub(crate) requested_tres: String,
    pub(crate) allocated_tres: String,
    pub(crate) tres_per_node: String,
    pub(crate) required_nodes: String,
    pub(crate) excluded_nodes: String,
    /// Nodes that Slurm plans for it.
    pub(crate) scheduled_nodes: String,
    pub(crate) licenses: String,
    /// `OK`, `NO`, `EXCLUSIVE`, `USER`.
    pub(crate) over_subscribe: String,
    #[schema(required = true)]
    pub(crate) last_considered_at: Option<String>,
    #[schema(required = true)]
    pub(crate) suspended_at: Option<String>,
    #[schema(required = true)]
    pub(crate) deadline_at: Option<String>,
    /// Whether it goes back into the queue when a node fails.
    pub(crate) requeue: bool,
    /// Everything that Slurm printed, in its order.
    pub(crate) fields: Vec<(String, String)>,
}

/// A reason in words.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Why {
    /// Slurm's word.
    pub(crate) code: String,
    /// The caller's language; Slurm's word when it is not in the dictionary.
    pub(crate) title: String,
    pub(crate) meaning: String,
    /// What one can do.
    pub(crate) advice: String,
}

/// The jobs of an array.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Siblings {
    pub(crate) array_job_id: u32,
    /// That slurmctld still knows.
    pub(crate) total: u32,
    /// By state.
    pub(crate) counts: BTreeMap<String, u32>,
}

/// What a job used.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub(crate) struct Used {
    #[schema(required = true)]
    pub(crate) cpu_seconds: Option<u64>,
    /// The most of a step on a node.
    #[schema(required = true)]
    pub(crate) memory_bytes: Option<u64>,
}

/// What can be done to a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum JobVerb {
    /// End it.
    Cancel,
    /// Keep it from starting.
    Hold,
    /// Let it start again.
    Release,
    /// Put it back into the queue.
    Requeue,
    /// Stop its processes; operators only.
    Suspend,
    /// Let its processes go on; operators only.
    Resume,
    /// Another time limit; only operators can give more.
    TimeLimit,
}

/// Who told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum JobSource {
    /// slurmctld.
    Queue,
    /// The history of jobs that have ended.
    Finished,
}

impl Why {
    /// A reason in words; `None` for none.
    pub(super) fn of(reason: &str, language: Language) -> Option<Self> {
        if reason.is_empty() {
            return None;
        }
        let code = reason.to_owned();
        Some(match words::reason(reason, language) {
            Some(explained) => Self {
                code,
                title: explained.title.to_string(),
                meaning: explained.meaning.to_string(),
                advice: explained.advice.to_string(),
            },
            None => Self {
                title: code.clone(),
                code,
                meaning: String::new(),
                advice: String::new(),
            },
        })
    }
}
