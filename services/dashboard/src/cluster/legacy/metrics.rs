//! `GET /api/metrics/realtime`: how much of the cluster is in use.

use actix_web::web::{Data, Json};
use portal_http::ClusterReader;
use serde::Serialize;
use utoipa::ToSchema;

use super::error::LegacyError;
use super::error::LegacyErrorBody;
use crate::cluster::desk::ClusterDesk;
use crate::cluster::error::ClusterError;

/// How much is in use.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RealtimeMetrics {
    success: bool,
    /// `mock` or `production`.
    mode: &'static str,
    data: Gauges,
}

/// Percentages are of what is allocated, two decimals.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Gauges {
    /// RFC 3339.
    timestamp: String,
    cpu_usage: f64,
    memory_usage: f64,
    /// 0 without GPUs.
    gpu_usage: f64,
    active_jobs: u64,
    pending_jobs: u64,
    total_nodes: usize,
    idle_nodes: usize,
    allocated_nodes: usize,
    /// Down, draining and drained.
    down_nodes: usize,
}

/// Shows how much is in use, for older clients.
#[utoipa::path(get, path = "/api/metrics/realtime", operation_id = "getRealtimeMetrics", tag = "earlier portal",
    responses((status = 200, body = RealtimeMetrics), (status = 401, body = portal_http::ErrorBody), (status = 403, body = portal_http::ErrorBody),
        (status = 503, body = LegacyErrorBody)))]
pub(crate) async fn realtime(
    desk: Data<ClusterDesk>,
    caller: ClusterReader,
) -> Result<Json<RealtimeMetrics>, LegacyError> {
    let _ = (desk, caller);
    Err(ClusterError::NotConfigured.into())
}
