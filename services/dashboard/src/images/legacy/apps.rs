//! `GET /api/apptainer/images/{id}/apps`

use actix_web::web::{Data, Json, Path};
use portal_http::JobsReader;
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::images::catalogue::ImageCatalogue;
use crate::images::error::ImageError;
use crate::images::view::read;

/// The applications of an image.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AppsView {
    image_id: String,
    image_name: String,
    #[schema(value_type = Vec<String>)]
    apps: Value,
}

/// Lists the applications inside of an image.
#[utoipa::path(get, path = "/api/apptainer/images/{id}/apps", operation_id = "listAppsOfImage", tag = "earlier portal",
    params(("id" = String, Path)),
    responses((status = 200, body = AppsView), (status = 401, body = portal_http::ErrorBody),
        (status = 403, body = portal_http::ErrorBody), (status = 404, body = portal_http::ErrorBody), (status = 429, body = portal_http::ErrorBody)))]
pub(crate) async fn list(
    catalogue: Data<ImageCatalogue>,
    _caller: JobsReader,
    id: Path<String>,
) -> Result<Json<AppsView>, ImageError> {
    let (row, _) = catalogue.find(&id).await?;
    Ok(Json(AppsView {
        apps: read(&row.apps, json!([])),
        image_id: row.id,
        image_name: row.name,
    }))
}
