//! `GET /api/v2/templates/export/{id}`

use actix_web::HttpRequest;
use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::web::{Data, Path};
use portal_db::templates::versions;
use portal_http::JobsReader;

use super::error::TemplateError;
use super::shelf::TemplateShelf;

/// Hands out the file, as its author wrote it.
#[utoipa::path(get, path = "/api/v2/templates/export/{id}", operation_id = "exportTemplate", tag = "templates", params(("id" = String, Path)),
    responses((status = 200, content_type = "application/x-yaml", body = String), (status = 401, body = portal_http::ErrorBody),
        (status = 403, body = portal_http::ErrorBody), (status = 404, body = portal_http::ErrorBody), (status = 429, body = portal_http::ErrorBody)))]
pub(crate) async fn export(
    shelf: Data<TemplateShelf>,
    caller: JobsReader,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, TemplateError> {
    let row = shelf.find(&caller, &request, &id).await?;
    let (number, digest) = (row.id, row.digest);
    let text = shelf
        .ask(move |connection| versions::text(connection, number, &digest))
        .await?;
    let text = text.ok_or(TemplateError::NoVersion)?;
    // An id is letters, digits, dots, dashes and underscores.
    let name = format!("attachment; filename={}.yaml", row.template_id);
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/x-yaml; charset=utf-8"))
        .insert_header((CONTENT_DISPOSITION, name))
        .body(text))
}
