//! `GET /api/v2/files/uploads`: one's uploads, filtered, sorted and paged.

use actix_web::HttpRequest;
use actix_web::web::{Data, Json, Query};
use portal_db::uploads::{self, Cursor, Filter, SortBy};
use portal_http::{Caller, FilesReader};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Desk;
use super::error::UploadError;
use super::names::UploadId;
use super::recorded::listed;
use super::view::UploadRow;

const DEFAULT_LIMIT: i64 = 50;
const MOST: i64 = 200;

/// Which uploads, in which order.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListQuery {
    /// Administrators: of this user; without it, of everybody.
    user_id: Option<String>,
    /// In this job's folder.
    job_id: Option<String>,
    /// Comma list of initialized, uploading, completed, failed, cancelled.
    status: Option<String>,
    /// Comma list of kinds.
    r#type: Option<String>,
    /// A part of the name.
    q: Option<String>,
    /// `created_at`, `filename` or `file_size`; `-` in front turns the order. `-created_at` when absent.
    sort: Option<String>,
    /// Rows a page; 50 when absent, at most 200.
    limit: Option<i64>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// A page.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ListView {
    uploads: Vec<UploadRow>,
    /// Rows on all pages.
    total: i64,
    /// Where the next page begins; null on the last one.
    next_cursor: Option<String>,
}

/// Lists uploads: one's own, or, for administrators, anybody's.
#[utoipa::path(get, path = "/api/v2/files/uploads", operation_id = "listUploads", tag = "uploads", params(ListQuery),
    responses((status = 200, body = ListView), (status = 400, body = portal_http::ErrorBody), (status = 401, body = portal_http::ErrorBody),
        (status = 403, body = portal_http::ErrorBody), (status = 429, body = portal_http::ErrorBody)))]
pub(crate) async fn list(
    desk: Data<Desk>,
    caller: FilesReader,
    request: HttpRequest,
    query: Query<ListQuery>,
) -> Result<Json<ListView>, UploadError> {
    let query = query.into_inner();
    query.require_text()?;
    let sort = sort(query.sort.as_deref())?;
    let cursor = query.cursor.as_deref().map(read_cursor).transpose()?;
    let limit = query.limit.unwrap_or(DEFAULT_LIMIT);
    if !(1..=MOST).contains(&limit) {
        return Err(UploadError::OutOfRange {
            field: "limit",
            expected: format!("1 to {MOST}"),
        });
    }
    let filter = Filter {
        user: whose(&caller, query.user_id)?,
        status: comma_list(query.status),
        file_type: comma_list(query.r#type),
        job_id: query.job_id,
        name_part: query.q.filter(|part| !part.is_empty()),
    };
    if filter.user.as_deref() != Some(caller.name()) {
        desk.trail.read(listed(&request, filter.user.as_deref())).await?;
    }
    let page = desk
        .db
        .run(move |connection| uploads::list(connection, &filter, sort, cursor.as_ref(), limit))
        .await?;
    let mut rows = page.uploads;
    for row in &mut rows {
        // The database learns of new chunks a moment later than the part file.
        let open = UploadId::parse(&row.upload_id).and_then(|id| desk.already_open(&id));
        if let Some(part) = open.as_ref().and_then(|open| open.part().ok()) {
            row.uploaded_chunks = part.received().try_into().unwrap_or(i64::MAX);
        }
    }
    let next_cursor = page.next.map(|cursor| write_cursor(&cursor));
    Ok(Json(ListView {
        uploads: rows.into_iter().map(UploadRow::from).collect(),
        total: page.total,
        next_cursor,
    }))
}

impl ListQuery {
    /// PostgreSQL's texts cannot hold NUL; no name or id has it.
    fn require_text(&self) -> Result<(), UploadError> {
        let texts = [
            ("user_id", &self.user_id),
            ("job_id", &self.job_id),
            ("status", &self.status),
            ("type", &self.r#type),
            ("q", &self.q),
            ("cursor", &self.cursor),
        ];
        let nul = |text: &Option<String>| text.as_deref().is_some_and(|text| text.contains('\0'));
        match texts.into_iter().find(|(_, text)| nul(text)) {
            None => Ok(()),
            Some((field, _)) => Err(UploadError::OutOfRange {
                field,
                expected: "text without NUL".to_owned(),
            }),
        }
    }
}

fn whose(caller: &Caller, asked: Option<String>) -> Result<Option<String>, UploadError> {
    match asked {
        asked if caller.is_portal_admin() => Ok(asked),
        Some(other) if other != caller.name() => Err(UploadError::NotYours { verb: "view" }),
        _ => Ok(Some(caller.name().to_owned())),
    }
}

fn comma_list(text: Option<String>) -> Vec<String> {
    text.unwrap_or_default()
        .split(',')
        .map(str::trim)
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

fn sort(word: Option<&str>) -> Result<SortBy, UploadError> {
    let word = word.unwrap_or("-created_at");
    let (descending, column) = word.strip_prefix('-').map_or((false, word), |column| (true, column));
    match column {
        "created_at" => Ok(SortBy::Created { descending }),
        "filename" => Ok(SortBy::Name { descending }),
        "file_size" => Ok(SortBy::Size { descending }),
        _ => Err(UploadError::OutOfRange {
            field: "sort",
            expected: "created_at, filename or file_size".to_owned(),
        }),
    }
}

/// The number first: the value may contain anything.
fn write_cursor(cursor: &Cursor) -> String {
    format!("{}:{}", cursor.id, cursor.value)
}

fn read_cursor(text: &str) -> Result<Cursor, UploadError> {
    let parsed = text
        .split_once(':')
        .and_then(|(id, value)| Some((id.parse().ok()?, value.to_owned())));
    let (id, value) = parsed.ok_or(UploadError::OutOfRange {
        field: "cursor",
        expected: "the next_cursor of a page".to_owned(),
    })?;
    Ok(Cursor { value, id })
}
