//! `POST /api/jobs/submit`

use std::time::Instant;

use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use portal_http::{Caller, JobsSubmitter};
use portal_templates::schema::ImageRule;
use serde::Serialize;
use utoipa::ToSchema;

use super::error::{LegacyAnswer, LegacyJobError, LegacyRefusal, Numbered};
use super::form::{Files, Sent, read};
use super::request_id;
use crate::cluster::jobs::submit::once::replayed;
use crate::cluster::jobs::submit::{Submitted, key_of};
use crate::submissions::SubmissionDesk;
use crate::submissions::draft::TemplateJob;
use crate::submissions::folder::SCRIPT;
use crate::submissions::images::id_of_part;
use crate::submissions::inputs::InputFile;
use crate::submissions::plan::Plan;
use crate::submissions::submit::{carry_out, id_of};

/// The form; files are `file_<key>`, one for each of the template's inputs.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "only describes the form in the OpenAPI document")]
pub(crate) struct LegacySubmitForm {
    template_id: String,
    /// An image's id, or a part of its name; where the template leaves a choice.
    apptainer_image_id: Option<String>,
    /// A JSON object, such as `{"mem": "8G", "time": "01:00:00"}`: what the template allows.
    slurm_overrides: Option<String>,
    job_name: Option<String>,
}

/// There is a job.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LegacyJobMade {
    success: bool,
    job_id: String,
    script_path: String,
    message: String,
    request_id: String,
    /// Such as `0.10s`.
    elapsed_time: String,
    #[schema(required = true)]
    submission_id: Option<i64>,
}

/// Submits a job of a template with its files in one form, for older clients. `Idempotency-Key` counts as in `POST /api/v2/jobs`.
#[utoipa::path(post, path = "/api/jobs/submit", operation_id = "legacySubmitTemplate", tag = "earlier portal",
    request_body(content = LegacySubmitForm, content_type = "multipart/form-data"),
    responses((status = 201, body = LegacyJobMade), (status = 400, body = LegacyJobError), (status = 401, body = portal_http::ErrorBody),
        (status = 403, body = LegacyJobError), (status = 404, body = LegacyJobError), (status = 408, body = LegacyJobError),
        (status = 409, body = LegacyJobError), (status = 413, body = LegacyJobError), (status = 422, body = LegacyJobError),
        (status = 429, body = portal_http::ErrorBody), (status = 503, body = LegacyJobError), (status = 504, body = LegacyJobError),
        (status = 507, body = LegacyJobError)))]
pub(crate) async fn submit(
    desk: Data<SubmissionDesk>,
    caller: JobsSubmitter,
    request: HttpRequest,
    body: Payload,
) -> Result<HttpResponse, LegacyAnswer> {
    let begin = Instant::now();
    let mut asked_for = None;
    let made = make(&desk, &caller, &request, body, &mut asked_for).await;
    let (submitted, submission_id, folder) =
        made.map_err(|refusal| LegacyAnswer::new(refusal, asked_for, request_id(&request), Numbered::Yes))?;
    let job = submitted.job;
    Ok(HttpResponse::Created().json(LegacyJobMade {
        success: true,
        job_id: job.to_string(),
        script_path: format!("{folder}/{SCRIPT}"),
        message: format!("Job {job} submitted successfully"),
        request_id: request_id(&request),
        elapsed_time: format!("{:.2}s", begin.elapsed().as_secs_f64()),
        submission_id,
    }))
}

async fn make(
    desk: &Data<SubmissionDesk>,
    caller: &Caller,
    request: &HttpRequest,
    body: Payload,
    asked_for: &mut Option<String>,
) -> Result<(Submitted, Option<i64>, String), LegacyRefusal> {
    let key = key_of(request.headers())?;
    // Kept until the job has its files.
    let sent = read(desk, caller, request, body, Files::Kept).await?;
    let job = sent.job()?;
    *asked_for = Some(job.template_id.clone());
    let asked = asked(&job, &sent);
    let (submitted, id) = match replayed(&desk.hands, caller, key.as_deref(), &asked).await? {
        Some(before) => (before, id_of(desk, caller, before).await),
        None => {
            let plan = plan(desk, caller, request, job, sent.files()).await?;
            carry_out(desk, caller, request, key, plan, asked).await?
        }
    };
    let folder = match id {
        Some(id) => {
            let found = desk
                .ask(move |connection| portal_db::job_submissions::find(connection, None, id))
                .await;
            found
                .ok()
                .flatten()
                .map(|(row, _)| row.asked.folder)
                .unwrap_or_default()
        }
        None => String::new(),
    };
    Ok((submitted, id, folder))
}

/// The same form is the same request; its files by key, name, size and content.
fn asked(job: &TemplateJob, sent: &Sent) -> Vec<u8> {
    let files: Vec<_> = sent.files().iter().map(InputFile::recorded).collect();
    serde_json::to_vec(&(job, files)).unwrap_or_default()
}

/// A plan as older clients mean it: a part of an image's name will do, and is ignored where the template leaves no choice.
///
/// # Errors
/// When there is no template to make one of.
pub(super) async fn plan(
    desk: &Data<SubmissionDesk>,
    caller: &Caller,
    request: &HttpRequest,
    mut job: TemplateJob,
    files: Vec<InputFile>,
) -> Result<Plan, LegacyRefusal> {
    if let Some(part) = job.image_id.clone() {
        let found = desk.ask(move |connection| id_of_part(connection, &part)).await;
        if let Some(id) = found.map_err(crate::submissions::SubmissionError::from)? {
            job.image_id = Some(id);
        }
    }
    let plan = Plan::of(desk, caller, request, job.clone(), files.clone(), Vec::new()).await?;
    let no_choice = matches!(plan.template.apptainer.image, ImageRule::Fixed(_)) && job.image_id.is_some();
    if !no_choice {
        return Ok(plan);
    }
    job.image_id = None;
    Ok(Plan::of(desk, caller, request, job, files, Vec::new()).await?)
}
