//! `GET /api/v2/jobs/{id}`

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use portal_http::JobsReader;

use super::view::JobView;
use crate::cluster::asked::{Asked, Nothing};
use crate::cluster::desk::ClusterDesk;
use crate::cluster::error::ClusterError;

/// Shows a job: in the queue, or ended.
///
/// A job that the caller may not see is reported as missing, so that ids cannot be probed.
#[utoipa::path(get, path = "/api/v2/jobs/{id}", operation_id = "getJob", tag = "jobs",
    params(("id" = String, Path, description = "`1234`, a task `1234_7`, a component `1234+1`")),
    responses((status = 200, body = JobView), (status = 304), (status = 400, body = portal_http::ErrorBody), (status = 401, body = portal_http::ErrorBody),
        (status = 403, body = portal_http::ErrorBody), (status = 404, body = portal_http::ErrorBody), (status = 429, body = portal_http::ErrorBody),
        (status = 503, body = portal_http::ErrorBody)))]
pub(crate) async fn show(
    desk: Data<ClusterDesk>,
    caller: JobsReader,
    request: HttpRequest,
    id: Path<String>,
    asked: Asked<Nothing>,
) -> Result<HttpResponse, ClusterError> {
    let _ = (desk, caller, request, id, asked);
    Err(ClusterError::NotConfigured)
}
