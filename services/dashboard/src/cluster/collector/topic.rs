//! What Slurm is asked about.

use std::time::Duration;

use portal_config::ClusterIntervals;

/// One question, asked at an interval of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Topic {
    /// The queue.
    Jobs,
    /// Nodes.
    Nodes,
    /// Partitions.
    Partitions,
    /// Reservations.
    Reservations,
    /// slurmctld about itself.
    Controller,
    /// QOS.
    Qos,
    /// Accounts and their members.
    Accounts,
    /// Jobs that ended, from accounting.
    Finished,
}

impl Topic {
    /// What slurmctld answers. The controller comes first: who may see what depends on it.
    pub(super) const OF_CONTROLLER: &[Self] = &[
        Self::Controller,
        Self::Jobs,
        Self::Nodes,
        Self::Partitions,
        Self::Reservations,
    ];
    /// What slurmdbd answers; it may take long, and holds nothing else up.
    pub(super) const OF_ACCOUNTING: &[Self] = &[Self::Qos, Self::Accounts, Self::Finished];

    /// The word in metrics.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Jobs => "jobs",
            Self::Nodes => "nodes",
            Self::Partitions => "partitions",
            Self::Reservations => "reservations",
            Self::Controller => "controller",
            Self::Qos => "qos",
            Self::Accounts => "accounts",
            Self::Finished => "finished",
        }
    }

    pub(super) fn named(word: &str) -> Option<Self> {
        let mut all = Self::OF_CONTROLLER.iter().chain(Self::OF_ACCOUNTING);
        all.find(|topic| topic.as_str() == word).copied()
    }

    pub(super) const fn interval(self, intervals: &ClusterIntervals) -> Duration {
        match self {
            Self::Jobs => intervals.queue,
            Self::Nodes => intervals.nodes,
            Self::Partitions | Self::Reservations => intervals.partitions,
            Self::Controller | Self::Qos | Self::Accounts => intervals.settings,
            Self::Finished => intervals.finished,
        }
    }
}
