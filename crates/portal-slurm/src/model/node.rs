//! A node.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Gres, NodeState, UnixTime};

/// A compute node as slurmctld knows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Node {
    /// `cn017`.
    pub name: Arc<str>,
    /// Where slurmctld reaches it.
    pub address: Arc<str>,
    /// Base state and flags.
    pub state: NodeState,
    /// CPUs as Slurm counts them.
    pub cpus: u32,
    /// Of which allocated.
    pub cpus_allocated: u32,
    /// What the operating system calls its load; `None` when it has not told.
    pub load: Option<f32>,
    /// Memory that jobs can have.
    pub memory_bytes: u64,
    /// Of which allocated to jobs.
    pub memory_allocated_bytes: u64,
    /// Free by the operating system's account; `None` when it has not told.
    pub memory_free_bytes: Option<u64>,
    /// GPUs and the like.
    pub gres: Vec<Gres>,
    /// Partitions it belongs to.
    pub partitions: Vec<Arc<str>>,
    /// What jobs can ask for with `--constraint`.
    pub features: Vec<Arc<str>>,
    /// Why it is down or drained; empty when nobody said.
    pub reason: Arc<str>,
    /// Who said so.
    pub reason_by: Arc<str>,
    /// When.
    pub reason_at: Option<UnixTime>,
    /// Last started.
    pub boot_at: Option<UnixTime>,
    /// Last seen busy; `None` when Slurm does not say.
    pub last_busy_at: Option<UnixTime>,
    /// Slurm's version there.
    pub version: Arc<str>,
    /// Operating system.
    pub os: Arc<str>,
    /// `x86_64`.
    pub arch: Arc<str>,
    /// Sockets, cores a socket, threads a core.
    pub topology: [u32; 3],
    /// Scheduling weight: lower ones are used first.
    pub weight: u32,
    /// Local disk for jobs.
    pub tmp_disk_bytes: u64,
}

impl Node {
    /// GPUs there are.
    #[must_use]
    pub fn gpus(&self) -> u32 {
        self.gres
            .iter()
            .filter(|gres| &*gres.name == "gpu")
            .map(|gres| gres.total)
            .sum()
    }

    /// GPUs that are allocated.
    #[must_use]
    pub fn gpus_allocated(&self) -> u32 {
        self.gres
            .iter()
            .filter(|gres| &*gres.name == "gpu")
            .map(|gres| gres.allocated)
            .sum()
    }
}
