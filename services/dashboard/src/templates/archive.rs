//! `DELETE /api/v2/templates/{id}`

use actix_web::HttpRequest;
use actix_web::web::{Data, Json, Path};
use portal_audit::Action;
use portal_db::templates::{self, FileChange};
use portal_http::{DashboardUser, audited};
use portal_templates::store::Access;
use serde::Serialize;
use utoipa::ToSchema;

use super::change::digest_of;
use super::error::TemplateError;
use super::shelf::{TemplateShelf, place_of};

/// It is out of use.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ArchivedView {
    success: bool,
    message: &'static str,
    template_id: String,
    /// The file's name in `archived`.
    archived_as: String,
}

/// Takes a template out of use: its file goes to `archived`, from where it can be put back.
#[utoipa::path(delete, path = "/api/v2/templates/{id}", operation_id = "archiveTemplate", tag = "templates", params(("id" = String, Path)),
    responses((status = 200, body = ArchivedView), (status = 401, body = portal_http::ErrorBody),
        (status = 403, body = portal_http::ErrorBody), (status = 404, body = portal_http::ErrorBody), (status = 409, body = portal_http::ErrorBody),
        (status = 429, body = portal_http::ErrorBody), (status = 503, body = portal_http::ErrorBody)))]
pub(crate) async fn archive(
    shelf: Data<TemplateShelf>,
    caller: DashboardUser,
    request: HttpRequest,
    id: Path<String>,
) -> Result<Json<ArchivedView>, TemplateError> {
    let row = shelf.find_to(&caller, &Access::Delete, &id).await?;
    let (place, digest) = (place_of(&row)?, digest_of(&row)?);
    let object = format!("template:{} {place}", row.template_id);
    let entry = audited(&request, Action::TemplateArchive, &object);
    shelf.trail.record(entry.clone()).await?;
    let path = place.to_string();
    let done = shelf.on_disk(move |store| store.archive(&place, &digest)).await;
    let name = done.inspect_err(|error| shelf.trail.note(entry.failed(error.problem().code())))?;
    shelf.follow(vec![FileChange::Gone(path)]).await;
    let (number, archived_as) = (row.id, name.clone());
    shelf
        .ask(move |connection| templates::note_archived(connection, number, Some(&archived_as)))
        .await?;
    Ok(Json(ArchivedView {
        success: true,
        message: "Template archived successfully",
        template_id: row.template_id,
        archived_as: name,
    }))
}
