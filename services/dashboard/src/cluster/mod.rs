//! The cluster: jobs, nodes, partitions. Reading is answered from the snapshot in memory and waits for no Slurm; only what acts
//! on the cluster does.

pub(crate) mod accounts;
pub(crate) mod acting;
pub(crate) mod age;
mod answer;
pub(crate) mod asked;
pub(crate) mod collector;
pub(crate) mod commands;
pub(crate) mod desk;
pub(crate) mod error;
#[cfg(test)]
mod fixtures;
pub(crate) mod history;
pub(crate) mod jobs;
pub(crate) mod legacy;
mod list;
pub(crate) mod nodes;
pub(crate) mod partitions;
pub(crate) mod qos;
pub(crate) mod reservations;
pub(crate) mod summary;
pub(crate) mod words;
