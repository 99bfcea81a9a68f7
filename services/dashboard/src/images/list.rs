//! `GET /api/v2/images`

use actix_web::web::{Data, Json};
use portal_db::images::{self, Cursor, Filter, Page};
use portal_http::JobsReader;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::catalogue::ImageCatalogue;
use super::error::ImageError;
use super::view::{ImageView, image};
use crate::cluster::asked::{Asked, given, list as words};

const DEFAULT_LIMIT: i64 = 50;
const MOST: i64 = 500;
const MOST_NAMES: usize = 500;

/// Which images.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ImageQuery {
    /// A part of name or description.
    q: Option<String>,
    /// What templates call images, with `/` between several: the name of an image or of a file in which it lies, both with
    /// or without `.sif`, or an id of it; one of them is enough. At most 500.
    name: Option<String>,
    /// The partition.
    partition: Option<String>,
    /// `viz`, `compute`, `shared` or `custom`.
    #[serde(rename = "type")]
    kind: Option<String>,
    /// A node on which it lies; `headnode` for the registry.
    node: Option<String>,
    /// Comma list of names of labels; one of them is enough.
    tag: Option<String>,
    /// Rows a page, 1 to 500; 50 when absent.
    #[param(value_type = Option<u32>)]
    limit: Option<String>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// A page: by partition, then by name.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ImagesView {
    images: Vec<ImageView>,
    /// Rows on all pages.
    total: i64,
    /// Where the next page begins; null on the last one.
    #[schema(required = true)]
    next_cursor: Option<String>,
}

/// Lists the images that lie anywhere.
#[utoipa::path(get, path = "/api/v2/images", operation_id = "listImages", tag = "images", params(ImageQuery),
    responses((status = 200, body = ImagesView), (status = 400, body = portal_http::ErrorBody), (status = 401, body = portal_http::ErrorBody),
        (status = 403, body = portal_http::ErrorBody), (status = 429, body = portal_http::ErrorBody)))]
pub(crate) async fn list(
    catalogue: Data<ImageCatalogue>,
    _caller: JobsReader,
    asked: Asked<ImageQuery>,
) -> Result<Json<ImagesView>, ImageError> {
    let query = asked.0;
    let limit = limit(query.limit.as_deref())?;
    let cursor = given(query.cursor.as_deref()).map(read_cursor).transpose()?;
    let text = |text: &Option<String>| given(text.as_deref()).map(str::to_owned);
    let filter = Filter {
        partition: text(&query.partition),
        kind: text(&query.kind),
        node: text(&query.node),
        tags: words(query.tag.as_deref()),
        text: text(&query.q),
        ids: None,
    };
    // No name of a file has a slash; a comma it may have.
    let names = given(query.name.as_deref()).map(|names| names.split('/').map(str::to_owned).collect::<Vec<_>>());
    if names.as_ref().is_some_and(|names| names.len() > MOST_NAMES) {
        return Err(ImageError::BadField {
            field: "name",
            expected: "at most 500 names",
        });
    }
    let filter = match names {
        None => filter,
        Some(names) => Filter {
            ids: Some(catalogue.called(names).await?),
            ..filter
        },
    };
    let (images, total, next) = page(&catalogue, filter, cursor, limit).await?;
    Ok(Json(ImagesView {
        images,
        total,
        next_cursor: next.map(|cursor| write_cursor(&cursor)),
    }))
}

/// A page with all places.
pub(super) async fn page(
    catalogue: &ImageCatalogue,
    filter: Filter,
    cursor: Option<Cursor>,
    limit: i64,
) -> Result<(Vec<ImageView>, i64, Option<Cursor>), ImageError> {
    let node = filter.node.clone();
    let (page, mut places) = catalogue
        .ask(move |connection| {
            let page: Page = images::list(connection, &filter, cursor.as_ref(), limit)?;
            let ids: Vec<&str> = page.images.iter().map(|image| image.id.as_str()).collect();
            let places = images::places(connection, &ids)?;
            Ok((page, places))
        })
        .await?;
    let images = page.images.into_iter().map(|row| {
        let places = places.remove(&row.id).unwrap_or_default();
        image(row, places, node.as_deref())
    });
    Ok((images.collect(), page.total, page.next))
}

fn limit(text: Option<&str>) -> Result<i64, ImageError> {
    let Some(text) = given(text) else {
        return Ok(DEFAULT_LIMIT);
    };
    let limit = text.parse().ok().filter(|limit| (1..=MOST).contains(limit));
    limit.ok_or(ImageError::BadField {
        field: "limit",
        expected: "1 to 500",
    })
}

/// JSON: names may hold anything.
fn write_cursor(cursor: &Cursor) -> String {
    serde_json::json!([cursor.partition, cursor.name, cursor.id]).to_string()
}

fn read_cursor(text: &str) -> Result<Cursor, ImageError> {
    let parts = serde_json::from_str::<(String, String, String)>(text);
    let (partition, name, id) = parts.map_err(|_unfit| ImageError::BadField {
        field: "cursor",
        expected: "the next_cursor of a page",
    })?;
    // PostgreSQL takes no NUL, and no image has one.
    if [&partition, &name, &id].iter().any(|part| part.contains('\0')) {
        return Err(ImageError::BadField {
            field: "cursor",
            expected: "text without NUL",
        });
    }
    Ok(Cursor { partition, name, id })
}
