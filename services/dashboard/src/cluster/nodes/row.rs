//! A node in lists.

use serde::Serialize;
use utoipa::ToSchema;

/// A node. Times are RFC 3339, UTC.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub(crate) struct NodeRow {
    pub(crate) name: String,
    /// Where slurmctld reaches it.
    pub(crate) address: String,
    /// In Slurm's words: `MIXED+DRAIN`.
    pub(crate) state: String,
    #[schema(value_type = NodeSummary)]
    pub(crate) summary: &'static str,
    /// The first of Slurm's words: `MIXED`.
    pub(crate) base: String,
    /// The others: `DRAIN`, `MAINTENANCE`.
    pub(crate) flags: Vec<String>,
    pub(crate) cpus: u32,
    pub(crate) cpus_allocated: u32,
    /// What the operating system says; null when it has not.
    #[schema(required = true)]
    pub(crate) load: Option<f32>,
    /// That jobs can have.
    pub(crate) memory_bytes: u64,
    pub(crate) memory_allocated_bytes: u64,
    /// Free by the operating system's account.
    #[schema(required = true)]
    pub(crate) memory_free_bytes: Option<u64>,
    pub(crate) gpus: u32,
    pub(crate) gpus_allocated: u32,
    pub(crate) gres: Vec<GresView>,
    pub(crate) partitions: Vec<String>,
    pub(crate) features: Vec<String>,
    /// Why it is down or drained; empty when nobody said.
    pub(crate) reason: String,
    pub(crate) reason_by: String,
    #[schema(required = true)]
    pub(crate) reason_at: Option<String>,
    #[schema(required = true)]
    pub(crate) boot_at: Option<String>,
    #[schema(required = true)]
    pub(crate) last_busy_at: Option<String>,
    /// Slurm's version there.
    pub(crate) version: String,
    /// Lower ones are used first.
    pub(crate) weight: u32,
}

/// A generic resource of a node.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub(crate) struct GresView {
    /// `gpu`.
    pub(crate) name: String,
    /// `a100`; may be empty.
    pub(crate) kind: String,
    pub(crate) total: u32,
    pub(crate) allocated: u32,
}

/// What people tell nodes apart by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[expect(dead_code, reason = "names the words of the description; the model gives them")]
pub(crate) enum NodeSummary {
    Idle,
    Mixed,
    Allocated,
    Draining,
    Drained,
    Down,
    Unknown,
    Future,
}
