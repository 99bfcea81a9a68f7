//! `GET /api/v2/jobs`

use std::collections::BTreeMap;

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use portal_http::JobsReader;
use serde::Serialize;
use utoipa::ToSchema;

use super::query::JobFilterQuery;
use super::row::JobRow;
use crate::cluster::asked::{Asked, PageQuery};
use crate::cluster::desk::ClusterDesk;
use crate::cluster::error::ClusterError;

/// A page of jobs.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct JobPage {
    items: Vec<JobRow>,
    /// Rows on all pages.
    total: usize,
    /// Whether there are more rows than `total`: finished jobs are counted up to 10,000.
    total_is_at_least: bool,
    /// Where the next page begins; null on the last one.
    #[schema(required = true)]
    next_cursor: Option<String>,
    /// Jobs of the filter without its state part, by state; each waiting task of an array counts. Null for finished jobs.
    #[schema(required = true)]
    counts: Option<BTreeMap<String, u64>>,
    /// When Slurm told it. RFC 3339.
    as_of: String,
    /// Whether it is older than it should be.
    stale: bool,
    version: u64,
}

/// Lists jobs, filtered, sorted and paged: those that slurmctld knows, or those that have ended.
#[utoipa::path(get, path = "/api/v2/jobs", operation_id = "listJobs", tag = "jobs", params(JobFilterQuery, PageQuery),
    responses((status = 200, body = JobPage), (status = 304), (status = 400, body = portal_http::ErrorBody), (status = 401, body = portal_http::ErrorBody),
        (status = 403, body = portal_http::ErrorBody), (status = 429, body = portal_http::ErrorBody), (status = 503, body = portal_http::ErrorBody)))]
pub(crate) async fn list(
    desk: Data<ClusterDesk>,
    caller: JobsReader,
    request: HttpRequest,
    asked: Asked<JobFilterQuery, PageQuery>,
) -> Result<HttpResponse, ClusterError> {
    let _ = (desk, caller, request, asked);
    Err(ClusterError::NotConfigured)
}
