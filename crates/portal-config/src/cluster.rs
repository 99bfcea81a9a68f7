//! How often the cluster is asked.

use std::time::Duration;

use crate::names::{SLURM_NODES_SECONDS, SLURM_PARTITIONS_SECONDS, SLURM_QUEUE_SECONDS, SLURM_SETTINGS_SECONDS};
use crate::{Invalid, Source};

/// Time between two questions about the same part of the cluster. Whatever the number of viewers and of portal nodes, Slurm
/// is asked no more often, except at once after an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClusterIntervals {
    /// Jobs.
    pub queue: Duration,
    /// Nodes.
    pub nodes: Duration,
    /// Partitions and reservations.
    pub partitions: Duration,
    /// QOS, accounts and slurmctld's own settings.
    pub settings: Duration,
    /// Jobs that ended, from accounting.
    pub finished: Duration,
}

impl Default for ClusterIntervals {
    /// As the settings' defaults.
    fn default() -> Self {
        Self {
            queue: Duration::from_secs(5),
            nodes: Duration::from_secs(10),
            partitions: Duration::from_secs(60),
            settings: Duration::from_secs(300),
            finished: Duration::from_secs(60),
        }
    }
}

impl ClusterIntervals {
    /// Reads them.
    ///
    /// # Errors
    /// Names the first wrong variable.
    pub fn load(source: &Source) -> Result<Self, Invalid> {
        let seconds = |setting, range| source.number::<u64>(setting, range).map(Duration::from_secs);
        Ok(Self {
            queue: seconds(&SLURM_QUEUE_SECONDS, 1..=300)?,
            nodes: seconds(&SLURM_NODES_SECONDS, 1..=600)?,
            partitions: seconds(&SLURM_PARTITIONS_SECONDS, 5..=3600)?,
            settings: seconds(&SLURM_SETTINGS_SECONDS, 10..=86_400)?,
            ..Self::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_are_those_of_the_settings_and_out_of_range_is_named() {
        assert_eq!(
            ClusterIntervals::load(&Source::default()),
            Ok(ClusterIntervals::default())
        );
        let source = Source::default().with(&SLURM_QUEUE_SECONDS, "0");
        assert_eq!(ClusterIntervals::load(&source).unwrap_err().name, "SLURM_QUEUE_SECONDS");
    }
}
