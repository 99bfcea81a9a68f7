//! `PUT /api/templates/{id}`

use actix_web::HttpRequest;
use actix_web::web::{Data, Json, Path};
use portal_audit::Action;
use portal_db::job_templates::{self, Changes};
use portal_http::{DashboardUser, LargeJson, audited};

use super::super::LONGEST_BODY;
use super::super::shelf::TemplateShelf;
use super::draft::PresetDraft;
use super::error::PresetError;
use super::{Done, PresetErrorBody, find_own};

/// Changes saved values; what is absent stays.
#[utoipa::path(put, path = "/api/templates/{id}", operation_id = "changePreset", tag = "presets", params(("id" = String, Path)),
    request_body = PresetDraft,
    responses((status = 200, body = Done), (status = 400, body = PresetErrorBody), (status = 401, body = portal_http::ErrorBody),
        (status = 403, body = PresetErrorBody), (status = 404, body = PresetErrorBody), (status = 413, body = portal_http::ErrorBody),
        (status = 429, body = portal_http::ErrorBody)))]
pub(crate) async fn change(
    shelf: Data<TemplateShelf>,
    caller: DashboardUser,
    request: HttpRequest,
    id: Path<String>,
    draft: LargeJson<PresetDraft, LONGEST_BODY>,
) -> Result<Json<Done>, PresetError> {
    let row = find_own(&shelf, &caller, &id).await?;
    let values = draft.0.values()?;
    let changes = Changes {
        name: values.name,
        description: values.description,
        category: values.category,
        shared: values.shared,
        config: values.config,
        apptainer_template_id: values.apptainer_template_id,
        apptainer_image_id: values.apptainer_image_id,
        custom_values: values.custom_values,
        updated_at: shelf.clock.rfc3339(),
    };
    let entry = audited(&request, Action::PresetChange, &format!("preset:{}", row.id));
    shelf.trail.record(entry).await?;
    let changed = shelf
        .ask(move |connection| job_templates::change(connection, &row.id, &changes))
        .await?;
    if changed == 0 {
        return Err(PresetError::NotFound);
    }
    Ok(Json(Done::new("Template updated successfully")))
}
