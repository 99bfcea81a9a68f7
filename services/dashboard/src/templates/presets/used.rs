//! `POST /api/templates/{id}/use`

use actix_web::web::{Data, Json, Path};
use portal_db::job_templates;
use portal_http::DashboardUser;

use super::super::shelf::TemplateShelf;
use super::error::PresetError;
use super::{Done, PresetErrorBody, find};

/// Counts that saved values were used.
#[utoipa::path(post, path = "/api/templates/{id}/use", operation_id = "usePreset", tag = "presets", params(("id" = String, Path)),
    responses((status = 200, body = Done), (status = 401, body = portal_http::ErrorBody), (status = 403, body = portal_http::ErrorBody),
        (status = 404, body = PresetErrorBody), (status = 429, body = portal_http::ErrorBody)))]
pub(crate) async fn used(
    shelf: Data<TemplateShelf>,
    caller: DashboardUser,
    id: Path<String>,
) -> Result<Json<Done>, PresetError> {
    let row = find(&shelf, &caller, &id).await?;
    shelf
        .ask(move |connection| job_templates::used(connection, &row.id))
        .await?;
    Ok(Json(Done::new("Usage count incremented")))
}
