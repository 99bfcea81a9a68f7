//! The real Slurm, with its commands counted.

use std::sync::Arc;

use metrics::{counter, histogram};
use portal_config::SlurmSettings;
use portal_slurm::Cluster;
use portal_slurm::cli::{Ran, SlurmCommands};

/// The cluster as the settings describe it.
pub(crate) fn cluster(settings: &SlurmSettings) -> Arc<dyn Cluster> {
    Arc::new(SlurmCommands::set_up(settings, count))
}

fn count(ran: &Ran) {
    counter!("slurm_commands_total", "command" => ran.command, "outcome" => ran.outcome).increment(1);
    histogram!("slurm_command_duration_seconds", "command" => ran.command).record(ran.took.as_secs_f64());
    counter!("slurm_command_output_bytes_total", "command" => ran.command)
        .increment(u64::try_from(ran.output_bytes).unwrap_or(u64::MAX));
}
