//! A job inside the simulator: the row that everybody sees, and what drives it.

use std::collections::VecDeque;
use std::sync::Arc;

use super::depend::Dependencies;
use super::machines::{FAR, NodeIx};
use crate::model::{ExitCode, Job, JobId, JobState, UnixTime};

/// What a job needs, the same on each of its nodes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ask {
    pub(super) nodes: u32,
    pub(super) tasks: u32,
    pub(super) cpus_per_task: u32,
    pub(super) memory_per_node: u64,
    pub(super) gpus_per_node: u32,
    /// Empty for any.
    pub(super) gpu_kind: Arc<str>,
    /// All of these.
    pub(super) features: Vec<Arc<str>>,
}

impl Ask {
    /// CPUs on its node number `at` (from 0): tasks are spread evenly, the first nodes get one more.
    pub(super) fn cpus_on(&self, at: usize) -> u32 {
        let nodes = self.nodes.max(1);
        let more = u32::from((at as u32) < self.tasks % nodes);
        (self.tasks / nodes + more) * self.cpus_per_task
    }

    /// Makes it small enough for what others leave over.
    pub(super) fn shrink(&mut self) {
        let cpus = self.cpus_on(0).max(1);
        self.nodes = 1;
        self.tasks = (16 / self.cpus_per_task.max(1)).clamp(1, (cpus / self.cpus_per_task.max(1)).max(1));
        self.memory_per_node = (self.memory_per_node / u64::from(cpus) * u64::from(self.cpus_on(0))).max(1 << 30);
        self.gpus_per_node = self.gpus_per_node.min(1);
    }

    /// CPUs in all.
    pub(super) fn cpus(&self) -> u32 {
        self.tasks * self.cpus_per_task
    }

    /// GPUs in all.
    pub(super) fn gpus(&self) -> u32 {
        self.gpus_per_node * self.nodes
    }

    /// Memory in all.
    pub(super) fn memory(&self) -> u64 {
        self.memory_per_node * u64::from(self.nodes)
    }
}

/// How a job ends when nobody interferes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// With this exit code.
    Exits(ExitCode),
    /// By the out-of-memory killer.
    RunsOutOfMemory,
    /// By its owner, who has seen enough.
    IsCancelled,
}

/// What becomes of a job once it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fate {
    /// How long it runs unless its time limit comes first.
    pub(super) seconds: i64,
    pub(super) ending: Ending,
    /// Whether the tasks of an array differ in it.
    pub(super) varies: bool,
}

/// Where a waiting job waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wait {
    /// It does not: it runs or has ended.
    No,
    /// In the queues of its partitions.
    Queue,
    /// Aside, until something happens that it waits for.
    Aside(Aside),
    /// For its leader, as a component of a heterogeneous job.
    Leader,
}

/// For what a job waits that cannot start whatever is free.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Aside {
    /// Its owner or an operator.
    Held,
    /// Its begin.
    Begin,
    /// Other jobs.
    Dependency,
    /// For room below the limit of a QOS for a user.
    UserQos(usize, usize),
    /// For room below the limit of a QOS.
    Qos(usize),
    /// For room below the limit of an account.
    Account(usize),
    /// Other tasks of its array.
    Array(JobId),
    /// Nodes that are down, drained or in maintenance.
    Nodes,
    /// Somebody to change it, or its partition.
    Change,
}

/// The tasks of an array that still wait.
#[derive(Debug, Clone, Default)]
pub(super) struct Rest {
    pub(super) tasks: VecDeque<u32>,
    /// Most of them at once.
    pub(super) at_once: Option<u32>,
}

/// What only the page of one job shows.
#[derive(Debug, Clone, Default)]
pub(super) struct Papers {
    pub(super) stdout: Option<Arc<str>>,
    pub(super) stderr: Option<Arc<str>>,
}

/// A job.
#[derive(Debug, Clone)]
pub(super) struct SimJob {
    /// What everybody sees; always true.
    pub(super) row: Job,
    pub(super) user: usize,
    pub(super) account: usize,
    pub(super) qos: usize,
    /// Partitions that it may run in.
    pub(super) parts: Arc<[usize]>,
    pub(super) ask: Ask,
    /// Its priority when nobody holds it.
    pub(super) rank: u64,
    pub(super) wait: Wait,
    pub(super) held_by_operator: bool,
    /// Where it runs, with how many CPUs each.
    pub(super) nodes: Vec<(NodeIx, u32)>,
    /// Counts its starts and ends, so that what was planned for an earlier life does not meet it.
    pub(super) turn: u32,
    pub(super) fate: Fate,
    pub(super) rest: Option<Rest>,
    /// The other components; only the leader has them.
    pub(super) components: Vec<JobId>,
    pub(super) depends: Dependencies,
    pub(super) begin_at: Option<UnixTime>,
    pub(super) requeue: bool,
    /// How it will have ended, while it is completing.
    pub(super) verdict: Option<(JobState, Option<ExitCode>, &'static str)>,
    /// Since when it is suspended.
    pub(super) suspended_at: Option<UnixTime>,
    /// Seconds that it was suspended in this life.
    pub(super) stood: i64,
    pub(super) papers: Option<Box<Papers>>,
}

impl SimJob {
    /// Its place in a queue: higher ranks first, then older ones.
    pub(super) fn key(&self) -> (u64, JobId) {
        (u64::MAX - self.rank, self.row.id)
    }

    /// Time limit in seconds.
    pub(super) fn limit(&self) -> i64 {
        self.row
            .time_limit_seconds
            .and_then(|limit| i64::try_from(limit).ok())
            .unwrap_or(FAR)
    }
}
