//! `POST /api/v2/jobs/{id}/{action}`, `PATCH /api/v2/jobs/{id}`, `POST /api/v2/jobs/actions`

use std::collections::HashSet;
use std::sync::Arc;

use actix_web::HttpRequest;
use actix_web::web::{Data, Json, Path};
use portal_http::{JobsSubmitter, audited};
use portal_slurm::snapshot::JobSet;
use portal_slurm::{Cluster, JobChange, SlurmError};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::view::JobVerb;
use super::weigh::{action, find, meant, target, weigh};
use crate::cluster::acting::Hands;
use crate::cluster::acting::error::ActError;
use crate::cluster::acting::outcomes::{Deed, Outcomes};
use crate::cluster::collector::Topic;
use crate::cluster::desk::ClusterDesk;
use crate::cluster::error::ClusterError;

/// Jobs of one request.
const MOST: usize = 500;

/// What is to be done to many jobs.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct JobActions {
    action: JobVerb,
    /// 1 to 500, as Slurm shows them: `1234`, `1234_7`, `1234+1`; `1234_[3-9]` is what of that array still waits.
    ids: Vec<String>,
    /// For `time_limit`; whole minutes count.
    time_limit_seconds: Option<u64>,
}

/// What of a job can be changed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct JobChanges {
    /// Whole minutes count. Only operators can give more than there is.
    time_limit_seconds: u64,
}

/// Slurm has done it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct JobActed {
    /// As the request had it.
    id: String,
    action: JobVerb,
}

/// Does something to a job: cancels, holds, releases, requeues, suspends or resumes it.
///
/// An array's number means all of its tasks. Owners may act on their jobs, administrators on all; `409 slurm_refused` has
/// Slurm's words in `message`. All screens show the change within a second.
#[utoipa::path(post, path = "/api/v2/jobs/{id}/{action}", operation_id = "actOnJob", tag = "jobs",
    params(("id" = String, Path, description = "`1234`, a task `1234_7`, a component `1234+1`, what still waits of an array `1234_[3-9]`"),
        ("action" = inline(JobVerb), Path, description = "All but `time_limit`, which `PATCH` changes")),
    responses((status = 200, body = JobActed), (status = 400, body = portal_http::ErrorBody), (status = 401, body = portal_http::ErrorBody),
        (status = 403, body = portal_http::ErrorBody), (status = 404, body = portal_http::ErrorBody),
        (status = 409, body = portal_http::ErrorBody), (status = 429, body = portal_http::ErrorBody),
        (status = 503, body = portal_http::ErrorBody), (status = 504, body = portal_http::ErrorBody)))]
pub(crate) async fn act(
    desk: Data<ClusterDesk>,
    hands: Data<Hands>,
    caller: JobsSubmitter,
    request: HttpRequest,
    asked: Path<(String, JobVerb)>,
) -> Result<Json<JobActed>, ActError> {
    let (id, action) = asked.into_inner();
    one(&desk, &hands, &caller, &request, &id, &action.change(None)?).await?;
    Ok(Json(JobActed { id, action }))
}

/// Changes a job: its time limit.
#[utoipa::path(patch, path = "/api/v2/jobs/{id}", operation_id = "changeJob", tag = "jobs", request_body = JobChanges,
    params(("id" = String, Path, description = "`1234`, a task `1234_7`, a component `1234+1`")),
    responses((status = 200, body = JobActed), (status = 400, body = portal_http::ErrorBody), (status = 401, body = portal_http::ErrorBody),
        (status = 403, body = portal_http::ErrorBody), (status = 404, body = portal_http::ErrorBody),
        (status = 409, body = portal_http::ErrorBody), (status = 429, body = portal_http::ErrorBody),
        (status = 503, body = portal_http::ErrorBody), (status = 504, body = portal_http::ErrorBody)))]
pub(crate) async fn change(
    desk: Data<ClusterDesk>,
    hands: Data<Hands>,
    caller: JobsSubmitter,
    request: HttpRequest,
    id: Path<String>,
    asked: Json<JobChanges>,
) -> Result<Json<JobActed>, ActError> {
    let action = JobVerb::TimeLimit;
    let change = action.change(Some(asked.time_limit_seconds))?;
    let id = id.into_inner();
    one(&desk, &hands, &caller, &request, &id, &change).await?;
    Ok(Json(JobActed { id, action }))
}

