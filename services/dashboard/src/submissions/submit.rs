//! `POST /api/v2/jobs` and `POST /api/v2/jobs/test`, of a template.

use actix_web::HttpRequest;
use actix_web::web::Data;
use portal_db::job_submissions;
use portal_http::Caller;
use portal_slurm::Submission;

use super::desk::SubmissionDesk;
use super::draft::TemplateJob;
use super::error::SubmissionError;
use super::plan::Plan;
use super::work::TemplateWork;
use crate::cluster::jobs::submit::once::replayed;
use crate::cluster::jobs::submit::{Submitted, submit_once};

/// Submits the job of a template; gives its submission's id, which is there unless the database went away meanwhile.
///
/// # Errors
/// Why there is no job.
pub(crate) async fn submit(
    desk: &Data<SubmissionDesk>,
    caller: &Caller,
    request: &HttpRequest,
    key: Option<String>,
    job: TemplateJob,
) -> Result<(Submitted, Option<i64>), SubmissionError> {
    let asked = serde_json::to_vec(&job).unwrap_or_default();
    if let Some(before) = replayed(&desk.hands, caller, key.as_deref(), &asked).await? {
        return Ok((before, id_of(desk, caller, before).await));
    }
    let plan = Plan::of_uploads(desk, caller, request, job).await?;
    carry_out(desk, caller, request, key, plan, asked).await
}

/// Submits a plan.
///
/// # Errors
/// Why there is no job.
pub(super) async fn carry_out(
    desk: &Data<SubmissionDesk>,
    caller: &Caller,
    request: &HttpRequest,
    key: Option<String>,
    plan: Plan,
    asked: Vec<u8>,
) -> Result<(Submitted, Option<i64>), SubmissionError> {
    let plan = checked(desk, plan)?;
    let work = TemplateWork::new(desk.clone(), plan, asked);
    let submitted = submit_once(&desk.hands, caller, request, key, work).await?;
    Ok((submitted, id_of(desk, caller, submitted).await))
}

/// Of the submission. Without an answer of the database there is a job all the same.
pub(super) async fn id_of(desk: &SubmissionDesk, caller: &Caller, submitted: Submitted) -> Option<i64> {
    let (user, number) = (caller.name().to_owned(), i64::from(submitted.job.get()));
    let id = desk.ask(move |connection| job_submissions::id_of_job(connection, &user, number));
    id.await.unwrap_or(None)
}

/// What `sbatch --test-only` is asked with.
///
/// # Errors
/// What is wrong with it.
pub(crate) async fn estimate(
    desk: &Data<SubmissionDesk>,
    caller: &Caller,
    request: &HttpRequest,
    job: TemplateJob,
) -> Result<Submission, SubmissionError> {
    let plan = checked(desk, Plan::of_uploads(desk, caller, request, job).await?)?;
    let script = plan.script_to_submit(desk, &plan.folder_to_be(desk));
    Ok(Submission::new(
        script.map_err(|wrong| SubmissionError::Wrong(vec![wrong]))?,
    ))
}

/// Nothing is made of a plan with which something is wrong.
fn checked(desk: &SubmissionDesk, mut plan: Plan) -> Result<Plan, SubmissionError> {
    if let Err(wrong) = plan.script_to_submit(desk, &plan.folder_to_be(desk)) {
        plan.add(wrong);
    }
    if plan.wrong.is_empty() {
        Ok(plan)
    } else {
        Err(SubmissionError::Wrong(plan.wrong))
    }
}
