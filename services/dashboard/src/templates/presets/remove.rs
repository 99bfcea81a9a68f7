//! `DELETE /api/templates/{id}`

use actix_web::HttpRequest;
use actix_web::web::{Data, Json, Path};
use portal_audit::Action;
use portal_db::job_templates;
use portal_http::{DashboardUser, audited};

use super::super::shelf::TemplateShelf;
use super::error::PresetError;
use super::{Done, PresetErrorBody, find_own};

/// Removes saved values.
#[utoipa::path(delete, path = "/api/templates/{id}", operation_id = "deletePreset", tag = "presets", params(("id" = String, Path)),
    responses((status = 200, body = Done), (status = 401, body = portal_http::ErrorBody),
        (status = 403, body = PresetErrorBody), (status = 404, body = PresetErrorBody), (status = 429, body = portal_http::ErrorBody)))]
pub(crate) async fn remove(
    shelf: Data<TemplateShelf>,
    caller: DashboardUser,
    request: HttpRequest,
    id: Path<String>,
) -> Result<Json<Done>, PresetError> {
    let row = find_own(&shelf, &caller, &id).await?;
    let entry = audited(&request, Action::PresetDelete, &format!("preset:{}", row.id));
    shelf.trail.record(entry).await?;
    let removed = shelf
        .ask(move |connection| job_templates::remove(connection, &row.id))
        .await?;
    if removed == 0 {
        return Err(PresetError::NotFound);
    }
    Ok(Json(Done::new("Template deleted successfully")))
}
