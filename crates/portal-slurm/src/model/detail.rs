//! One job, closely.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{ExitCode, UnixTime};

/// What `scontrol show job` tells beyond the row of the queue.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
pub struct JobDetail {
    /// File of the output; patterns (`%j`) are replaced as Slurm does.
    pub stdout: Arc<str>,
    /// File of the errors.
    pub stderr: Arc<str>,
    /// File of the input.
    pub stdin: Arc<str>,
    /// Who submitted, from which host.
    pub submit_host: Arc<str>,
    /// First node, on which the script runs.
    pub batch_host: Arc<str>,
    /// What was asked for, as Slurm writes it: `cpu=4,mem=8G,node=1`.
    pub requested_tres: Arc<str>,
    /// What it has.
    pub allocated_tres: Arc<str>,
    /// `--gres` and `--gpus` a node, as asked.
    pub tres_per_node: Arc<str>,
    /// Nodes it must have, must not have, and is planned for.
    pub required_nodes: Arc<str>,
    /// Nodes it must not have.
    pub excluded_nodes: Arc<str>,
    /// Nodes that Slurm plans for it.
    pub scheduled_nodes: Arc<str>,
    /// Licenses.
    pub licenses: Arc<str>,
    /// How it shares nodes: `OK`, `NO`, `EXCLUSIVE`, `USER`.
    pub over_subscribe: Arc<str>,
    /// When the scheduler last looked at it.
    pub last_considered_at: Option<UnixTime>,
    /// When it was suspended for the last time.
    pub suspended_at: Option<UnixTime>,
    /// Must have ended by then.
    pub deadline_at: Option<UnixTime>,
    /// How it ended.
    pub exit_code: Option<ExitCode>,
    /// Whether it goes back into the queue when a node fails.
    pub requeue: bool,
    /// Everything that Slurm printed, key by key in its order, for whoever knows Slurm's own words.
    pub fields: Vec<(String, String)>,
}

/// What `sbatch --test-only` says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StartEstimate {
    /// When it would start.
    pub start_at: UnixTime,
    /// On how many CPUs.
    pub cpus: u32,
    /// On which nodes.
    pub node_list: Arc<str>,
    /// In which partition.
    pub partition: Arc<str>,
}
