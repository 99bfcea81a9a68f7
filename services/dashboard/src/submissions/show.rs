//! `GET /api/v2/submissions/{id}`

use actix_web::HttpRequest;
use actix_web::web::{Data, Json, Path};
use portal_audit::Action;
use portal_db::job_submissions::{self, JobSubmission, Submitted};
use portal_http::{Caller, JobsReader, audited};

use super::desk::{SubmissionDesk, only_of};
use super::error::SubmissionError;
use super::view::SubmissionDetail;

/// Shows a job of a template, with its script. Another person's is reported as missing, except to administrators.
#[utoipa::path(get, path = "/api/v2/submissions/{id}", operation_id = "showSubmission", tag = "submissions", params(("id" = i64, Path)),
    responses((status = 200, body = SubmissionDetail), (status = 401, body = portal_http::ErrorBody), (status = 403, body = portal_http::ErrorBody),
        (status = 404, body = portal_http::ErrorBody), (status = 429, body = portal_http::ErrorBody), (status = 503, body = portal_http::ErrorBody)))]
pub(crate) async fn show(
    desk: Data<SubmissionDesk>,
    caller: JobsReader,
    request: HttpRequest,
    id: Path<String>,
) -> Result<Json<SubmissionDetail>, SubmissionError> {
    let (row, submitted) = find(&desk, &caller, &request, &id).await?;
    Ok(Json(SubmissionDetail::of(row, submitted)))
}

/// The submission of this id as far as the caller may see it; that an administrator looks at another person's is recorded.
///
/// # Errors
/// When there is none.
pub(super) async fn find(
    desk: &SubmissionDesk,
    caller: &Caller,
    request: &HttpRequest,
    id: &str,
) -> Result<(JobSubmission, Submitted), SubmissionError> {
    let id: i64 = id.parse().map_err(|_not_a_number| SubmissionError::NotFound)?;
    let owner = only_of(caller);
    let found = desk.ask(move |connection| job_submissions::find(connection, owner.as_deref(), id));
    let found = found.await?.ok_or(SubmissionError::NotFound)?;
    if found.0.asked.user_name != caller.name() {
        let object = format!("submission:{id} {}", found.0.asked.user_name);
        desk.trail
            .read(audited(request, Action::SubmissionsRead, &object))
            .await?;
    }
    Ok(found)
}