/// Does something to many jobs; each has an outcome of its own.
#[utoipa::path(post, path = "/api/v2/jobs/actions", operation_id = "actOnJobs", tag = "jobs", request_body = JobActions,
    responses((status = 200, body = Outcomes), (status = 400, body = portal_http::ErrorBody), (status = 401, body = portal_http::ErrorBody),
        (status = 403, body = portal_http::ErrorBody), (status = 429, body = portal_http::ErrorBody), (status = 503, body = portal_http::ErrorBody)))]
pub(crate) async fn act_on_many(
    desk: Data<ClusterDesk>,
    hands: Data<Hands>,
    caller: JobsSubmitter,
    request: HttpRequest,
    asked: Json<JobActions>,
) -> Result<Json<Outcomes>, ActError> {
    let JobActions {
        action,
        mut ids,
        time_limit_seconds,
    } = asked.into_inner();
    if !(1..=MOST).contains(&ids.len()) {
        return Err(ActError::bad_field("ids", format!("must be 1 to {MOST} jobs")));
    }
    let mut seen = HashSet::new();
    ids.retain(|id| seen.insert(id.clone()));
    let change = action.change(time_limit_seconds)?;
    let jobs = jobs_with(&desk, &hands, &caller, &ids).await?;
    let deeds = ids.iter().map(|id| weighed(&jobs, &caller, &request, id, &change));
    let outcomes = hands.act_on_all(deeds.collect()).await?;
    hands.look(Topic::Jobs);
    Ok(Json(outcomes))
}

/// Does one thing to one job.
pub(in crate::cluster) async fn one(
    desk: &ClusterDesk,
    hands: &Hands,
    caller: &JobsSubmitter,
    request: &HttpRequest,
    id: &str,
    change: &JobChange,
) -> Result<(), ActError> {
    let jobs = jobs_with(desk, hands, caller, &[id.to_owned()]).await?;
    let deed = weighed(&jobs, caller, request, id, change);
    let done = hands.act(deed).await;
    // Also after a failure: perhaps it was done.
    hands.look(Topic::Jobs);
    done
}

type Work = Box<dyn FnOnce(&dyn Cluster) -> Result<(), SlurmError> + Send>;

/// The jobs that `caller` may see; looked at anew when one of `ids` is not among them, because it may be newer.
async fn jobs_with(
    desk: &ClusterDesk,
    hands: &Hands,
    caller: &JobsSubmitter,
    ids: &[String],
) -> Result<Arc<JobSet>, ActError> {
    let jobs = desk.sight(caller).jobs()?;
    let all_in = |jobs: &JobSet| {
        let mut targets = ids.iter().filter_map(|id| target(id).ok());
        targets.all(|target| find(jobs, target).is_some())
    };
    if all_in(&jobs) {
        return Ok(jobs);
    }
    hands
        .next_look(|snapshot| snapshot.jobs.get().is_ok_and(|jobs| all_in(jobs)))
        .await;
    Ok(desk.sight(caller).jobs()?)
}

/// Finds the job and weighs what is asked.
fn weighed(jobs: &JobSet, caller: &JobsSubmitter, request: &HttpRequest, id: &str, change: &JobChange) -> Deed<Work> {
    let mut entry = audited(request, action(change), &format!("job:{id}"));
    if let JobChange::TimeLimit(limit) = change {
        entry = entry.because(&format!("time limit {} min", limit.as_secs().div_ceil(60)));
    }
    let work = target(id).and_then(|target| {
        let all = meant(jobs, target).ok_or(ClusterError::NoJob)?;
        let (by, change) = (weigh(caller, &all, change)?, change.clone());
        let work = move |slurm: &dyn Cluster| slurm.change_job(&by, target, &change);
        Ok(Box::new(work) as Work)
    });
    Deed {
        to: id.to_owned(),
        entry,
        work,
    }
}
