//! A reservation.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::UnixTime;

/// Nodes that are kept for somebody, or for maintenance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reservation {
    /// Its name.
    pub name: Arc<str>,
    /// `ACTIVE` or `INACTIVE`.
    pub state: Arc<str>,
    /// Begins.
    pub start_at: UnixTime,
    /// Ends.
    pub end_at: UnixTime,
    /// Nodes in Slurm's short form.
    pub node_list: Arc<str>,
    /// Nodes.
    pub nodes: u32,
    /// Cores.
    pub cores: u32,
    /// Partition; empty for any.
    pub partition: Arc<str>,
    /// Who may use it: users.
    pub users: Vec<Arc<str>>,
    /// Who may use it: accounts.
    pub accounts: Vec<Arc<str>>,
    /// Who may use it: Unix groups.
    pub groups: Vec<Arc<str>>,
    /// Features that its nodes have.
    pub features: Arc<str>,
    /// Slurm's words: `MAINT`, `DAILY`, ….
    pub flags: Vec<Arc<str>>,
}
