//! `GET /api/v2/templates` and `GET /api/v2/templates/search`

use actix_web::HttpRequest;
use actix_web::web::{Data, Json};
use portal_audit::Action;
use portal_db::templates::{self, Cursor, Filter, Page};
use portal_http::{Caller, JobsReader, audited};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::error::TemplateError;
use super::shelf::{TemplateShelf, is_of_somebody_else, visible_to};
use super::view::{Item, TemplateDocument};
use crate::cluster::asked::{Asked, given, list as words};

/// Older clients ask for no page and expect all; sites have some tens.
const DEFAULT_LIMIT: i64 = 1000;
const MOST: i64 = 5000;

/// Which templates.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct TemplateQuery {
    /// The category.
    category: Option<String>,
    /// `official`, `community` or `private`; anything else finds nothing.
    source: Option<String>,
    /// Comma list; one of them is enough.
    tags: Option<String>,
    /// Words, each a part of id, name, display name, description, category or a tag.
    q: Option<String>,
    /// Rows a page, 1 to 5000; 1000 when absent.
    #[param(value_type = Option<u32>)]
    limit: Option<String>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// A page: official ones first, then by their files' paths.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TemplatesView {
    #[schema(value_type = Vec<TemplateDocument>)]
    templates: Vec<Item>,
    /// Rows on all pages.
    total: i64,
    /// Where the next page begins; null on the last one.
    #[schema(required = true)]
    next_cursor: Option<String>,
}

/// What was searched, and found.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FoundView {
    /// As asked.
    query: String,
    /// As asked; null for none.
    #[schema(required = true)]
    tags: Option<Vec<String>>,
    #[serde(flatten)]
    page: TemplatesView,
}

/// Lists the templates that the caller may see.
#[utoipa::path(get, path = "/api/v2/templates", operation_id = "listTemplates", tag = "templates", params(TemplateQuery),
    responses((status = 200, body = TemplatesView), (status = 400, body = portal_http::ErrorBody), (status = 401, body = portal_http::ErrorBody),
        (status = 403, body = portal_http::ErrorBody), (status = 429, body = portal_http::ErrorBody)))]
pub(crate) async fn list(
    shelf: Data<TemplateShelf>,
    caller: JobsReader,
    request: HttpRequest,
    asked: Asked<TemplateQuery>,
) -> Result<Json<TemplatesView>, TemplateError> {
    Ok(Json(page(&shelf, &caller, &request, &asked.0).await?))
}

/// Searches the templates that the caller may see.
#[utoipa::path(get, path = "/api/v2/templates/search", operation_id = "searchTemplates", tag = "templates", params(TemplateQuery),
    responses((status = 200, body = FoundView), (status = 400, body = portal_http::ErrorBody), (status = 401, body = portal_http::ErrorBody),
        (status = 403, body = portal_http::ErrorBody), (status = 429, body = portal_http::ErrorBody)))]
pub(crate) async fn search(
    shelf: Data<TemplateShelf>,
    caller: JobsReader,
    request: HttpRequest,
    asked: Asked<TemplateQuery>,
) -> Result<Json<FoundView>, TemplateError> {
    let query = asked.0;
    let tags = words(query.tags.as_deref());
    Ok(Json(FoundView {
        page: page(&shelf, &caller, &request, &query).await?,
        query: query.q.unwrap_or_default(),
        tags: (!tags.is_empty()).then_some(tags),
    }))
}

async fn page(
    shelf: &TemplateShelf,
    caller: &Caller,
    request: &HttpRequest,
    query: &TemplateQuery,
) -> Result<TemplatesView, TemplateError> {
    let limit = limit(query.limit.as_deref())?;
    let cursor = given(query.cursor.as_deref()).map(read_cursor).transpose()?;
    let rank = match given(query.source.as_deref()) {
        None => None,
        Some("official") => Some(0),
        Some("community") => Some(1),
        Some("private") => Some(2),
        // The contract's empty list.
        Some(_) => Some(-1),
    };
    let filter = Filter {
        visible: visible_to(caller),
        category: given(query.category.as_deref()).map(str::to_owned),
        rank,
        tags: words(query.tags.as_deref()),
        text: given(query.q.as_deref()).map(str::to_owned),
    };
    let page: Page = shelf
        .ask(move |connection| templates::list(connection, &filter, cursor.as_ref(), limit))
        .await?;
    if page.templates.iter().any(|row| is_of_somebody_else(caller, row)) {
        shelf
            .trail
            .read(audited(request, Action::TemplatesRead, "templates:*"))
            .await?;
    }
    Ok(TemplatesView {
        templates: page.templates.into_iter().map(|row| Item::new(caller, row)).collect(),
        total: page.total,
        next_cursor: page.next.map(|cursor| format!("{}:{}", cursor.rank, cursor.file_path)),
    })
}

fn limit(text: Option<&str>) -> Result<i64, TemplateError> {
    let Some(text) = given(text) else {
        return Ok(DEFAULT_LIMIT);
    };
    let limit = text.parse().ok().filter(|limit| (1..=MOST).contains(limit));
    limit.ok_or(TemplateError::BadField {
        field: "limit",
        expected: "1 to 5000",
    })
}

fn read_cursor(text: &str) -> Result<Cursor, TemplateError> {
    let parsed = text.split_once(':').and_then(|(rank, file_path)| {
        Some(Cursor {
            rank: rank.parse().ok()?,
            file_path: file_path.to_owned(),
        })
    });
    parsed.ok_or(TemplateError::BadField {
        field: "cursor",
        expected: "the next_cursor of a page",
    })
}
