//! `GET /api/slurm/jobs`, `GET /api/jobs`: the queue.

use actix_web::web::{Data, Json};
use portal_http::JobsReader;
use serde::Serialize;
use utoipa::ToSchema;

use super::error::LegacyError;
use super::error::LegacyErrorBody;
use crate::cluster::desk::ClusterDesk;
use crate::cluster::error::ClusterError;

/// The queue.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LegacyJobs {
    success: bool,
    /// `mock` or `production`.
    mode: &'static str,
    jobs: Vec<LegacyJob>,
    /// Rows in `jobs`.
    count: usize,
    /// Rows there are; `jobs` has at most 10,000.
    total: usize,
    /// When Slurm told it. RFC 3339.
    timestamp: String,
    stale: bool,
}

/// A job under the names that the job page of the earlier portal reads.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LegacyJob {
    job_id: String,
    partition: String,
    job_name: String,
    user_id: String,
    /// Slurm's word.
    state: String,
    nodes: u32,
    cpus: u32,
    /// Such as `32G`.
    memory: String,
    /// Local to nobody: RFC 3339; `N/A` while it waits.
    start_time: String,
    /// As Slurm writes it: `1-02:03:04`, `2:03`.
    run_time: String,
    qos: String,
    priority: u64,
    account: String,
}

/// The queue under both sets of names.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LegacyJobsOfBothNames {
    jobs: Vec<LegacyJobOfBothNames>,
    /// Rows that match.
    total: usize,
    /// `mock` or `production`.
    mode: &'static str,
}

/// A job under both sets of names.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct LegacyJobOfBothNames {
    #[serde(flatten)]
    job: LegacyJob,
    #[serde(rename = "job_id")]
    #[schema(rename = "job_id")]
    id: String,
    job_name: String,
    job_state: String,
    user_name: String,
    /// RFC 3339.
    submit_time: String,
}

/// Which jobs.
#[derive(Clone, Debug, Default, serde::Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct LegacyJobsQuery {
    /// Slurm's word, in upper or lower case.
    state: Option<String>,
    /// At most so many; what is no number is ignored.
    limit: Option<String>,
}

/// Lists the queue, for older clients.
#[utoipa::path(get, path = "/api/slurm/jobs", operation_id = "listSlurmJobs", tag = "earlier portal",
    responses((status = 200, body = LegacyJobs), (status = 401, body = portal_http::ErrorBody), (status = 403, body = portal_http::ErrorBody),
        (status = 503, body = LegacyErrorBody)))]
pub(crate) async fn slurm_jobs(desk: Data<ClusterDesk>, caller: JobsReader) -> Result<Json<LegacyJobs>, LegacyError> {
    let _ = (desk, caller);
    Err(ClusterError::NotConfigured.into())
}

/// Lists the queue under both sets of names, for older clients.
#[utoipa::path(get, path = "/api/jobs", operation_id = "listQueue", tag = "earlier portal", params(LegacyJobsQuery),
    responses((status = 200, body = LegacyJobsOfBothNames), (status = 401, body = portal_http::ErrorBody), (status = 403, body = portal_http::ErrorBody),
        (status = 503, body = LegacyErrorBody)))]
pub(crate) async fn jobs(
    desk: Data<ClusterDesk>,
    caller: JobsReader,
    query: actix_web::web::Query<LegacyJobsQuery>,
) -> Result<Json<LegacyJobsOfBothNames>, LegacyError> {
    let _ = (desk, caller, query);
    Err(ClusterError::NotConfigured.into())
}
