//! `GET /api/v2/qos`

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use portal_http::ClusterReader;
use serde::Serialize;
use utoipa::ToSchema;

use crate::cluster::asked::{Asked, PageQuery};
use crate::cluster::desk::ClusterDesk;
use crate::cluster::error::ClusterError;

/// A page of QOS.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct QosPage {
    items: Vec<QosRow>,
    /// Rows on all pages.
    total: usize,
    /// Where the next page begins; null on the last one.
    #[schema(required = true)]
    next_cursor: Option<String>,
    /// When Slurm told it. RFC 3339.
    as_of: String,
    /// Whether it is older than it should be.
    stale: bool,
    version: u64,
    /// Whether the cluster keeps accounting; without it there are none.
    configured: bool,
}

/// A QOS and its limits. Null and empty texts are unlimited; resources are as Slurm writes them, `cpu=128,gres/gpu=4`.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct QosRow {
    name: String,
    description: String,
    /// Adds to the priority of jobs.
    priority: u64,
    #[schema(required = true)]
    max_wall_seconds: Option<u64>,
    /// Running.
    #[schema(required = true)]
    max_jobs_per_user: Option<u32>,
    /// Running.
    #[schema(required = true)]
    max_jobs_per_account: Option<u32>,
    /// Waiting and running.
    #[schema(required = true)]
    max_submit_jobs_per_user: Option<u32>,
    /// Waiting and running.
    #[schema(required = true)]
    max_submit_jobs_per_account: Option<u32>,
    max_tres_per_job: String,
    max_tres_per_node: String,
    max_tres_per_user: String,
    max_tres_per_account: String,
    min_tres_per_job: String,
    /// All jobs of the QOS together.
    group_tres: String,
    group_tres_minutes: String,
    #[schema(required = true)]
    group_jobs: Option<u32>,
    #[schema(required = true)]
    group_submit_jobs: Option<u32>,
    #[schema(required = true)]
    group_wall_seconds: Option<u64>,
    /// QOS whose jobs have to make room for this one's.
    preempt: Vec<String>,
    preempt_mode: String,
    /// Slurm's words: `DenyOnLimit`, `NoReserve`.
    flags: Vec<String>,
    /// What an hour costs, relative to others.
    usage_factor: f64,
}

/// Lists QOS with their limits.
#[utoipa::path(get, path = "/api/v2/qos", operation_id = "listQos", tag = "cluster", params(PageQuery),
    responses((status = 200, body = QosPage), (status = 304), (status = 400, body = portal_http::ErrorBody), (status = 401, body = portal_http::ErrorBody),
        (status = 403, body = portal_http::ErrorBody), (status = 503, body = portal_http::ErrorBody)))]
pub(crate) async fn list(
    desk: Data<ClusterDesk>,
    caller: ClusterReader,
    request: HttpRequest,
    asked: Asked<PageQuery>,
) -> Result<HttpResponse, ClusterError> {
    let _ = (desk, caller, request, asked);
    Err(ClusterError::NotConfigured)
}
