//! The cluster about itself.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// What slurmctld says about itself and its settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Controller {
    /// `ClusterName`.
    pub cluster: Arc<str>,
    /// Such as `22.05.8`.
    pub version: Arc<str>,
    /// slurmctld on each controller host, the primary first.
    pub daemons: Vec<Daemon>,
    /// Whether slurmdbd keeps accounting.
    pub accounting: bool,
    /// Whether slurmdbd is told jobs' comments (`AccountingStoreFlags=job_comment`).
    // Another node's, of an older version, does not say.
    #[serde(default)]
    pub accounting_has_comments: bool,
    /// Whether others' jobs are hidden from people who are no operators (`PrivateData=jobs`).
    pub jobs_are_private: bool,
    /// Whether nodes are hidden too (`PrivateData=nodes`).
    pub nodes_are_private: bool,
    /// How long slurmctld shows jobs that have ended.
    pub min_job_age_seconds: u64,
    /// `SlurmUser`: with root, who may do anything.
    pub slurm_user: Arc<str>,
    /// Whether this is no real cluster; every page says so.
    pub simulated: bool,
}

/// slurmctld on one host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Daemon {
    /// Host name.
    pub host: Arc<str>,
    /// `primary`, `backup1`.
    pub role: Arc<str>,
    /// Whether it answers.
    pub up: bool,
}
