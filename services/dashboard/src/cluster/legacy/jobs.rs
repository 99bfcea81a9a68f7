//! `GET /api/slurm/jobs`, `GET /api/jobs`: the queue.

use actix_web::web::{self, Data, Query};
use actix_web::{HttpRequest, HttpResponse};
use portal_http::JobsReader;
use portal_slurm::model::{Job, JobState};
use portal_slurm::snapshot::{JobFilter, JobPage, JobQuery, StateFilter};
use serde::Serialize;
use utoipa::ToSchema;

use super::error::LegacyError;
use super::error::LegacyErrorBody;
use super::{text, told};
use crate::cluster::age::time;
use crate::cluster::answer::Tag;
use crate::cluster::asked::given;
use crate::cluster::desk::{ClusterDesk, Sight};
use crate::cluster::error::ClusterError;

/// No answer has more jobs.
const MOST: usize = 10_000;

/// The queue.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LegacyJobs {
    success: bool,
    /// `mock` or `production`.
    mode: &'static str,
    jobs: Vec<LegacyJob>,
    /// Rows in `jobs`.
    count: usize,
    /// Rows there are; `jobs` has the newest 10,000 at most.
    total: u64,
    /// When Slurm told it. RFC 3339.
    timestamp: String,
    stale: bool,
}

/// A job under the names that the job page of the earlier portal reads.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LegacyJob {
    job_id: String,
    partition: String,
    job_name: String,
    user_id: String,
    /// Slurm's word.
    state: String,
    nodes: u32,
    cpus: u32,
    /// Such as `32G`.
    memory: String,
    /// RFC 3339; `N/A` while it waits.
    start_time: String,
    /// As Slurm writes it: `1-02:03:04`, `2:03`.
    run_time: String,
    qos: String,
    priority: u64,
    account: String,
}

/// The queue under both sets of names.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LegacyJobsOfBothNames {
    jobs: Vec<LegacyJobOfBothNames>,
    /// Rows that match.
    total: u64,
    /// `mock` or `production`.
    mode: &'static str,
}

/// A job under both sets of names.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct LegacyJobOfBothNames {
    #[serde(flatten)]
    job: LegacyJob,
    #[serde(rename = "job_id")]
    #[schema(rename = "job_id")]
    id: String,
    job_name: String,
    job_state: String,
    user_name: String,
    /// RFC 3339.
    submit_time: String,
}

/// Which jobs.
#[derive(Clone, Debug, Default, serde::Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct LegacyJobsQuery {
    /// Slurm's word, in upper or lower case.
    state: Option<String>,
    /// At most so many; what is no number is ignored.
    limit: Option<String>,
}

/// Lists the queue, for older clients.
#[utoipa::path(get, path = "/api/slurm/jobs", operation_id = "listSlurmJobs", tag = "earlier portal",
    responses((status = 200, body = LegacyJobs), (status = 401, body = portal_http::ErrorBody), (status = 403, body = portal_http::ErrorBody),
        (status = 503, body = LegacyErrorBody)))]
pub(crate) async fn slurm_jobs(
    desk: Data<ClusterDesk>,
    caller: JobsReader,
    request: HttpRequest,
) -> Result<HttpResponse, LegacyError> {
    let (sight, mode) = (desk.sight(&caller), desk.mode());
    let refuse = |error: ClusterError| LegacyError::new(error, mode);
    let age = sight.age(&sight.snapshot.jobs);
    let tag = Tag::new(&request, &sight, age, mode);
    if tag.is_known(&request) {
        return Ok(tag.not_modified());
    }
    let view = move || {
        let page = newest(&sight, Vec::new(), MOST)?;
        let jobs: Vec<_> = page
            .items
            .iter()
            .map(|job| LegacyJob::of(job, sight.now_ms / 1000))
            .collect();
        Ok(LegacyJobs {
            success: true,
            mode,
            count: jobs.len(),
            jobs,
            total: page.total,
            timestamp: age.as_of(),
            stale: age.stale,
        })
    };
    let view = web::block(view)
        .await
        .map_err(ClusterError::from)
        .flatten()
        .map_err(refuse)?;
    Ok(tag.reply(&view))
}

/// Lists the queue under both sets of names, for older clients.
#[utoipa::path(get, path = "/api/jobs", operation_id = "listQueue", tag = "earlier portal", params(LegacyJobsQuery),
    responses((status = 200, body = LegacyJobsOfBothNames), (status = 401, body = portal_http::ErrorBody), (status = 403, body = portal_http::ErrorBody),
        (status = 503, body = LegacyErrorBody)))]
pub(crate) async fn jobs(
    desk: Data<ClusterDesk>,
    caller: JobsReader,
    request: HttpRequest,
    query: Query<LegacyJobsQuery>,
) -> Result<HttpResponse, LegacyError> {
    let sight = desk.sight(&caller);
    let age = sight.age(&sight.snapshot.jobs);
    let limit = query.limit.as_deref().and_then(|text| text.parse().ok());
    let states = given(query.state.as_deref());
    told(&desk, &request, &sight, age, || {
        let states = states.map(|word| StateFilter::Is(JobState::read(&word.to_ascii_uppercase())));
        let page = newest(&sight, states.into_iter().collect(), limit.unwrap_or(MOST).min(MOST))?;
        let jobs = page
            .items
            .iter()
            .map(|job| LegacyJobOfBothNames::of(job, sight.now_ms / 1000));
        Ok(LegacyJobsOfBothNames {
            jobs: jobs.collect(),
            total: page.total,
            mode: desk.mode(),
        })
    })
}

/// The newest jobs in these states.
fn newest(sight: &Sight, states: Vec<StateFilter>, limit: usize) -> Result<JobPage, ClusterError> {
    let wanted = JobQuery {
        filter: JobFilter {
            states,
            ..JobFilter::default()
        },
        limit,
        ..JobQuery::default()
    };
    Ok(sight.jobs()?.query(&wanted)?)
}

impl LegacyJob {
    /// Of a job at `now`, seconds since the Unix epoch.
    fn of(job: &Job, now: i64) -> Self {
        let started = job.start_at.filter(|_| !job.state.is_waiting());
        let until = job.end_at.filter(|_| job.state.has_ended()).unwrap_or(now);
        let ran = started.map_or(0, |started| u64::try_from(until - started).unwrap_or(0));
        Self {
            job_id: job.shown_id(),
            partition: job.partition.to_string(),
            job_name: job.name.to_string(),
            user_id: job.user.to_string(),
            state: job.state.as_str().to_owned(),
            nodes: job.nodes,
            cpus: job.tres.cpus,
            memory: text::memory(job.tres.memory_bytes),
            start_time: started.map_or_else(|| "N/A".to_owned(), time),
            run_time: text::duration(ran),
            qos: job.qos.to_string(),
            priority: job.priority,
            account: job.account.to_string(),
        }
    }
}

impl LegacyJobOfBothNames {
    fn of(job: &Job, now: i64) -> Self {
        let job_of_names = LegacyJob::of(job, now);
        Self {
            id: job_of_names.job_id.clone(),
            job_name: job_of_names.job_name.clone(),
            job_state: job_of_names.state.clone(),
            user_name: job_of_names.user_id.clone(),
            submit_time: time(job.submit_at),
            job: job_of_names,
        }
    }
}
