//! `POST /api/apptainer/validate/{id}`

use std::path::{Path as FilePath, PathBuf};
use std::time::Duration;

use actix_web::web::{Data, Json, Path};
use portal_http::JobsReader;
use serde::Serialize;
use utoipa::ToSchema;

use crate::images::REGISTRY;
use crate::images::catalogue::ImageCatalogue;
use crate::images::error::ImageError;

/// A file server that takes longer is away.
const PATIENCE: Duration = Duration::from_secs(5);

/// Whether the image is there.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ThereView {
    image_id: String,
    valid: bool,
    path: String,
    message: &'static str,
}

/// Tells whether an image's file is there: now in the registry, else at the last scan on nodes.
#[utoipa::path(post, path = "/api/apptainer/validate/{id}", operation_id = "validateImage", tag = "earlier portal", params(("id" = String, Path)),
    responses((status = 200, body = ThereView), (status = 401, body = portal_http::ErrorBody),
        (status = 403, body = portal_http::ErrorBody), (status = 404, body = portal_http::ErrorBody), (status = 429, body = portal_http::ErrorBody)))]
pub(crate) async fn validate(
    catalogue: Data<ImageCatalogue>,
    _caller: JobsReader,
    id: Path<String>,
) -> Result<Json<ThereView>, ImageError> {
    let found = catalogue.find(&id).await;
    let (row, places) = found.map_err(|error| match error {
        ImageError::NotFound => ImageError::NotInDatabase,
        other => other,
    })?;
    let here = places.iter().find(|place| place.node == REGISTRY);
    let (valid, path, message) = match (here, places.first()) {
        (Some(place), _) => {
            let valid = is_file(&catalogue.registry, &place.path).await?;
            let message = if valid {
                "Image file exists in registry"
            } else {
                "Image file not found in registry"
            };
            (valid, place.path.clone(), message)
        }
        (None, Some(place)) => (
            true,
            place.path.clone(),
            "Image file was on its nodes at the last scan",
        ),
        (None, None) => (false, row.path, "Image file not found in registry"),
    };
    Ok(Json(ThereView {
        image_id: row.id,
        valid,
        path,
        message,
    }))
}

/// Whether a file is there now, beneath the registry; one whose server does not answer is not.
async fn is_file(registry: &FilePath, path: &str) -> Result<bool, ImageError> {
    let path = PathBuf::from(path);
    if !path.starts_with(registry) {
        return Ok(false);
    }
    let looking = tokio::task::spawn_blocking(move || path.metadata().is_ok_and(|found| found.is_file()));
    match tokio::time::timeout(PATIENCE, looking).await {
        Ok(found) => found.map_err(ImageError::Interrupted),
        Err(_elapsed) => Ok(false),
    }
}
