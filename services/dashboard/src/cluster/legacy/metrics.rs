//! `GET /api/metrics/realtime`: how much of the cluster is in use.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use portal_http::ClusterReader;
use portal_slurm::snapshot::{NodeSummary, NodeTally, StateCounts};
use serde::Serialize;
use utoipa::ToSchema;

use super::error::LegacyError;
use super::error::LegacyErrorBody;
use super::told;
use crate::cluster::desk::ClusterDesk;

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
    total_nodes: u32,
    idle_nodes: u32,
    allocated_nodes: u32,
    /// Down, draining and drained.
    down_nodes: u32,
}

/// Shows how much is in use, for older clients.
#[utoipa::path(get, path = "/api/metrics/realtime", operation_id = "getRealtimeMetrics", tag = "earlier portal",
    responses((status = 200, body = RealtimeMetrics), (status = 401, body = portal_http::ErrorBody), (status = 403, body = portal_http::ErrorBody),
        (status = 503, body = LegacyErrorBody)))]
pub(crate) async fn realtime(
    desk: Data<ClusterDesk>,
    caller: ClusterReader,
    request: HttpRequest,
) -> Result<HttpResponse, LegacyError> {
    let sight = desk.sight(&caller);
    let age = sight.age(&sight.snapshot.nodes).and(sight.age(&sight.snapshot.jobs));
    told(&desk, &request, &sight, age, || {
        let (nodes, jobs) = (sight.nodes()?, sight.jobs()?);
        Ok(RealtimeMetrics {
            success: true,
            mode: desk.mode(),
            data: Gauges::of(nodes.tally(), jobs.states(), age.as_of()),
        })
    })
}

impl Gauges {
    fn of(nodes: &NodeTally, jobs: &StateCounts, timestamp: String) -> Self {
        let count = |summaries: &[NodeSummary]| summaries.iter().map(|summary| nodes.count(*summary)).sum();
        Self {
            timestamp,
            cpu_usage: percent(nodes.cpus_allocated, nodes.cpus),
            memory_usage: percent(nodes.memory_allocated_bytes, nodes.memory_bytes),
            gpu_usage: percent(nodes.gpus_allocated, nodes.gpus),
            active_jobs: jobs.running(),
            pending_jobs: jobs.pending(),
            total_nodes: nodes.total(),
            idle_nodes: count(&[NodeSummary::Idle]),
            allocated_nodes: count(&[NodeSummary::Mixed, NodeSummary::Allocated]),
            down_nodes: count(&[NodeSummary::Down, NodeSummary::Draining, NodeSummary::Drained]),
        }
    }
}

/// Two decimals; 0 of nothing.
#[expect(
    clippy::cast_precision_loss,
    reason = "a percentage of two decimals does not show it"
)]
fn percent(part: u64, whole: u64) -> f64 {
    if whole == 0 {
        return 0.0;
    }
    (part as f64 * 10_000.0 / whole as f64).round() / 100.0
}
