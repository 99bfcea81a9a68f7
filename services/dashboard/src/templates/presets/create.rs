//! `POST /api/templates`

use std::fmt::Write as _;

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use portal_audit::Action;
use portal_db::job_templates::{self, Preset};
use portal_http::{DashboardUser, LargeJson, audited};
use serde::Serialize;
use utoipa::ToSchema;

use super::super::LONGEST_BODY;
use super::super::shelf::TemplateShelf;
use super::PresetErrorBody;
use super::draft::PresetDraft;
use super::error::PresetError;

/// It is there.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PresetMade {
    success: bool,
    template_id: String,
    message: &'static str,
}

/// Saves values of a job form.
#[utoipa::path(post, path = "/api/templates", operation_id = "createPreset", tag = "presets", request_body = PresetDraft,
    responses((status = 201, body = PresetMade), (status = 400, body = PresetErrorBody), (status = 401, body = portal_http::ErrorBody),
        (status = 403, body = portal_http::ErrorBody), (status = 409, body = PresetErrorBody), (status = 413, body = portal_http::ErrorBody),
        (status = 429, body = portal_http::ErrorBody)))]
pub(crate) async fn create(
    shelf: Data<TemplateShelf>,
    caller: DashboardUser,
    request: HttpRequest,
    draft: LargeJson<PresetDraft, LONGEST_BODY>,
) -> Result<HttpResponse, PresetError> {
    let values = draft.0.values()?;
    let now = shelf.clock.rfc3339();
    let preset = Preset {
        id: new_id(),
        name: values.name.ok_or(PresetError::Missing("Name is required"))?,
        config: values.config.ok_or(PresetError::Missing("Config is required"))?,
        description: values.description.unwrap_or_default(),
        category: values.category.unwrap_or_else(|| "custom".to_owned()),
        shared: values.shared.unwrap_or_default(),
        created_by: caller.name().to_owned(),
        created_at: now.clone(),
        updated_at: now,
        usage_count: 0,
        apptainer_template_id: values.apptainer_template_id,
        apptainer_image_id: values.apptainer_image_id,
        custom_values: values.custom_values,
    };
    let template_id = preset.id.clone();
    let entry = audited(&request, Action::PresetCreate, &format!("preset:{template_id}"));
    shelf.trail.record(entry).await?;
    let added = shelf
        .ask(move |connection| job_templates::add(connection, &preset))
        .await?;
    if !added {
        return Err(PresetError::TooMany);
    }
    Ok(HttpResponse::Created().json(PresetMade {
        success: true,
        template_id,
        message: "Template created successfully",
    }))
}

fn new_id() -> String {
    let mut id = "tpl-".to_owned();
    for byte in rand::random::<[u8; 6]>() {
        // Writing to a String cannot fail.
        let _ = write!(id, "{byte:02x}");
    }
    id
}
