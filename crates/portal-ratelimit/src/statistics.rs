//! What operators see of the limiter.

use serde::Serialize;

/// Where requests are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum BackendName {
    /// In this process.
    Local,
    /// In Redis, for all processes together.
    Redis,
}

/// Counts since the start, of this process alone.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Statistics {
    /// Requests that were checked.
    pub total_requests: u64,
    /// Requests that were refused.
    pub blocked_requests: u64,
    /// Different callers seen. Exact up to about 260,000; from there on it is a lower bound, so that memory is bounded.
    pub unique_users: u64,
    /// Callers with at least one counted request in a window right now.
    pub active_users: u64,
    /// Refused of all, 0 to 1; 0 when nothing was checked.
    pub block_rate: f64,
    /// Where requests are counted.
    pub backend: BackendName,
    /// Whether Redis is configured and not in use, so that limits hold per process only.
    pub degraded: bool,
}
