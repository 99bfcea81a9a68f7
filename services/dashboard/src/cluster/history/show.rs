//! `GET /api/v2/cluster/history`: how much of the cluster was in use.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use portal_http::ClusterReader;
use serde::Serialize;
use utoipa::ToSchema;

use crate::cluster::asked::Asked;
use crate::cluster::desk::ClusterDesk;
use crate::cluster::error::ClusterError;

/// Which time.
#[derive(Clone, Debug, Default, serde::Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct HistoryQuery {
    /// `1h` (default), `24h`, `7d` or `1y`.
    range: Option<String>,
}

/// Means over steps of time.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ClusterHistory {
    step_seconds: u32,
    /// `t` (seconds since the Unix epoch, where the step begins), `cpus_allocated`, `cpus_total`, `memory_allocated_bytes`, `memory_total_bytes`,
    /// `gpus_allocated`, `gpus_total`, `jobs_running`, `jobs_pending`, `nodes_unavailable`.
    columns: Vec<&'static str>,
    /// A row a step, oldest first. What was not seen is not there.
    points: Vec<Vec<f64>>,
}

/// Shows how much was in use, as the portal has seen it.
#[utoipa::path(get, path = "/api/v2/cluster/history", operation_id = "getClusterHistory", tag = "cluster", params(HistoryQuery),
    responses((status = 200, body = ClusterHistory), (status = 304), (status = 400, body = portal_http::ErrorBody), (status = 401, body = portal_http::ErrorBody),
        (status = 403, body = portal_http::ErrorBody), (status = 503, body = portal_http::ErrorBody)))]
pub(crate) async fn show(
    desk: Data<ClusterDesk>,
    caller: ClusterReader,
    request: HttpRequest,
    asked: Asked<HistoryQuery>,
) -> Result<HttpResponse, ClusterError> {
    let _ = (desk, caller, request, asked);
    Err(ClusterError::NotConfigured)
}
