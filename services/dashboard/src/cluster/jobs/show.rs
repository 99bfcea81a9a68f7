//! `GET /api/v2/jobs/{id}`

use std::collections::BTreeMap;

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use portal_http::{Caller, JobsReader};
use portal_slurm::model::{Job, JobDetail, JobRef};
use portal_slurm::snapshot::JobSet;
use portal_slurm::words::Language;

use super::detail::Told;
use super::finished;
use super::may::may;
use super::row::JobRow;
use super::view::{HetView, JobDetailView, JobSource, JobView, Siblings, TresView, Why};
use crate::cluster::age::time;
use crate::cluster::answer::{Tag, language};
use crate::cluster::asked::{Asked, Nothing};
use crate::cluster::desk::{ClusterDesk, Sight};
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
    _nothing: Asked<Nothing>,
) -> Result<HttpResponse, ClusterError> {
    let wanted: JobRef = id.parse().map_err(|_not_an_id| ClusterError::NoJob)?;
    let sight = desk.sight(&caller);
    let jobs = sight.jobs()?;
    let age = sight.age(&sight.snapshot.jobs);
    let Some(job) = jobs.find(wanted) else {
        return finished::find(&desk, &sight, wanted, language(&request)).await;
    };
    let told = if sight.snapshot.jobs.failure.is_some() {
        // Slurm does not answer now; nobody waits for that.
        desk.details.told(job.id)
    } else {
        desk.details.of(job.id).await
    };
    let number = job.array.as_ref().map_or(job.id, |array| array.job_id);
    // What the portal submitted carries its mark.
    let submission_id = match job.comment.is_empty() {
        true => None,
        // The queue is shown without the database too.
        false => desk
            .submission_of(&sight, &job.user, number.get().into())
            .await
            .unwrap_or(None),
    };
    let tag = Tag::new(
        &request,
        &sight,
        age,
        (told.as_ref().map(|told| told.asked_ms), submission_id),
    );
    if tag.is_known(&request) {
        return Ok(tag.not_modified());
    }
    Ok(tag.reply(&JobView {
        submission_id,
        ..of_queue(&sight, &jobs, job, told.as_ref(), &caller, language(&request))
    }))
}

fn of_queue(
    sight: &Sight,
    jobs: &JobSet,
    job: &Job,
    told: Option<&Told>,
    caller: &Caller,
    language: Language,
) -> JobView {
    let age = sight.age(&sight.snapshot.jobs);
    // How many others wait is nobody's business where they are private.
    let ahead = jobs.ahead_of(job).filter(|_| !sight.only_own_jobs());
    JobView {
        work_dir: job.work_dir.to_string(),
        command: job.command.to_string(),
        comment: job.comment.to_string(),
        features: job.features.to_string(),
        reservation: job.reservation.to_string(),
        tres: TresView {
            cpus: job.tres.cpus,
            memory_bytes: job.tres.memory_bytes,
            gpus: job.tres.gpus,
            billing: job.tres.billing,
            others: job.tres.others.to_string(),
        },
        het: job.het.map(|part| HetView {
            leader: part.leader.get(),
            offset: part.offset,
        }),
        detail: told.map(|told| JobDetailView::from(&*told.detail)),
        why: Why::of(job.reason.as_str(), language),
        ahead,
        siblings: job.array.as_ref().map(|array| siblings(jobs, array.job_id)),
        used: None,
        submission_id: None,
        may: may(caller, job),
        from: JobSource::Queue,
        as_of: age.as_of(),
        stale: age.stale,
        version: sight.snapshot.version,
        job: JobRow::of(job, Some(&sight.caller)),
    }
}

fn siblings(jobs: &JobSet, array: portal_slurm::model::JobId) -> Siblings {
    let mut counts = BTreeMap::new();
    for job in jobs.array(array) {
        *counts.entry(job.state.as_str().to_owned()).or_insert(0) += job.count();
    }
    Siblings {
        array_job_id: array.get(),
        total: counts.values().sum(),
        counts,
    }
}

impl From<&JobDetail> for JobDetailView {
    fn from(detail: &JobDetail) -> Self {
        Self {
            stdout: detail.stdout.to_string(),
            stderr: detail.stderr.to_string(),
            stdin: detail.stdin.to_string(),
            submit_host: detail.submit_host.to_string(),
            batch_host: detail.batch_host.to_string(),
            requested_tres: detail.requested_tres.to_string(),
            allocated_tres: detail.allocated_tres.to_string(),
            tres_per_node: detail.tres_per_node.to_string(),
            required_nodes: detail.required_nodes.to_string(),
            excluded_nodes: detail.excluded_nodes.to_string(),
            scheduled_nodes: detail.scheduled_nodes.to_string(),
            licenses: detail.licenses.to_string(),
            over_subscribe: detail.over_subscribe.to_string(),
            last_considered_at: detail.last_considered_at.map(time),
            suspended_at: detail.suspended_at.map(time),
            deadline_at: detail.deadline_at.map(time),
            requeue: detail.requeue,
            fields: detail.fields.clone(),
        }
    }
}
