//! `GET /api/apptainer/images/{id}/metadata`

use actix_web::web::{Data, Json, Path};
use portal_http::JobsReader;

use crate::images::catalogue::ImageCatalogue;
use crate::images::error::ImageError;
use crate::images::view::{ImageView, image};

/// Shows an image.
#[utoipa::path(get, path = "/api/apptainer/images/{id}/metadata", operation_id = "showImageMetadata", tag = "earlier portal",
    params(("id" = String, Path)),
    responses((status = 200, body = ImageView), (status = 401, body = portal_http::ErrorBody),
        (status = 403, body = portal_http::ErrorBody), (status = 404, body = portal_http::ErrorBody), (status = 429, body = portal_http::ErrorBody)))]
pub(crate) async fn show(
    catalogue: Data<ImageCatalogue>,
    _caller: JobsReader,
    id: Path<String>,
) -> Result<Json<ImageView>, ImageError> {
    let (row, places) = catalogue.find(&id).await?;
    Ok(Json(image(row, places, None)))
}
