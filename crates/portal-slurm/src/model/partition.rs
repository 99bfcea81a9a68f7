//! A partition.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// Whether a partition takes jobs and starts them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum PartitionState {
    /// Takes and starts.
    Up,
    /// Takes, does not start.
    Down,
    /// Starts what it has, takes none.
    Drain,
    /// Neither.
    Inactive,
}

/// A partition and its limits. `None` is unlimited, an empty list is everybody.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Partition {
    /// `gpu`.
    pub name: Arc<str>,
    /// Whether it takes jobs.
    pub state: PartitionState,
    /// Whether jobs go here that name none.
    pub default: bool,
    /// Nodes in Slurm's short form, `cn[001-040]`.
    pub node_list: Arc<str>,
    /// Nodes.
    pub nodes: u32,
    /// CPUs of all of them.
    pub cpus: u32,
    /// Longest time limit.
    pub max_time_seconds: Option<u64>,
    /// Time limit of jobs that ask for none.
    pub default_time_seconds: Option<u64>,
    /// Least nodes a job.
    pub min_nodes: u32,
    /// Most nodes a job.
    pub max_nodes: Option<u32>,
    /// Most CPUs a job may have on a node.
    pub max_cpus_per_node: Option<u32>,
    /// Most memory a job may have on a node.
    pub max_memory_per_node_bytes: Option<u64>,
    /// Most memory a job may have per CPU.
    pub max_memory_per_cpu_bytes: Option<u64>,
    /// Memory per CPU of jobs that ask for none.
    pub default_memory_per_cpu_bytes: Option<u64>,
    /// Memory a node of jobs that ask for none.
    pub default_memory_per_node_bytes: Option<u64>,
    /// Who may use it: accounts.
    pub allow_accounts: Vec<Arc<str>>,
    /// Who may use it: Unix groups.
    pub allow_groups: Vec<Arc<str>>,
    /// Who may use it: QOS.
    pub allow_qos: Vec<Arc<str>>,
    /// Who may not: accounts.
    pub deny_accounts: Vec<Arc<str>>,
    /// Who may not: QOS.
    pub deny_qos: Vec<Arc<str>>,
    /// QOS whose limits count for the partition.
    pub qos: Arc<str>,
    /// Jobs of partitions of a higher tier go first.
    pub priority_tier: u32,
    /// Adds to the priority of jobs.
    pub priority_job_factor: u32,
    /// How nodes may be shared, in Slurm's words: `NO`, `YES:4`, `EXCLUSIVE`, `FORCE`.
    pub over_subscribe: Arc<str>,
    /// What happens to jobs that have to make room: `OFF`, `REQUEUE`, `CANCEL`, `SUSPEND`.
    pub preempt_mode: Arc<str>,
    /// Whether only root may submit here.
    pub root_only: bool,
    /// Whether a reservation is required.
    pub reservation_required: bool,
}
