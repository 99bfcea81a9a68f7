//! `POST /api/slurm/jobs/{id}/cancel|hold|release`

use actix_web::HttpRequest;
use actix_web::web::{Data, Json, Path};
use portal_http::JobsSubmitter;
use portal_slurm::JobChange;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::error::{LegacyError, LegacyErrorBody};
use crate::cluster::acting::Hands;
use crate::cluster::desk::ClusterDesk;
use crate::cluster::jobs::act::one;

/// What older clients do to jobs.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LegacyJobVerb {
    Cancel,
    Hold,
    Release,
}

/// It was done.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LegacyActed {
    success: bool,
    /// `mock` or `production`.
    mode: &'static str,
    message: String,
}

/// Cancels, holds or releases a job, for older clients.
#[utoipa::path(post, path = "/api/slurm/jobs/{id}/{action}", operation_id = "actOnSlurmJob", tag = "earlier portal",
    params(("id" = String, Path, description = "As Slurm shows it"), ("action" = inline(LegacyJobVerb), Path)),
    responses((status = 200, body = LegacyActed), (status = 401, body = portal_http::ErrorBody), (status = 403, body = LegacyErrorBody),
        (status = 404, body = LegacyErrorBody), (status = 409, body = LegacyErrorBody), (status = 429, body = portal_http::ErrorBody),
        (status = 503, body = LegacyErrorBody), (status = 504, body = LegacyErrorBody)))]
pub(crate) async fn act(
    desk: Data<ClusterDesk>,
    hands: Data<Hands>,
    caller: JobsSubmitter,
    request: HttpRequest,
    asked: Path<(String, LegacyJobVerb)>,
) -> Result<Json<LegacyActed>, LegacyError> {
    let (id, verb) = asked.into_inner();
    let (change, done) = match verb {
        LegacyJobVerb::Cancel => (JobChange::Cancel, "cancelled"),
        LegacyJobVerb::Hold => (JobChange::Hold, "held"),
        LegacyJobVerb::Release => (JobChange::Release, "released"),
    };
    let acted = one(&desk, &hands, &caller, &request, &id, &change).await;
    acted.map_err(|error| LegacyError::new(error, desk.mode()))?;
    Ok(Json(LegacyActed {
        success: true,
        mode: desk.mode(),
        message: format!("Job {id} {done}"),
    }))
}
