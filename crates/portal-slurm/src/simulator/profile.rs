//! Ready-made clusters of three sizes.

use std::str::FromStr;

use super::people;
use super::plan::{MaintenancePlan, NodeGroup, PartitionPlan, Plan, Traffic};

/// How large.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Profile {
    /// 82 nodes, about 250 jobs.
    #[default]
    Small,
    /// 532 nodes, about 3,000 jobs.
    Medium,
    /// 10,000 nodes, about 100,000 jobs.
    Large,
}

/// Not a profile.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a cluster is small, medium or large")]
pub struct BadProfile;

impl FromStr for Profile {
    type Err = BadProfile;

    fn from_str(text: &str) -> Result<Self, BadProfile> {
        match text {
            "small" => Ok(Self::Small),
            "medium" => Ok(Self::Medium),
            "large" => Ok(Self::Large),
            _ => Err(BadProfile),
        }
    }
}

/// What differs by size.
struct Size {
    /// Plain nodes, those with four GPUs, with eight, with much memory, for trying things out.
    nodes: [u32; 5],
    users: usize,
    /// Partitions cpu, gpu, bigmem, debug: records that wait, jobs that come an hour, mean run in seconds.
    traffic: [(u32, f64, f64); 4],
    /// What one person may have at once: CPUs, GPUs.
    mine: (u32, u32),
    broken: u32,
    history: u32,
    first_id: u32,
    completing_seconds: i64,
}

impl Profile {
    fn size(self) -> Size {
        match self {
            Self::Small => Size {
                nodes: [64, 8, 2, 4, 4],
                users: 34,
                traffic: [
                    (62, 120.0, 2_600.0),
                    (20, 30.0, 3_000.0),
                    (6, 8.0, 3_600.0),
                    (2, 40.0, 240.0),
                ],
                mine: (1_024, 10),
                broken: 4,
                history: 1_500,
                first_id: 48_100,
                completing_seconds: 3,
            },
            Self::Medium => Size {
                nodes: [448, 48, 8, 20, 8],
                users: 120,
                traffic: [
                    (1_500, 900.0, 2_400.0),
                    (420, 220.0, 2_700.0),
                    (80, 50.0, 3_600.0),
                    (4, 240.0, 240.0),
                ],
                mine: (4_096, 32),
                broken: 14,
                history: 6_000,
                first_id: 731_000,
                completing_seconds: 3,
            },
            Self::Large => Size {
                nodes: [9_000, 800, 100, 80, 20],
                users: 400,
                traffic: [
                    (66_000, 118_000.0, 520.0),
                    (11_000, 19_000.0, 340.0),
                    (1_500, 1_600.0, 600.0),
                    (300, 2_400.0, 90.0),
                ],
                mine: (40_000, 400),
                broken: 120,
                history: 40_000,
                first_id: 20_400_000,
                completing_seconds: 2,
            },
        }
    }

    /// The plan of such a cluster. `signing_in` are people who always have some jobs of their own.
    #[must_use]
    pub fn plan(self, cluster: &str, seed: u64, pace: u32, signing_in: &[&str]) -> Plan {
        let size = self.size();
        let pace = pace.clamp(1, 100);
        let (cpus, gpus) = size.mine;
        let [plain, ..] = size.nodes;
        Plan {
            seed,
            pace,
            nodes: nodes(&size),
            partitions: partitions(),
            qos: people::qos(cpus, gpus, plain * 64 / 4),
            accounts: people::accounts(plain * 64 / 8),
            users: people::users(seed, size.users, signing_in),
            traffic: traffic(&size),
            maintenance: vec![MaintenancePlan {
                name: "maintenance_cooling".into(),
                group: "cn".into(),
                nodes: (plain - plain / 8 + 1, plain / 8),
                starts_in_seconds: 10 * 3_600,
                lasts_seconds: 4 * 3_600,
            }],
            broken_nodes: size.broken,
            history: size.history,
            first_id: size.first_id,
            // Jobs that are over quickly are forgotten quickly, or most of the queue would be ended ones.
            min_job_age_seconds: (300 / i64::from(pace)).max(10),
            completing_seconds: size.completing_seconds,
            ..Plan::empty(cluster)
        }
    }
}

fn nodes(size: &Size) -> Vec<NodeGroup> {
    let [plain, gpu, gpu8, memory, debug] = size.nodes;
    let group = |prefix: &str, count: u32, cpus: u32, gib: u64, weight: u32, features: &[&str]| {
        let mut group = NodeGroup::new(prefix, count, cpus, gib).features(features);
        group.digits = group.digits.max(2) + usize::from(prefix == "cn" && count < 100);
        group.weight = weight;
        group
    };
    vec![
        group("cn", plain, 64, 256, 1, &["zen3", "ib", "avx2"]),
        group("gn", gpu, 64, 512, 20, &["zen3", "ib", "a100", "nvlink"]).gpus("a100", 4),
        group("hn", gpu8, 96, 1_024, 30, &["zen4", "ib", "h100", "nvlink"]).gpus("h100", 8),
        group("bm", memory, 96, 2_048, 20, &["zen3", "ib", "bigmem"]),
        group("db", debug, 32, 128, 1, &["zen3", "avx2"]),
    ]
}

fn partitions() -> Vec<PartitionPlan> {
    const DAY: u64 = 86_400;
    vec![
        PartitionPlan {
            default: true,
            max_time_seconds: Some(3 * DAY),
            memory_per_cpu_bytes: 3 << 30,
            ..PartitionPlan::new("cpu", &["cn"])
        },
        PartitionPlan {
            max_time_seconds: Some(2 * DAY),
            memory_per_cpu_bytes: 6 << 30,
            ..PartitionPlan::new("gpu", &["gn", "hn"])
        },
        PartitionPlan {
            max_time_seconds: Some(7 * DAY),
            max_nodes: Some(2),
            memory_per_cpu_bytes: 16 << 30,
            allow_accounts: Vec::new(),
            ..PartitionPlan::new("bigmem", &["bm"])
        },
        PartitionPlan {
            max_time_seconds: Some(1_800),
            default_time_seconds: 600,
            max_nodes: Some(2),
            memory_per_cpu_bytes: 2 << 30,
            priority_tier: 10,
            priority: 5_000,
            ..PartitionPlan::new("debug", &["db"])
        },
    ]
}

fn traffic(size: &Size) -> Vec<Traffic> {
    let traffic = |(partition, (pending, per_hour, mean_run_seconds)): (&str, (u32, f64, f64))| Traffic {
        partition: partition.into(),
        pending,
        per_hour,
        mean_run_seconds,
    };
    ["cpu", "gpu", "bigmem", "debug"]
        .into_iter()
        .zip(size.traffic)
        .map(traffic)
        .collect()
}
