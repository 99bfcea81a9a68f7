//! `GET /api/v2/templates/archived` and `POST /api/v2/templates/archived/{id}/restore`

use actix_web::HttpRequest;
use actix_web::web::{Data, Json, Path};
use portal_audit::Action;
use portal_db::templates::{self, Template};
use portal_http::{DashboardUser, JobsReader, audited};
use portal_templates::Category;
use portal_templates::store::{Access, Place};
use serde::Serialize;
use utoipa::ToSchema;

use super::change::digest_of;
use super::create::WrittenView;
use super::error::TemplateError;
use super::shelf::{TemplateShelf, may, place_of, refusal};
use super::writing::Plan;

/// What was archived here, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ArchiveView {
    archived: Vec<ArchivedTemplate>,
    total: usize,
}

/// A template out of use.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ArchivedTemplate {
    /// To put it back.
    number: i64,
    template_id: String,
    display_name: String,
    category: String,
    source: String,
    /// Its name in `archived`.
    archived_as: String,
    /// Where it was.
    file_path: String,
}

/// Lists archived templates that the caller may put back.
#[utoipa::path(get, path = "/api/v2/templates/archived", operation_id = "listArchivedTemplates", tag = "templates",
    responses((status = 200, body = ArchiveView), (status = 401, body = portal_http::ErrorBody),
        (status = 403, body = portal_http::ErrorBody), (status = 429, body = portal_http::ErrorBody)))]
pub(crate) async fn list(shelf: Data<TemplateShelf>, caller: JobsReader) -> Result<Json<ArchiveView>, TemplateError> {
    let rows = shelf.ask(templates::archived).await?;
    let own = rows.into_iter().filter(|row| may(&caller, &Access::Delete, row));
    let archived: Vec<ArchivedTemplate> = own.map(ArchivedTemplate::from).collect();
    Ok(Json(ArchiveView {
        total: archived.len(),
        archived,
    }))
}

impl From<Template> for ArchivedTemplate {
    fn from(row: Template) -> Self {
        Self {
            number: row.id,
            template_id: row.template_id,
            display_name: row.display_name,
            category: row.category,
            source: row.source,
            archived_as: row.archived_as.unwrap_or_default(),
            file_path: row.file_path,
        }
    }
}

/// Puts an archived template back into use, in the folder of its category.
#[utoipa::path(post, path = "/api/v2/templates/archived/{id}/restore", operation_id = "restoreArchivedTemplate", tag = "templates",
    params(("id" = i64, Path, description = "Its number in the list")),
    responses((status = 200, body = WrittenView), (status = 401, body = portal_http::ErrorBody),
        (status = 403, body = portal_http::ErrorBody), (status = 404, body = portal_http::ErrorBody), (status = 409, body = portal_http::ErrorBody),
        (status = 429, body = portal_http::ErrorBody), (status = 503, body = portal_http::ErrorBody)))]
pub(crate) async fn restore(
    shelf: Data<TemplateShelf>,
    caller: DashboardUser,
    request: HttpRequest,
    id: Path<String>,
) -> Result<Json<WrittenView>, TemplateError> {
    let number: i64 = id.parse().map_err(|_no_number| TemplateError::NotFound)?;
    let row = shelf
        .ask(move |connection| templates::find_archived(connection, number))
        .await?;
    let row = row
        .filter(|row| may(&caller, &Access::Delete, row))
        .ok_or(TemplateError::NotFound)?;
    let place = place_of(&row)?;
    let source = place.source().clone();
    if !may(&caller, &Access::Create, &row) {
        return Err(TemplateError::NotAllowed(refusal(&Access::Create, row.rank)));
    }
    let id = row.template_id.clone();
    if shelf
        .ask(move |connection| templates::find(connection, &id))
        .await?
        .is_some()
    {
        return Err(TemplateError::Taken);
    }
    let category = row.category.parse().unwrap_or_else(|_unfit| Category::custom());
    let id = row.template_id.parse().map_err(|_unfit| TemplateError::NotFound)?;
    let goes = Place::of_new(source.clone(), &category, &id);
    let (text, digest) = (shelf.archived_text(&row).await?, digest_of(&row)?);
    let name = row.archived_as.clone().unwrap_or_default();
    let entry = audited(&request, Action::TemplateRestore, &format!("template:{id} {goes}"));
    let plan = Plan {
        moved_from: (goes != place).then_some(place),
        place: goes,
        text,
        by: caller.name().to_owned(),
        how: "restore",
        owner: row.owner.clone(),
    };
    let document = shelf
        .write(entry, plan, move |store, _plan| {
            store.unarchive(&name, &digest, source, &category)
        })
        .await?;
    let message = "Template restored successfully";
    Ok(Json(WrittenView::new(message, &document, row.template_id)))
}

impl TemplateShelf {
    /// What it said when it was archived: by that its coming back is known.
    async fn archived_text(&self, row: &Template) -> Result<String, TemplateError> {
        let (number, digest) = (row.id, row.digest.clone());
        let text = self
            .ask(move |connection| templates::versions::text(connection, number, &digest))
            .await?;
        text.ok_or(TemplateError::NoVersion)
    }
}
