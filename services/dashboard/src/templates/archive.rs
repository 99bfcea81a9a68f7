//! `DELETE /api/v2/templates/{id}`

use actix_web::HttpRequest;
use actix_web::web::{Data, Json, Path};
use portal_audit::Action;
use portal_db::templates::{self, FileChange};
use portal_http::{DashboardUser, audited};
use portal_templates::store::{Access, Digest, Place};
use serde::Serialize;
use utoipa::ToSchema;

use super::change::digest_of;
use super::error::TemplateError;
use super::shelf::{TemplateShelf, place_of};

/// How often a name in the archive is looked for that nobody else takes in the same instant.
const TRIES: u32 = 8;

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
    let done = shelf.put_away(row.id, place, digest).await;
    let archived_as = done.inspect_err(|error| shelf.trail.note(entry.failed(error.problem().code())))?;
    shelf.follow(vec![FileChange::Gone(path)]).await;
    // Who tried the same at once has perhaps noted another name meanwhile; now nobody does any more.
    let (number, name) = (row.id, archived_as.clone());
    shelf
        .ask(move |connection| templates::has_archived(connection, number, &name))
        .await?;
    Ok(Json(ArchivedView {
        success: true,
        message: "Template archived successfully",
        template_id: row.template_id,
        archived_as,
    }))
}

impl TemplateShelf {
    /// Moves the file, and gives its name in `archived`. The row knows the name before: whatever happens in between, a file that
    /// went there can be put back.
    async fn put_away(&self, number: i64, place: Place, digest: Digest) -> Result<String, TemplateError> {
        for _ in 0..TRIES {
            let at = place.clone();
            let name = self.on_disk(move |store| Ok(store.archive_name(&at)?)).await?;
            let noted = name.clone();
            let noted = self.ask(move |connection| templates::will_archive(connection, number, &noted));
            if !noted.await? {
                return Err(TemplateError::NotFound);
            }
            let (at, to) = (place.clone(), name.clone());
            match self.on_disk(move |store| store.archive(&at, &digest, &to)).await {
                Ok(true) => return Ok(name),
                Ok(false) => {}
                Err(error) => {
                    // Should it stay, it counts only once the file has gone in another way, and then nothing is found there.
                    let _ = self
                        .ask(move |connection| templates::will_not_archive(connection, number, &name))
                        .await;
                    return Err(error);
                }
            }
        }
        Err(TemplateError::Taken)
    }
}
