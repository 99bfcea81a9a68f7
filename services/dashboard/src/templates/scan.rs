//! `POST /api/v2/templates/scan`

use actix_web::web::Data;
use actix_web::web::Json;
use portal_http::DashboardUser;
use serde::Serialize;
use utoipa::ToSchema;

use super::error::TemplateError;
use super::shelf::TemplateShelf;

/// What was found.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ScanView {
    success: bool,
    message: &'static str,
    stats: ScanStats,
}

/// Files of which the list did not know yet.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ScanStats {
    inserted: usize,
    updated: usize,
    deleted: usize,
}

/// Looks into the folder now. It is followed anyway: what is found here is what the last second brought.
#[utoipa::path(post, path = "/api/v2/templates/scan", operation_id = "scanTemplates", tag = "templates",
    responses((status = 200, body = ScanView), (status = 401, body = portal_http::ErrorBody), (status = 403, body = portal_http::ErrorBody),
        (status = 429, body = portal_http::ErrorBody), (status = 503, body = portal_http::ErrorBody)))]
pub(crate) async fn scan(shelf: Data<TemplateShelf>, _user: DashboardUser) -> Result<Json<ScanView>, TemplateError> {
    let looking = shelf.into_inner();
    let counts = tokio::task::spawn_blocking(move || looking.keeper.look_now()).await;
    let counts = counts.map_err(TemplateError::Interrupted)?.ok_or(TemplateError::Away)?;
    Ok(Json(ScanView {
        success: true,
        message: "Templates scanned and synced successfully",
        stats: ScanStats {
            inserted: counts.added,
            updated: counts.changed,
            deleted: counts.removed,
        },
    }))
}
