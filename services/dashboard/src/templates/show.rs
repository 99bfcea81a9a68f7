//! `GET /api/v2/templates/{id}`

use actix_web::HttpRequest;
use actix_web::web::{Data, Json, Path};
use portal_db::templates::versions;
use portal_http::JobsReader;

use super::error::TemplateError;
use super::shelf::TemplateShelf;
use super::view::{Detail, TemplateDocument};

/// Shows a template, with its file and what is wrong with it.
#[utoipa::path(get, path = "/api/v2/templates/{id}", operation_id = "showTemplate", tag = "templates", params(("id" = String, Path)),
    responses((status = 200, body = TemplateDocument), (status = 401, body = portal_http::ErrorBody),
        (status = 403, body = portal_http::ErrorBody), (status = 404, body = portal_http::ErrorBody), (status = 429, body = portal_http::ErrorBody)))]
pub(crate) async fn show(
    shelf: Data<TemplateShelf>,
    caller: JobsReader,
    request: HttpRequest,
    id: Path<String>,
) -> Result<Json<Detail>, TemplateError> {
    let row = shelf.find(&caller, &request, &id).await?;
    let (number, digest) = (row.id, row.digest.clone());
    let yaml = shelf
        .ask(move |connection| versions::text(connection, number, &digest))
        .await?;
    Ok(Json(Detail::new(&caller, row, yaml)))
}
