//! All of a cluster at one moment: immutable, shared, with indexes for the questions that people ask.
//!
//! The collector makes a new [`Snapshot`] after each answer of Slurm; whoever serves a request takes the newest `Arc` and never
//! waits. Rows that did not change are shared between snapshots, and so is a whole part that was not asked anew.

mod counts;
mod delta;
mod gaps;
mod job_filter;
mod job_query;
mod job_sieve;
mod jobs;
mod node_query;
mod nodes;
mod packed;
mod page;
mod part;
mod text;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::model::{Account, Controller, Partition, Qos, Reservation};

pub use counts::{JobTally, NodeSummary, NodeTally, StateCounts, UserTally};
pub use delta::{Delta, JobsDelta, NodesDelta, difference};
pub use gaps::{gap_coded, gap_decoded};
pub use job_filter::{JobFilter, StateFilter};
pub use job_query::{JobPage, JobQuery, JobSort, JobSortKey};
pub use jobs::JobSet;
pub use node_query::{NodeFilter, NodePage, NodeQuery, NodeSort, NodeSortKey, NodeStateFilter};
pub use nodes::NodeSet;
pub use packed::{Elsewhere, Packed};
pub use page::{BadCursor, Cursor};
pub use part::{Failure, FailureKind, Part, Unknown};
pub use text::{Needle, natural_order};

/// How often each part is asked, milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Intervals {
    /// Jobs.
    pub jobs_ms: u64,
    /// Nodes.
    pub nodes_ms: u64,
    /// Partitions and reservations.
    pub partitions_ms: u64,
    /// QOS, accounts and the controller itself.
    pub settings_ms: u64,
}

/// A cluster at one moment.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Snapshot {
    /// Names the numbering; differs from start to start of whoever collects.
    pub epoch: Arc<str>,
    /// Grows with every answer of Slurm, also over restarts and from one portal node to another: it is the time of the answer in
    /// milliseconds, or one more than the version before.
    pub version: u64,
    /// The queue.
    pub jobs: Part<JobSet>,
    /// Nodes.
    pub nodes: Part<NodeSet>,
    /// Partitions.
    pub partitions: Part<Vec<Partition>>,
    /// Reservations.
    pub reservations: Part<Vec<Reservation>>,
    /// QOS.
    pub qos: Part<Vec<Qos>>,
    /// Accounts and who may charge them.
    pub accounts: Part<Vec<Account>>,
    /// What slurmctld says about itself.
    pub controller: Part<Controller>,
}

impl Snapshot {
    /// Of a cluster that was not asked yet.
    #[must_use]
    pub fn unknown(epoch: Arc<str>, intervals: Intervals) -> Self {
        Self {
            epoch,
            version: 0,
            jobs: Part::unknown(intervals.jobs_ms),
            nodes: Part::unknown(intervals.nodes_ms),
            partitions: Part::unknown(intervals.partitions_ms),
            reservations: Part::unknown(intervals.partitions_ms),
            qos: Part::unknown(intervals.settings_ms),
            accounts: Part::unknown(intervals.settings_ms),
            controller: Part::unknown(intervals.settings_ms),
        }
    }

    /// The version of a snapshot that follows this one at `now_ms`.
    #[must_use]
    pub fn next_version(&self, now_ms: i64) -> u64 {
        u64::try_from(now_ms).unwrap_or(0).max(self.version + 1)
    }

    /// Whether others' jobs are hidden from people who are no operators. Before the controller was heard, they are.
    #[must_use]
    pub fn jobs_are_private(&self) -> bool {
        self.controller
            .get()
            .map_or(true, |controller| controller.jobs_are_private)
    }

    /// Whether nodes are hidden from people who are no operators. Before the controller was heard, they are.
    #[must_use]
    pub fn nodes_are_private(&self) -> bool {
        self.controller
            .get()
            .map_or(true, |controller| controller.nodes_are_private)
    }
}
