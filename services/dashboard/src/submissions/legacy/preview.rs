//! `POST /api/jobs/preview`

use actix_web::HttpRequest;
use actix_web::web::{Data, Json, Payload};
use portal_http::{Caller, JobsSubmitter};
use portal_jobscript::{EarlierCost, Prices};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::error::{LegacyAnswer, LegacyJobError, LegacyRefusal, Numbered};
use super::form::{Files, read};
use super::request_id;
use super::submit::{LegacySubmitForm, plan};
use crate::submissions::{SubmissionDesk, SubmissionError};

/// What would be submitted.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LegacyPreview {
    success: bool,
    script: String,
    /// Characters.
    script_length: usize,
    /// `total_cost_usd`, `breakdown`, `resources`, `note`.
    #[schema(value_type = Object)]
    estimated_cost: Value,
    request_id: String,
}

/// Shows an older client what would be submitted. Files are not looked at.
#[utoipa::path(post, path = "/api/jobs/preview", operation_id = "legacyPreviewTemplate", tag = "earlier portal",
    request_body(content = LegacySubmitForm, content_type = "multipart/form-data"),
    responses((status = 200, body = LegacyPreview), (status = 400, body = LegacyJobError), (status = 401, body = portal_http::ErrorBody),
        (status = 403, body = LegacyJobError), (status = 404, body = LegacyJobError), (status = 408, body = LegacyJobError),
        (status = 413, body = LegacyJobError), (status = 429, body = portal_http::ErrorBody), (status = 503, body = LegacyJobError)))]
pub(crate) async fn preview(
    desk: Data<SubmissionDesk>,
    caller: JobsSubmitter,
    request: HttpRequest,
    body: Payload,
) -> Result<Json<LegacyPreview>, LegacyAnswer> {
    let mut asked_for = None;
    let shown = show(&desk, &caller, &request, body, &mut asked_for).await;
    let refuse = |refusal| LegacyAnswer::new(refusal, asked_for, request_id(&request), Numbered::No);
    shown.map(Json).map_err(refuse)
}

async fn show(
    desk: &Data<SubmissionDesk>,
    caller: &Caller,
    request: &HttpRequest,
    body: Payload,
    asked_for: &mut Option<String>,
) -> Result<LegacyPreview, LegacyRefusal> {
    let sent = read(desk, caller, request, body, Files::Ignored).await?;
    let job = sent.job()?;
    *asked_for = Some(job.template_id.clone());
    let mut plan = plan(desk, caller, request, job, Vec::new()).await?;
    plan.wrong.retain(|wrong| !wrong.field.starts_with("inputs."));
    let script = plan.script(&plan.folder_to_be(desk)).map(|script| script.text);
    let script = script.map_err(|wrong| plan.wrong.push(wrong)).unwrap_or_default();
    if !plan.wrong.is_empty() {
        return Err(SubmissionError::Wrong(plan.wrong).into());
    }
    Ok(LegacyPreview {
        success: true,
        script_length: script.chars().count(),
        script,
        estimated_cost: json!(EarlierCost::of(&plan.template.slurm, &in_dollars(desk))),
        request_id: request_id(request),
    })
}

/// The earlier portal's answer has no word for another currency.
fn in_dollars(desk: &SubmissionDesk) -> Prices {
    match desk.prices() {
        (prices, "USD") => prices,
        _ => Prices::default(),
    }
}
