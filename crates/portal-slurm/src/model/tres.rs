//! Trackable resources.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// Amounts of Slurm's TRES, such as `cpu=4,mem=8G,node=1,billing=4,gres/gpu=2`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Tres {
    /// CPUs as Slurm counts them (cores or hardware threads).
    pub cpus: u32,
    /// Memory.
    pub memory_bytes: u64,
    /// GPUs, of all types together.
    pub gpus: u32,
    /// What the job costs in the site's own measure; `None` when Slurm gives none.
    pub billing: Option<u64>,
    /// Other generic resources and licenses as Slurm writes them, such as `license/ansys=4`; GPUs by type are in here too.
    pub others: Arc<str>,
}

/// A generic resource of a node, such as two `a100`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Gres {
    /// `gpu`, `mps`, `shard`, …
    pub name: Arc<str>,
    /// `a100`; empty when the site gives none.
    pub kind: Arc<str>,
    /// How many there are.
    pub total: u32,
    /// How many are allocated.
    pub allocated: u32,
}
