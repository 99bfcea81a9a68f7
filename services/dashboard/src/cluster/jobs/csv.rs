//! `GET /api/v2/jobs.csv`: jobs as a table for spreadsheets.

use std::convert::Infallible;
use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::web::{self, Bytes, Data};
use futures_util::stream;
use portal_http::JobsReader;
use portal_slurm::model::Job;
use portal_slurm::snapshot::JobQuery;

use super::finished::{self, Wanted};
use super::query::{JobFilterQuery, Place};
use super::row::JobRow;
use super::table;
use crate::cluster::asked::Asked;
use crate::cluster::desk::ClusterDesk;
use crate::cluster::error::ClusterError;

/// Rows made at a time.
const ROWS: usize = 500;

/// Everything that matches, as CSV in UTF-8, with the fields of a row as columns. Cells that a spreadsheet would compute begin
/// with an apostrophe.
#[utoipa::path(get, path = "/api/v2/jobs.csv", operation_id = "exportJobs", tag = "jobs", params(JobFilterQuery),
    responses((status = 200, body = String, content_type = "text/csv"), (status = 400, body = portal_http::ErrorBody),
        (status = 401, body = portal_http::ErrorBody), (status = 403, body = portal_http::ErrorBody),
        (status = 429, body = portal_http::ErrorBody), (status = 503, body = portal_http::ErrorBody)))]
pub(crate) async fn export(
    desk: Data<ClusterDesk>,
    caller: JobsReader,
    asked: Asked<JobFilterQuery>,
) -> Result<HttpResponse, ClusterError> {
    let Asked(query, _) = asked;
    let sight = desk.sight(&caller);
    let place = query.place()?;
    let (filter, sort) = (query.filter(&sight.caller)?, query.sort(place)?);
    let day: String = desk.clock.rfc3339().chars().take("2026-11-21".len()).collect();
    let mut response = HttpResponse::Ok();
    response
        .insert_header((CONTENT_TYPE, "text/csv; charset=utf-8"))
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"jobs-{day}.csv\"")));
    let caller = Arc::clone(&sight.caller);
    match place {
        Place::Queue => {
            let wanted = JobQuery {
                filter,
                sort,
                after: None,
                limit: usize::MAX,
            };
            let found = web::block(move || Ok::<_, ClusterError>(sight.jobs()?.query(&wanted)?.items)).await??;
            Ok(response.streaming(stream::iter(pieces(found, caller))))
        }
        Place::Finished => {
            let wanted = Wanted::new(&sight, filter, sort, None)?;
            Ok(response.streaming(finished::lines(desk.db.clone(), caller, wanted)))
        }
    }
}

/// The table, [`ROWS`] rows at a time: it is never in memory as a whole.
fn pieces(jobs: Vec<Arc<Job>>, caller: Arc<str>) -> impl Iterator<Item = Result<Bytes, Infallible>> {
    let count = jobs.len().div_ceil(ROWS);
    let rows = (0..count).map(move |piece| {
        let rows = jobs.iter().skip(piece * ROWS).take(ROWS);
        let text: String = rows.map(|job| table::line(&JobRow::of(job, Some(&caller)))).collect();
        Ok(Bytes::from(text))
    });
    std::iter::once(Ok(Bytes::from(table::header()))).chain(rows)
}
