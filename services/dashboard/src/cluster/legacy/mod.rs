//! Routes of the earlier portal that read the cluster, with its shapes and true values (docs/COMPATIBILITY.md).

pub(crate) mod config;
pub(crate) mod error;
pub(crate) mod groups;
pub(crate) mod jobs;
pub(crate) mod metrics;
pub(crate) mod node_history;
pub(crate) mod nodes;
pub(crate) mod slurm_nodes;
pub(crate) mod status;
