//! `GET /api/audit.csv`: the log as a table for spreadsheets, newest row first.

use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::web::{Bytes, Data, Query};
use actix_web::{HttpRequest, HttpResponse};
use futures_util::stream::{Stream, try_unfold};
use portal_audit::{Action, csv};
use portal_db::audit::{self, Filter};
use portal_db::{Db, DbError};
use portal_http::{AuditReader, audited};

use super::error::AuditError;
use super::query::AuditQuery;
use crate::uploads::Desk;

/// Rows read at a time.
const ROWS: i64 = 500;

/// Excel takes text for Latin without it, and shows Korean as noise.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Everything that matches, as CSV in UTF-8; that it was taken is recorded each time. Cells that a spreadsheet would
/// compute begin with an apostrophe.
#[utoipa::path(get, path = "/api/audit.csv", operation_id = "exportAuditEntries", tag = "audit", params(AuditQuery),
    responses((status = 200, body = String, content_type = "text/csv"), (status = 400, body = portal_http::ErrorBody),
        (status = 401, body = portal_http::ErrorBody), (status = 403, body = portal_http::ErrorBody),
        (status = 429, body = portal_http::ErrorBody), (status = 503, body = portal_http::ErrorBody)))]
pub(crate) async fn export(
    desk: Data<Desk>,
    _reader: AuditReader,
    request: HttpRequest,
    query: Query<AuditQuery>,
) -> Result<HttpResponse, AuditError> {
    let filter = query.filter()?;
    let reading = audited(&request, Action::AuditRead, &query.described("audit.csv"));
    desk.trail.record(reading).await?;
    let day = desk
        .clock
        .rfc3339()
        .chars()
        .take("2026-11-21".len())
        .collect::<String>();
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/csv; charset=utf-8"))
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"audit-{day}.csv\"")))
        .streaming(lines(desk.db.clone(), filter)))
}

/// How far the table is.
enum Place {
    Header,
    Below(Option<i64>),
    End,
}

/// The table in pieces of [`ROWS`]. When the database goes away in the middle the connection breaks, so that nobody takes
/// a part for the whole.
fn lines(db: Db, filter: Filter) -> impl Stream<Item = Result<Bytes, DbError>> {
    try_unfold(Place::Header, move |place| {
        let (db, filter) = (db.clone(), filter.clone());
        async move {
            match place {
                Place::Header => {
                    let header = format!("{BYTE_ORDER_MARK}{}", csv::HEADER);
                    Ok(Some((header.into(), Place::Below(None))))
                }
                Place::Below(before) => {
                    let rows = db
                        .run(move |connection| audit::older(connection, &filter, before, ROWS))
                        .await?;
                    let next = match rows.last() {
                        None => return Ok(None),
                        Some(last) if rows.len() as i64 == ROWS => Place::Below(Some(last.seq)),
                        Some(_) => Place::End,
                    };
                    let text: String = rows.iter().map(csv::line).collect();
                    Ok(Some((text.into(), next)))
                }
                Place::End => Ok(None),
            }
        }
    })
}
