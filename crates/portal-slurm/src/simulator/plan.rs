//! What a simulated cluster is made of. Profiles are plans; tests make their own.

use std::sync::Arc;

use crate::model::{PartitionState, UnixTime};

/// 1 GiB.
pub const GIB: u64 = 1 << 30;

/// Nodes, partitions, people and how much happens. [`Plan::empty`] has nothing; what is added lives on its own only where
/// [`Plan::traffic`] says so.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Name of the cluster.
    pub cluster: Arc<str>,
    /// The same seed makes the same cluster.
    pub seed: u64,
    /// How many times faster jobs live than they would: their run times, time limits and how often they come. 1 to 100.
    pub pace: u32,
    /// Nodes, in groups that are alike.
    pub nodes: Vec<NodeGroup>,
    /// Partitions.
    pub partitions: Vec<PartitionPlan>,
    /// QOS; the first one is everybody's default.
    pub qos: Vec<QosPlan>,
    /// Accounts.
    pub accounts: Vec<AccountPlan>,
    /// Users with their account. Who is not here cannot submit.
    pub users: Vec<UserPlan>,
    /// Jobs that come by themselves.
    pub traffic: Vec<Traffic>,
    /// Reservations for maintenance.
    pub maintenance: Vec<MaintenancePlan>,
    /// How many nodes are out of order on average; 0 for none ever.
    pub broken_nodes: u32,
    /// Jobs that ended before the simulation began.
    pub history: u32,
    /// First job number.
    pub first_id: u32,
    /// How long slurmctld shows jobs that have ended.
    pub min_job_age_seconds: i64,
    /// How long a job is completing when it ran on several nodes.
    pub completing_seconds: i64,
    /// Most ended jobs that accounting keeps.
    pub accounting_keeps: usize,
}

/// Nodes that are alike.
#[derive(Debug, Clone)]
pub struct NodeGroup {
    /// `cn`: names are this and a number.
    pub prefix: Arc<str>,
    /// How many; numbers begin at 1.
    pub count: u32,
    /// Digits of the number.
    pub digits: usize,
    /// CPUs.
    pub cpus: u32,
    /// Memory.
    pub memory_bytes: u64,
    /// GPUs.
    pub gpus: u32,
    /// Their type; empty without.
    pub gpu_kind: Arc<str>,
    /// What jobs can ask for with `--constraint`.
    pub features: Vec<Arc<str>>,
    /// Lower ones are used first.
    pub weight: u32,
}

/// A partition.
#[derive(Debug, Clone)]
pub struct PartitionPlan {
    /// Its name.
    pub name: Arc<str>,
    /// Prefixes of the node groups in it.
    pub groups: Vec<Arc<str>>,
    /// Whether jobs go here that name none.
    pub default: bool,
    /// Whether it takes and starts jobs.
    pub state: PartitionState,
    /// Longest time limit; `None` is unlimited.
    pub max_time_seconds: Option<u64>,
    /// Time limit of jobs that ask for none.
    pub default_time_seconds: u64,
    /// Most nodes a job.
    pub max_nodes: Option<u32>,
    /// Memory per CPU of jobs that ask for none.
    pub memory_per_cpu_bytes: u64,
    /// Jobs of higher tiers go first.
    pub priority_tier: u32,
    /// Adds to the priority of jobs.
    pub priority: u64,
    /// Only these accounts; empty for all.
    pub allow_accounts: Vec<Arc<str>>,
}

/// A QOS and its limits; `None` is unlimited.
#[derive(Debug, Clone, Default)]
pub struct QosPlan {
    /// Its name.
    pub name: Arc<str>,
    /// For people.
    pub description: Arc<str>,
    /// Adds to the priority of jobs.
    pub priority: u64,
    /// Longest time limit a job.
    pub max_wall_seconds: Option<u64>,
    /// Most running jobs a user.
    pub max_jobs_per_user: Option<u32>,
    /// Most jobs in the queue a user.
    pub max_submit_per_user: Option<u32>,
    /// Most CPUs at once a user.
    pub max_cpus_per_user: Option<u32>,
    /// Most GPUs at once a user.
    pub max_gpus_per_user: Option<u32>,
    /// Most CPUs at once of all its jobs together.
    pub group_cpus: Option<u32>,
}

/// An account.
#[derive(Debug, Clone, Default)]
pub struct AccountPlan {
    /// Its name.
    pub name: Arc<str>,
    /// The one above; empty for the root.
    pub parent: Arc<str>,
    /// For people.
    pub description: Arc<str>,
    /// Share relative to its neighbours.
    pub shares: u64,
    /// Most CPUs at once of all its jobs together.
    pub group_cpus: Option<u32>,
    /// QOS that may be asked for; empty for all.
    pub qos: Vec<Arc<str>>,
}

/// Somebody who may submit.
#[derive(Debug, Clone)]
pub struct UserPlan {
    /// User name.
    pub name: Arc<str>,
    /// Accounts; the first one is the default.
    pub accounts: Vec<Arc<str>>,
    /// Least jobs in the queue: traffic is theirs before it is anybody's.
    pub at_least: u32,
    /// What fair share adds to the priority of their jobs.
    pub share: u64,
}

