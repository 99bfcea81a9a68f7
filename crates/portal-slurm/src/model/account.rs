//! Accounts and who may charge them.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// An account of Slurm's accounting on this cluster.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Account {
    /// Its name.
    pub name: Arc<str>,
    /// The account above; empty at the root.
    pub parent: Arc<str>,
    /// For people.
    pub description: Arc<str>,
    /// For people.
    pub organization: Arc<str>,
    /// Share of the cluster relative to its neighbours; `None` is the parent's.
    pub shares: Option<u64>,
    /// All jobs of the account together: resources at once.
    pub group_tres: Arc<str>,
    /// Most of everything a job.
    pub max_tres_per_job: Arc<str>,
    /// Most running jobs.
    pub max_jobs: Option<u32>,
    /// Longest time limit a job.
    pub max_wall_seconds: Option<u64>,
    /// QOS that may be asked for.
    pub qos: Vec<Arc<str>>,
    /// Users that may charge it.
    pub members: Vec<Member>,
}

/// Somebody who may charge an account.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Member {
    /// User name.
    pub user: Arc<str>,
    /// Only in this partition; empty for all.
    pub partition: Arc<str>,
    /// Whether jobs are charged to this account when they name none.
    pub default: bool,
    /// Share relative to the account's others.
    pub shares: Option<u64>,
    /// QOS that may be asked for.
    pub qos: Vec<Arc<str>>,
    /// QOS of jobs that ask for none.
    pub default_qos: Arc<str>,
    /// Most running jobs.
    pub max_jobs: Option<u32>,
    /// Most of everything a job.
    pub max_tres_per_job: Arc<str>,
    /// Longest time limit a job.
    pub max_wall_seconds: Option<u64>,
}
