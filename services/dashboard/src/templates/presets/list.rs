//! `GET /api/templates`

use actix_web::web::{Data, Json};
use portal_db::job_templates::{self, Filter};
use portal_http::JobsReader;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::super::shelf::{TemplateShelf, is_admin};
use super::error::PresetError;
use super::{PresetErrorBody, PresetView};
use crate::cluster::asked::{Asked, given};

/// Which ones.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PresetQuery {
    /// `ml`, `simulation`, `data` or `custom`.
    category: Option<String>,
    /// `true`: only shared ones.
    shared: Option<String>,
    /// Only this person's.
    user_id: Option<String>,
}

/// The most used first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PresetsView {
    success: bool,
    templates: Vec<PresetView>,
    count: usize,
}

/// Lists saved values that the caller may see.
#[utoipa::path(get, path = "/api/templates", operation_id = "listPresets", tag = "presets", params(PresetQuery),
    responses((status = 200, body = PresetsView), (status = 400, body = PresetErrorBody), (status = 401, body = portal_http::ErrorBody),
        (status = 403, body = portal_http::ErrorBody), (status = 429, body = portal_http::ErrorBody)))]
pub(crate) async fn list(
    shelf: Data<TemplateShelf>,
    caller: JobsReader,
    asked: Asked<PresetQuery>,
) -> Result<Json<PresetsView>, PresetError> {
    let query = asked.0;
    let filter = Filter {
        visible_to: (!is_admin(&caller)).then(|| caller.name().to_owned()),
        category: given(query.category.as_deref()).map(str::to_owned),
        only_shared: query.shared.is_some_and(|word| word.eq_ignore_ascii_case("true")),
        created_by: given(query.user_id.as_deref()).map(str::to_owned),
    };
    let rows = shelf
        .ask(move |connection| job_templates::list(connection, &filter))
        .await?;
    let templates: Vec<PresetView> = rows.into_iter().map(PresetView::from).collect();
    Ok(Json(PresetsView {
        success: true,
        count: templates.len(),
        templates,
    }))
}
