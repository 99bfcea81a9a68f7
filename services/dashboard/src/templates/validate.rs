//! `GET /api/v2/templates/{id}/validate`

use actix_web::HttpRequest;
use actix_web::web::{Data, Json, Path};
use portal_db::images;
use portal_http::JobsReader;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::error::TemplateError;
use super::shelf::TemplateShelf;
use super::view::{ProblemView, problems};

/// Whether a job can be made of it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ValidView {
    template_id: String,
    valid: bool,
    /// The image that it is bound to; null when it has none, or leaves the choice.
    #[schema(required = true)]
    image_name: Option<String>,
    /// Whether the portal knows an image of that name, file's name or id, in the registry or on a node; null when there is no name.
    #[schema(required = true)]
    image_exists: Option<bool>,
    message: &'static str,
    #[schema(value_type = Vec<ProblemView>)]
    problems: Value,
}

/// Tells whether a job can be made of a template, and what is wrong with it.
#[utoipa::path(get, path = "/api/v2/templates/{id}/validate", operation_id = "validateTemplate", tag = "templates", params(("id" = String, Path)),
    responses((status = 200, body = ValidView), (status = 401, body = portal_http::ErrorBody),
        (status = 403, body = portal_http::ErrorBody), (status = 404, body = portal_http::ErrorBody), (status = 429, body = portal_http::ErrorBody)))]
pub(crate) async fn validate(
    shelf: Data<TemplateShelf>,
    caller: JobsReader,
    request: HttpRequest,
    id: Path<String>,
) -> Result<Json<ValidView>, TemplateError> {
    let row = shelf.find(&caller, &request, &id).await?;
    let document: Value = serde_json::from_str(&row.document).unwrap_or_default();
    let normalized = document.get("apptainer_normalized");
    let image_name = normalized.and_then(|image| image.get("image_name")?.as_str());
    let message = match (row.is_usable, normalized.is_some()) {
        (true, _) => "The template can be used",
        (false, false) => "Template does not specify an Apptainer image",
        (false, true) => "The template has problems",
    };
    let image_name = image_name.map(str::to_owned);
    let image_exists = match image_name.clone().filter(|name| !name.contains('\0')) {
        Some(name) => {
            let found = shelf.ask(move |connection| images::named(connection, &name)).await?;
            Some(found.is_some())
        }
        None => None,
    };
    Ok(Json(ValidView {
        valid: row.is_usable,
        image_name,
        image_exists,
        message,
        problems: problems(&row),
        template_id: row.template_id,
    }))
}
