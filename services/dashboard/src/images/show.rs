//! `GET /api/v2/images/{id}`

use actix_web::web::{Data, Json, Path};
use portal_db::images;
use portal_http::JobsReader;
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::catalogue::ImageCatalogue;
use super::error::ImageError;
use super::view::{ImageView, image, read};

/// An image with all that it says.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ImageDetail {
    #[serde(flatten)]
    image: ImageView,
    /// What `run-help` shows.
    #[schema(value_type = Option<String>, required = true)]
    help: Value,
    /// The definition file that it was built from.
    #[schema(value_type = Option<String>, required = true)]
    definition: Value,
    /// What `instance start` does.
    #[schema(value_type = Option<String>, required = true)]
    startscript: Value,
    /// What `test` does.
    #[schema(value_type = Option<String>, required = true)]
    test: Value,
    /// `{fingerprint|null, hash|null, of}` each. Nobody has verified them.
    #[schema(value_type = Vec<Object>)]
    signatures: Value,
    /// `{kind, compression|null, size}`.
    #[schema(value_type = Option<Object>, required = true)]
    filesystem: Value,
    /// By name: `{labels, environment, runscript|null, test|null, help|null}`.
    #[schema(value_type = Object)]
    app_details: Value,
    /// What could not be read of it, or of what is written beside it, in words.
    #[schema(value_type = Vec<String>)]
    remarks: Value,
}

/// Shows an image, also one that is nowhere any more.
#[utoipa::path(get, path = "/api/v2/images/{id}", operation_id = "showImage", tag = "images", params(("id" = String, Path)),
    responses((status = 200, body = ImageDetail), (status = 401, body = portal_http::ErrorBody),
        (status = 403, body = portal_http::ErrorBody), (status = 404, body = portal_http::ErrorBody), (status = 429, body = portal_http::ErrorBody)))]
pub(crate) async fn show(
    catalogue: Data<ImageCatalogue>,
    _caller: JobsReader,
    id: Path<String>,
) -> Result<Json<ImageDetail>, ImageError> {
    let (row, places) = catalogue.find(&id).await?;
    let key = row.id.clone();
    let details = catalogue
        .ask(move |connection| images::details(connection, &key))
        .await?
        .ok_or(ImageError::NotFound)?;
    let mut details = read(&details, json!({}));
    let mut part = |name: &str, otherwise: Value| details.get_mut(name).map_or(otherwise, Value::take);
    Ok(Json(ImageDetail {
        help: part("help", Value::Null),
        definition: part("definition", Value::Null),
        startscript: part("startscript", Value::Null),
        test: part("test", Value::Null),
        signatures: part("signatures", json!([])),
        filesystem: part("filesystem", Value::Null),
        app_details: part("app_details", json!({})),
        remarks: part("remarks", json!([])),
        image: image(row, places, None),
    }))
}
