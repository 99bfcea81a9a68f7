//! A node in lists.

use std::sync::Arc;

use portal_slurm::model::{Gres, Node};
use serde::Serialize;
use utoipa::ToSchema;

use crate::cluster::age::time;

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

impl NodeRow {
    /// Of a node.
    pub(crate) fn of(node: &Node) -> Self {
        let texts = |texts: &[Arc<str>]| texts.iter().map(ToString::to_string).collect();
        Self {
            name: node.name.to_string(),
            address: node.address.to_string(),
            state: node.state.to_string(),
            summary: node.state.summary(),
            base: node.state.base.as_str().to_owned(),
            flags: node.state.flags.iter().map(|flag| flag.as_str().to_owned()).collect(),
            cpus: node.cpus,
            cpus_allocated: node.cpus_allocated,
            load: node.load,
            memory_bytes: node.memory_bytes,
            memory_allocated_bytes: node.memory_allocated_bytes,
            memory_free_bytes: node.memory_free_bytes,
            gpus: node.gpus(),
            gpus_allocated: node.gpus_allocated(),
            gres: node.gres.iter().map(GresView::from).collect(),
            partitions: texts(&node.partitions),
            features: texts(&node.features),
            reason: node.reason.to_string(),
            reason_by: node.reason_by.to_string(),
            reason_at: node.reason_at.map(time),
            boot_at: node.boot_at.map(time),
            last_busy_at: node.last_busy_at.map(time),
            version: node.version.to_string(),
            weight: node.weight,
        }
    }
}

impl From<&Gres> for GresView {
    fn from(gres: &Gres) -> Self {
        Self {
            name: gres.name.to_string(),
            kind: gres.kind.to_string(),
            total: gres.total,
            allocated: gres.allocated,
        }
    }
}
