//! `GET /api/templates/{id}`

use actix_web::web::{Data, Json, Path};
use portal_http::JobsReader;
use serde::Serialize;
use utoipa::ToSchema;

use super::super::shelf::TemplateShelf;
use super::error::PresetError;
use super::{PresetErrorBody, PresetView, find};

/// One of them.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OnePreset {
    success: bool,
    template: PresetView,
}

/// Shows saved values.
#[utoipa::path(get, path = "/api/templates/{id}", operation_id = "showPreset", tag = "presets", params(("id" = String, Path)),
    responses((status = 200, body = OnePreset), (status = 401, body = portal_http::ErrorBody),
        (status = 403, body = portal_http::ErrorBody), (status = 404, body = PresetErrorBody), (status = 429, body = portal_http::ErrorBody)))]
pub(crate) async fn show(
    shelf: Data<TemplateShelf>,
    caller: JobsReader,
    id: Path<String>,
) -> Result<Json<OnePreset>, PresetError> {
    let row = find(&shelf, &caller, &id).await?;
    Ok(Json(OnePreset {
        success: true,
        template: row.into(),
    }))
}
