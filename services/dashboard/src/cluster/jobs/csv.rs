//! `GET /api/v2/jobs.csv`: jobs as a table for spreadsheets.

use std::convert::Infallible;
use std::fmt::Write;
use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::web::{self, Bytes, Data};
use futures_util::stream;
use portal_audit::csv::push_cell;
use portal_http::JobsReader;
use portal_slurm::model::Job;
use portal_slurm::snapshot::JobQuery;

use super::finished::{self, Wanted};
use super::query::{JobFilterQuery, Place};
use super::row::JobRow;
use crate::cluster::asked::Asked;
use crate::cluster::desk::ClusterDesk;
use crate::cluster::error::ClusterError;

/// Rows made at a time.
const ROWS: usize = 500;

/// Excel takes text for Latin without it, and shows Korean as noise.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// The first line.
const HEADER: &str = "id,job_id,array_job_id,array_task,task_count,name,user,account,partition,qos,state,reason,priority,\
    submit_at,eligible_at,start_at,expected_start_at,end_at,time_limit_at,time_limit_seconds,nodes,tasks,cpus,memory_bytes,\
    gpus,node_list,dependency,exit_status,exit_signal,restarts,mine\r\n";

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
        let text: String = rows.map(|job| line(&JobRow::of(job, Some(&caller)))).collect();
        Ok(Bytes::from(text))
    });
    std::iter::once(Ok(Bytes::from(header()))).chain(rows)
}

/// What the table begins with.
pub(super) fn header() -> String {
    format!("{BYTE_ORDER_MARK}{HEADER}")
}

/// A row of the table.
pub(super) fn line(row: &JobRow) -> String {
    let mut line = String::with_capacity(512);
    text(&mut line, &row.id);
    plain(&mut line, Some(row.job_id));
    plain(&mut line, row.array_job_id);
    plain(&mut line, row.array_task);
    plain(&mut line, Some(row.task_count));
    for field in [
        &row.name,
        &row.user,
        &row.account,
        &row.partition,
        &row.qos,
        &row.state,
        &row.reason,
    ] {
        text(&mut line, field);
    }
    plain(&mut line, Some(row.priority));
    plain(&mut line, Some(&row.submit_at));
    for time in [
        &row.eligible_at,
        &row.start_at,
        &row.expected_start_at,
        &row.end_at,
        &row.time_limit_at,
    ] {
        plain(&mut line, time.as_ref());
    }
    plain(&mut line, row.time_limit_seconds);
    plain(&mut line, Some(row.nodes));
    plain(&mut line, row.tasks);
    plain(&mut line, Some(row.cpus));
    plain(&mut line, Some(row.memory_bytes));
    plain(&mut line, Some(row.gpus));
    text(&mut line, &row.node_list);
    text(&mut line, &row.dependency);
    plain(&mut line, row.exit_code.map(|code| code.status));
    plain(&mut line, row.exit_code.map(|code| code.signal));
    plain(&mut line, Some(row.restarts));
    plain(&mut line, row.mine);
    // The last comma is one too many.
    line.pop();
    line.push_str("\r\n");
    line
}

/// A cell that people wrote.
fn text(line: &mut String, field: &str) {
    push_cell(line, field);
    line.push(',');
}

/// A number or time; nothing for none.
fn plain(line: &mut String, value: Option<impl std::fmt::Display>) {
    if let Some(value) = value {
        // Writing into a String cannot fail.
        let _ = write!(line, "{value}");
    }
    line.push(',');
}

#[cfg(test)]
mod tests {
    use portal_slurm::model::JobId;

    use super::{HEADER, line};
    use crate::cluster::jobs::row::JobRow;

    #[test]
    fn a_row_has_the_columns_of_the_header_and_no_cell_is_a_formula() {
        let mut row = JobRow::of(&crate::cluster::fixtures::job(JobId::new(7).unwrap()), Some("kim"));
        assert_eq!(line(&row).matches(',').count(), HEADER.matches(',').count());
        row.name = "=HYPERLINK(\"http://x\")\n@A1".to_owned();
        let text = line(&row);
        assert!(text.contains("\"'=HYPERLINK(\"\"http://x\"\")"), "{text}");
        assert_eq!(text.lines().count(), 1);
    }
}
