//! `POST /api/v2/jobs`, `POST /api/v2/jobs/test`

pub(crate) mod draft;
pub(crate) mod once;

use actix_web::http::header::{HeaderMap, LOCATION};
use actix_web::web::{Data, Json};
use actix_web::{HttpRequest, HttpResponse};
use portal_http::{JobsSubmitter, LargeJson};
use serde::Serialize;
use utoipa::ToSchema;

pub(crate) use self::once::{Submitted, submit as submit_once};
use crate::cluster::acting::error::ActError;
use crate::cluster::acting::{Hands, person};
use crate::cluster::age::time;
use crate::submissions::draft::JobRequest;
use crate::submissions::{self, SubmissionDesk, SubmissionError};

/// A script of 4 MiB with every letter escaped, and what is beside it.
pub(crate) const LONGEST_BODY: usize = 10 << 20;
/// Longest key of a submission, bytes.
const LONGEST_KEY: usize = 200;

/// There is a job.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct JobMade {
    /// As Slurm shows it.
    id: String,
    job_id: u32,
    /// Whether an earlier request with this `Idempotency-Key` had submitted it.
    replayed: bool,
    /// Of a job that a template made; null for others.
    #[schema(required = true)]
    submission_id: Option<i64>,
}

/// When and where the job would start, as slurmctld plans now.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct JobEstimate {
    /// RFC 3339.
    start_at: String,
    cpus: u32,
    /// As Slurm writes it: `cn[001-004]`.
    node_list: String,
    partition: String,
}

/// Submits a job: a script, or what a template makes one of.
///
/// Of a template: its `inputs` are finished uploads of the caller; `400 job_has_problems` names all that is wrong in `problems`.
/// With an `Idempotency-Key` (1 to 200 printable characters, the caller's own) there is at most one job however often the
/// request is sent, also when Slurm's answer was lost: after `504` send the same request again. A key is remembered for
/// seven days.
#[utoipa::path(post, path = "/api/v2/jobs", operation_id = "submitJob", tag = "jobs", request_body = JobRequest,
    params(("Idempotency-Key" = Option<String>, Header, description = "Names this submission")),
    responses((status = 201, body = JobMade), (status = 400, body = portal_http::ErrorBody), (status = 401, body = portal_http::ErrorBody),
        (status = 403, body = portal_http::ErrorBody), (status = 404, body = portal_http::ErrorBody), (status = 409, body = portal_http::ErrorBody),
        (status = 413, body = portal_http::ErrorBody), (status = 422, body = portal_http::ErrorBody),
        (status = 429, body = portal_http::ErrorBody), (status = 503, body = portal_http::ErrorBody),
        (status = 504, body = portal_http::ErrorBody), (status = 507, body = portal_http::ErrorBody)))]
pub(crate) async fn submit(
    hands: Data<Hands>,
    submissions: Data<SubmissionDesk>,
    caller: JobsSubmitter,
    request: HttpRequest,
    wanted: LargeJson<JobRequest, LONGEST_BODY>,
) -> Result<HttpResponse, SubmissionError> {
    let key = key_of(request.headers())?;
    let (Submitted { job, replayed }, submission_id) = match wanted.0 {
        JobRequest::Script(draft) => {
            let submission = draft.submission()?;
            (submit_once(&hands, &caller, &request, key, submission).await?, None)
        }
        JobRequest::Template(job) => submissions::submit(&submissions, &caller, &request, key, *job).await?,
    };
    let made = JobMade {
        id: job.to_string(),
        job_id: job.get(),
        replayed,
        submission_id,
    };
    let mut response = HttpResponse::Created();
    response.insert_header((LOCATION, format!("/api/v2/jobs/{job}")));
    Ok(response.json(made))
}

/// Asks Slurm when the job would start; nothing is submitted.
///
/// `409 slurm_refused` when it could never start, with Slurm's words in `message`.
#[utoipa::path(post, path = "/api/v2/jobs/test", operation_id = "testJob", tag = "jobs", request_body = JobRequest,
    responses((status = 200, body = JobEstimate), (status = 400, body = portal_http::ErrorBody), (status = 401, body = portal_http::ErrorBody),
        (status = 403, body = portal_http::ErrorBody), (status = 404, body = portal_http::ErrorBody), (status = 409, body = portal_http::ErrorBody),
        (status = 413, body = portal_http::ErrorBody), (status = 429, body = portal_http::ErrorBody),
        (status = 503, body = portal_http::ErrorBody), (status = 504, body = portal_http::ErrorBody)))]
pub(crate) async fn test(
    hands: Data<Hands>,
    submissions: Data<SubmissionDesk>,
    caller: JobsSubmitter,
    request: HttpRequest,
    wanted: LargeJson<JobRequest, LONGEST_BODY>,
) -> Result<Json<JobEstimate>, SubmissionError> {
    let user = person(caller.name())?;
    let submission = match wanted.0 {
        JobRequest::Script(draft) => draft.submission()?,
        JobRequest::Template(job) => submissions::estimate(&submissions, &caller, &request, *job).await?,
    };
    let estimate = hands.ask(move |slurm| slurm.test(&user, &submission)).await?;
    Ok(Json(JobEstimate {
        start_at: time(estimate.start_at),
        cpus: estimate.cpus,
        node_list: estimate.node_list.to_string(),
        partition: estimate.partition.to_string(),
    }))
}

/// What the caller calls the submission.
///
/// # Errors
/// When it is not what a key must be.
pub(crate) fn key_of(headers: &HeaderMap) -> Result<Option<String>, ActError> {
    let Some(value) = headers.get("idempotency-key") else {
        return Ok(None);
    };
    let key = value.to_str().ok().map(str::trim);
    let sound = |key: &&str| {
        (1..=LONGEST_KEY).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ')
    };
    let key = key.filter(sound).map(str::to_owned);
    let expected = format!("must be 1 to {LONGEST_KEY} printable ASCII characters");
    key.map(Some)
        .ok_or_else(|| ActError::bad_field("Idempotency-Key", expected))
}