/// Jobs that come by themselves to a partition.
#[derive(Debug, Clone)]
pub struct Traffic {
    /// Which partition.
    pub partition: Arc<str>,
    /// About how many records wait.
    pub pending: u32,
    /// About how many jobs come an hour, at pace 1.
    pub per_hour: f64,
    /// How long they run on average, at pace 1.
    pub mean_run_seconds: f64,
}

/// A reservation of nodes for maintenance, again every week.
#[derive(Debug, Clone)]
pub struct MaintenancePlan {
    /// Its name.
    pub name: Arc<str>,
    /// Prefix of the node group.
    pub group: Arc<str>,
    /// First number, and how many nodes.
    pub nodes: (u32, u32),
    /// When it begins, seconds after the start of the simulation.
    pub starts_in_seconds: UnixTime,
    /// How long it is.
    pub lasts_seconds: i64,
}

impl Plan {
    /// A cluster without anything, in which nothing happens by itself. Has the QOS `normal` and the account `research`.
    #[must_use]
    pub fn empty(cluster: &str) -> Self {
        Self {
            cluster: cluster.into(),
            seed: 1,
            pace: 1,
            nodes: Vec::new(),
            partitions: Vec::new(),
            qos: vec![QosPlan::named("normal")],
            accounts: vec![AccountPlan {
                name: "root".into(),
                shares: 1,
                ..AccountPlan::default()
            }],
            users: Vec::new(),
            traffic: Vec::new(),
            maintenance: Vec::new(),
            broken_nodes: 0,
            history: 0,
            first_id: 1,
            min_job_age_seconds: 300,
            completing_seconds: 0,
            accounting_keeps: 100_000,
        }
        .account("research")
    }

    /// With nodes `prefix` and 1 to `count`, all in one partition of that name that exists or is made; the first partition is
    /// the default one.
    #[must_use]
    pub fn nodes(mut self, partition: &str, group: NodeGroup) -> Self {
        let prefix = Arc::clone(&group.prefix);
        self.nodes.push(group);
        match self.partitions.iter_mut().find(|known| &*known.name == partition) {
            Some(known) => known.groups.push(prefix),
            None => {
                let default = self.partitions.is_empty();
                self.partitions.push(PartitionPlan {
                    default,
                    ..PartitionPlan::new(partition, &[&prefix])
                });
            }
        }
        self
    }

    /// With an account below the root.
    #[must_use]
    pub fn account(mut self, name: &str) -> Self {
        self.accounts.push(AccountPlan {
            name: name.into(),
            parent: "root".into(),
            description: name.into(),
            shares: 1,
            ..AccountPlan::default()
        });
        self
    }

    /// With users who charge `research`.
    #[must_use]
    pub fn users(mut self, names: &[&str]) -> Self {
        self.users.extend(names.iter().map(|name| UserPlan {
            name: (*name).into(),
            accounts: vec!["research".into()],
            at_least: 0,
            share: 0,
        }));
        self
    }

    /// With another QOS.
    #[must_use]
    pub fn qos(mut self, qos: QosPlan) -> Self {
        self.qos.push(qos);
        self
    }

    /// With another seed.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// With jobs that live faster, 1 to 100 times.
    #[must_use]
    pub fn pace(mut self, times: u32) -> Self {
        self.pace = times.clamp(1, 100);
        self
    }

    /// `seconds` at this pace: at least 1.
    pub(super) fn paced(&self, seconds: f64) -> i64 {
        ((seconds / f64::from(self.pace.max(1))) as i64).max(1)
    }
}

impl NodeGroup {
    /// `count` nodes with names such as `cn001` (as many digits as `count` has), without GPUs.
    #[must_use]
    pub fn new(prefix: &str, count: u32, cpus: u32, memory_gib: u64) -> Self {
        Self {
            prefix: prefix.into(),
            count,
            digits: count.to_string().len(),
            cpus,
            memory_bytes: memory_gib * GIB,
            gpus: 0,
            gpu_kind: "".into(),
            features: Vec::new(),
            weight: 1,
        }
    }

    /// With GPUs.
    #[must_use]
    pub fn gpus(mut self, kind: &str, gpus: u32) -> Self {
        self.gpus = gpus;
        self.gpu_kind = kind.into();
        self
    }

    /// With features.
    #[must_use]
    pub fn features(mut self, features: &[&str]) -> Self {
        self.features = features.iter().map(|feature| (*feature).into()).collect();
        self
    }
}

impl PartitionPlan {
    /// Up, for everybody, a day at most.
    #[must_use]
    pub fn new(name: &str, groups: &[&str]) -> Self {
        Self {
            name: name.into(),
            groups: groups.iter().map(|group| (*group).into()).collect(),
            default: false,
            state: PartitionState::Up,
            max_time_seconds: Some(86_400),
            default_time_seconds: 3_600,
            max_nodes: None,
            memory_per_cpu_bytes: GIB,
            priority_tier: 1,
            priority: 0,
            allow_accounts: Vec::new(),
        }
    }
}

impl QosPlan {
    /// Without limits.
    #[must_use]
    pub fn named(name: &str) -> Self {
        Self {
            name: name.into(),
            description: name.into(),
            ..Self::default()
        }
    }
}
