//! How many of what.

use std::collections::HashMap;
use std::sync::Arc;

use crate::model::{Job, JobState, Node};

/// How many records, and how many jobs they stand for: the waiting tasks of an array are one record and count each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct JobTally {
    /// Records, which are the rows of a list.
    pub rows: u64,
    /// Jobs.
    pub jobs: u64,
}

impl JobTally {
    pub(super) fn add(&mut self, job: &Job) {
        self.rows += 1;
        self.jobs += u64::from(job.count());
    }
}

/// Jobs by state; only states that occur.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StateCounts(Vec<(JobState, JobTally)>);

impl StateCounts {
    pub(super) fn add(&mut self, job: &Job) {
        if let Some((_, tally)) = self.0.iter_mut().find(|(state, _)| *state == job.state) {
            tally.add(job);
        } else {
            let mut tally = JobTally::default();
            tally.add(job);
            self.0.push((job.state.clone(), tally));
        }
    }

    /// How many are in this state.
    #[must_use]
    pub fn get(&self, state: &JobState) -> JobTally {
        let found = self.0.iter().find(|(known, _)| known == state);
        found.map(|(_, tally)| *tally).unwrap_or_default()
    }

    /// States that occur.
    pub fn iter(&self) -> impl Iterator<Item = (&JobState, JobTally)> {
        self.0.iter().map(|(state, tally)| (state, *tally))
    }

    /// All of them.
    #[must_use]
    pub fn total(&self) -> JobTally {
        let mut total = JobTally::default();
        for (_, tally) in &self.0 {
            total.rows += tally.rows;
            total.jobs += tally.jobs;
        }
        total
    }

    /// Jobs that hold nodes; see [`JobState::holds_nodes`].
    #[must_use]
    pub fn running(&self) -> u64 {
        self.jobs_that(JobState::holds_nodes)
    }

    /// Jobs that wait; see [`JobState::is_waiting`].
    #[must_use]
    pub fn pending(&self) -> u64 {
        self.jobs_that(JobState::is_waiting)
    }

    fn jobs_that(&self, holds: impl Fn(&JobState) -> bool) -> u64 {
        let states = self.0.iter().filter(|(state, _)| holds(state));
        states.map(|(_, tally)| tally.jobs).sum()
    }
}

/// Jobs of one person, or of one partition.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct UserTally {
    /// Jobs that hold nodes.
    pub running: u64,
    /// Jobs that wait.
    pub pending: u64,
    /// Jobs that have ended and are still in the queue, or are in a state that this portal does not know.
    pub other: u64,
}

impl UserTally {
    pub(super) fn add(&mut self, job: &Job) {
        let jobs = u64::from(job.count());
        if job.state.holds_nodes() {
            self.running += jobs;
        } else if job.state.is_waiting() {
            self.pending += jobs;
        } else {
            self.other += jobs;
        }
    }
}

/// What people tell nodes apart by; see [`crate::model::NodeState::summary`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NodeSummary {
    /// Nothing runs.
    Idle,
    /// Some of it is allocated.
    Mixed,
    /// All of it is allocated.
    Allocated,
    /// Takes no new jobs, and some run.
    Draining,
    /// Takes no new jobs, and none run.
    Drained,
    /// Does not work or does not answer.
    Down,
    /// Slurm does not know.
    Unknown,
    /// Not there at present.
    Future,
}

impl NodeSummary {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 8] = [
        Self::Idle,
        Self::Mixed,
        Self::Allocated,
        Self::Draining,
        Self::Drained,
        Self::Down,
        Self::Unknown,
        Self::Future,
    ];

    /// The word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Mixed => "mixed",
            Self::Allocated => "allocated",
            Self::Draining => "draining",
            Self::Drained => "drained",
            Self::Down => "down",
            Self::Unknown => "unknown",
            Self::Future => "future",
        }
    }

    /// The summary of that word.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|summary| summary.as_str() == word)
    }

    /// Of a node.
    #[must_use]
    pub fn of(node: &Node) -> Self {
        Self::named(node.state.summary()).unwrap_or(Self::Unknown)
    }

    /// Whether its processors cannot be used by new jobs, and no job has them: the free ones are neither idle nor allocated.
    #[must_use]
    pub const fn is_unavailable(self) -> bool {
        matches!(
            self,
            Self::Draining | Self::Drained | Self::Down | Self::Unknown | Self::Future
        )
    }
}

/// Nodes added up: of all, or of a partition.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct NodeTally {
    by_summary: [u32; NodeSummary::ALL.len()],
    /// Nodes that an operator should look at.
    pub attention: u32,
    /// CPUs.
    pub cpus: u64,
    /// Of which jobs have.
    pub cpus_allocated: u64,
    /// Of which nobody can have now: not allocated, on nodes that take no jobs.
    pub cpus_unavailable: u64,
    /// Memory.
    pub memory_bytes: u64,
    /// Of which jobs have.
    pub memory_allocated_bytes: u64,
    /// GPUs.
    pub gpus: u64,
    /// Of which jobs have.
    pub gpus_allocated: u64,
}

impl NodeTally {
    pub(super) fn add(&mut self, node: &Node) {
        let summary = NodeSummary::of(node);
        if let Some(count) = self.by_summary.get_mut(summary as usize) {
            *count += 1;
        }
        self.attention += u32::from(node.state.needs_attention());
        self.cpus += u64::from(node.cpus);
        self.cpus_allocated += u64::from(node.cpus_allocated);
        if summary.is_unavailable() {
            self.cpus_unavailable += u64::from(node.cpus.saturating_sub(node.cpus_allocated));
        }
        self.memory_bytes += node.memory_bytes;
        self.memory_allocated_bytes += node.memory_allocated_bytes;
        self.gpus += u64::from(node.gpus());
        self.gpus_allocated += u64::from(node.gpus_allocated());
    }

    /// Nodes by summary, those that occur.
    pub fn counts(&self) -> impl Iterator<Item = (NodeSummary, u32)> {
        let counts = NodeSummary::ALL.into_iter().zip(self.by_summary);
        counts.filter(|(_, count)| *count > 0)
    }

    /// Nodes with this summary.
    #[must_use]
    pub fn count(&self, summary: NodeSummary) -> u32 {
        self.by_summary.get(summary as usize).copied().unwrap_or(0)
    }

    /// All nodes.
    #[must_use]
    pub fn total(&self) -> u32 {
        self.by_summary.iter().sum()
    }

    /// Nodes whose free processors nobody can have.
    #[must_use]
    pub fn unavailable(&self) -> u32 {
        let counts = self.counts().filter(|(summary, _)| summary.is_unavailable());
        counts.map(|(_, count)| count).sum()
    }

    /// CPUs that jobs could have now.
    #[must_use]
    pub fn cpus_idle(&self) -> u64 {
        self.cpus
            .saturating_sub(self.cpus_allocated)
            .saturating_sub(self.cpus_unavailable)
    }
}

/// Adds up by a name; a name is only copied when it is new.
pub(super) fn entry<'a, T: Default>(map: &'a mut HashMap<Arc<str>, T>, name: &Arc<str>) -> &'a mut T {
    map.entry(Arc::clone(name)).or_default()
}
