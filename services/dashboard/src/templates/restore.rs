//! `POST /api/v2/templates/{id}/versions/{digest}/restore`

use actix_web::HttpRequest;
use actix_web::web::{Data, Json, Path};
use portal_audit::Action;
use portal_http::DashboardUser;
use portal_templates::store::Access;

use super::change::{Written, digest_of, write};
use super::create::WrittenView;
use super::error::TemplateError;
use super::shelf::TemplateShelf;

/// Has a template say again what a version of it said. That is another version, so nothing is lost.
#[utoipa::path(post, path = "/api/v2/templates/{id}/versions/{digest}/restore", operation_id = "restoreTemplateVersion", tag = "templates",
    params(("id" = String, Path), ("digest" = String, Path)),
    responses((status = 200, body = WrittenView), (status = 400, body = portal_http::ErrorBody), (status = 401, body = portal_http::ErrorBody),
        (status = 403, body = portal_http::ErrorBody), (status = 404, body = portal_http::ErrorBody), (status = 409, body = portal_http::ErrorBody),
        (status = 429, body = portal_http::ErrorBody), (status = 503, body = portal_http::ErrorBody), (status = 507, body = portal_http::ErrorBody)))]
pub(crate) async fn restore(
    shelf: Data<TemplateShelf>,
    caller: DashboardUser,
    request: HttpRequest,
    path: Path<(String, String)>,
) -> Result<Json<WrittenView>, TemplateError> {
    let (id, digest) = path.into_inner();
    let row = shelf.find_to(&caller, &Access::Change, &id).await?;
    let written = Written {
        action: Action::TemplateRestore,
        how: "restore",
        text: shelf.version(&caller, &row, &digest).await?,
        based_on: digest_of(&row)?,
    };
    let document = write(&shelf, &caller, &request, &row, written).await?;
    let message = "Template restored successfully";
    Ok(Json(WrittenView::new(message, &document, row.template_id)))
}
