//! `GET /api/v2/jobs`

use std::collections::BTreeMap;
use std::sync::Arc;

use actix_web::web::{self, Data};
use actix_web::{HttpRequest, HttpResponse};
use portal_http::JobsReader;
use portal_slurm::model::Job;
use portal_slurm::snapshot::{JobQuery, StateCounts};

use super::finished::{self, Wanted};
use super::query::{JobFilterQuery, Place};
use super::row::{JobPage, JobRow};
use crate::cluster::age::Age;
use crate::cluster::answer::Tag;
use crate::cluster::asked::{Asked, PageQuery};
use crate::cluster::desk::{ClusterDesk, Sight};
use crate::cluster::error::ClusterError;

/// So many jobs are looked through in no time.
const AT_ONCE: usize = 2_000;

/// Lists jobs, filtered, sorted and paged: those that slurmctld knows, or those that have ended.
#[utoipa::path(get, path = "/api/v2/jobs", operation_id = "listJobs", tag = "jobs", params(JobFilterQuery, PageQuery),
    responses((status = 200, body = JobPage), (status = 304), (status = 400, body = portal_http::ErrorBody), (status = 401, body = portal_http::ErrorBody),
        (status = 403, body = portal_http::ErrorBody), (status = 429, body = portal_http::ErrorBody), (status = 503, body = portal_http::ErrorBody)))]
pub(crate) async fn list(
    desk: Data<ClusterDesk>,
    caller: JobsReader,
    request: HttpRequest,
    asked: Asked<JobFilterQuery, PageQuery>,
) -> Result<HttpResponse, ClusterError> {
    let Asked(query, page) = asked;
    let sight = desk.sight(&caller);
    let place = query.place()?;
    let (filter, sort, limit) = (query.filter(&sight.caller)?, query.sort(place)?, page.limit()?);
    match place {
        Place::Queue => {
            let after = page.cursor().map(str::parse).transpose()?;
            let wanted = JobQuery {
                filter,
                sort,
                after,
                limit,
            };
            of_queue(&request, sight, wanted).await
        }
        Place::Finished => {
            let wanted = Wanted::new(&sight, filter, sort, page.cursor())?;
            finished::list(&desk, &sight, wanted, sort, limit).await
        }
    }
}

/// A page of the queue. Looking through many jobs takes milliseconds: that is not done where others wait.
async fn of_queue(request: &HttpRequest, sight: Sight, wanted: JobQuery) -> Result<HttpResponse, ClusterError> {
    let age = sight.age(&sight.snapshot.jobs);
    let tag = Tag::new(request, &sight, age, ());
    let known = sight.snapshot.jobs.get()?.len();
    if tag.is_known(request) {
        return Ok(tag.not_modified());
    }
    let page = if known > AT_ONCE {
        web::block(move || queue_page(&sight, &wanted, age)).await??
    } else {
        queue_page(&sight, &wanted, age)?
    };
    Ok(tag.reply(&page))
}

fn queue_page(sight: &Sight, wanted: &JobQuery, age: Age) -> Result<JobPage, ClusterError> {
    let found = sight.jobs()?.query(wanted)?;
    let row = |job: &Arc<Job>| JobRow::of(job, Some(&sight.caller));
    Ok(JobPage {
        items: found.items.iter().map(row).collect(),
        total: found.total,
        total_is_at_least: false,
        next_cursor: found.next.map(|cursor| cursor.to_string()),
        counts: Some(by_state(&found.counts)),
        as_of: age.as_of(),
        stale: age.stale,
        version: sight.snapshot.version,
    })
}

/// Jobs by Slurm's word for their state.
pub(crate) fn by_state(counts: &StateCounts) -> BTreeMap<String, u64> {
    let counts = counts.iter();
    counts
        .map(|(state, tally)| (state.as_str().to_owned(), tally.jobs))
        .collect()
}
