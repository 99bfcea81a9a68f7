//! A quality of service.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// A QOS and its limits. `None` and empty texts are unlimited; TRES are as Slurm writes them, `cpu=128,gres/gpu=4`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
pub struct Qos {
    /// `normal`.
    pub name: Arc<str>,
    /// For people.
    pub description: Arc<str>,
    /// Adds to the priority of jobs.
    pub priority: u64,
    /// Longest time limit a job.
    pub max_wall_seconds: Option<u64>,
    /// Most running jobs a user.
    pub max_jobs_per_user: Option<u32>,
    /// Most running jobs an account.
    pub max_jobs_per_account: Option<u32>,
    /// Most jobs in the queue a user.
    pub max_submit_jobs_per_user: Option<u32>,
    /// Most jobs in the queue an account.
    pub max_submit_jobs_per_account: Option<u32>,
    /// Most of everything a job.
    pub max_tres_per_job: Arc<str>,
    /// Most of everything a node of a job.
    pub max_tres_per_node: Arc<str>,
    /// Most of everything a user.
    pub max_tres_per_user: Arc<str>,
    /// Most of everything an account.
    pub max_tres_per_account: Arc<str>,
    /// Least of everything a job.
    pub min_tres_per_job: Arc<str>,
    /// All jobs of the QOS together: resources at once.
    pub group_tres: Arc<str>,
    /// All jobs of the QOS together: resource minutes.
    pub group_tres_minutes: Arc<str>,
    /// All jobs of the QOS together: running.
    pub group_jobs: Option<u32>,
    /// All jobs of the QOS together: in the queue.
    pub group_submit_jobs: Option<u32>,
    /// All jobs of the QOS together: wall time.
    pub group_wall_seconds: Option<u64>,
    /// QOS whose jobs have to make room for this one's.
    pub preempt: Vec<Arc<str>>,
    /// What happens to jobs that make room.
    pub preempt_mode: Arc<str>,
    /// Slurm's words: `DenyOnLimit`, `NoReserve`, ….
    pub flags: Vec<Arc<str>>,
    /// What an hour costs, relative to others.
    pub usage_factor: f64,
}
