//! `GET /api/jobs/submit/health`

use actix_web::web::{Data, Json};
use portal_http::JobsReader;
use serde::Serialize;
use utoipa::ToSchema;

use crate::submissions::SubmissionDesk;

/// It answers.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SubmitHealth {
    /// `ok`.
    status: &'static str,
    /// `job_submit_api`.
    service: &'static str,
    /// RFC 3339.
    timestamp: String,
}

/// Tells older clients that jobs can be submitted.
#[utoipa::path(get, path = "/api/jobs/submit/health", operation_id = "legacySubmitHealth", tag = "earlier portal",
    responses((status = 200, body = SubmitHealth), (status = 401, body = portal_http::ErrorBody), (status = 403, body = portal_http::ErrorBody)))]
pub(crate) async fn health(desk: Data<SubmissionDesk>, _caller: JobsReader) -> Json<SubmitHealth> {
    Json(SubmitHealth {
        status: "ok",
        service: "job_submit_api",
        timestamp: desk.clock.rfc3339(),
    })
}
