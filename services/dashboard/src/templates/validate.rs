//! `GET /api/v2/templates/{id}/validate`

use actix_web::HttpRequest;
use actix_web::web::{Data, Json, Path};
use portal_db::{AnyConnection, QueryResult, images};
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
    /// Where it lies: the place by which it is described. Absent when it is not known, as are the next two in their cases.
    #[serde(skip_serializing_if = "Option::is_none")]
    image_path: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    image_partition: Option<String>,
    /// When none of that name is known: the first names of those that are, at most 100.
    #[serde(skip_serializing_if = "Option::is_none")]
    available_images: Option<Vec<String>>,
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
    let asked = image_name.clone();
    let found = shelf
        .ask(move |connection| look_for(connection, asked.as_deref()))
        .await?;
    Ok(Json(ValidView {
        valid: row.is_usable,
        image_name,
        image_exists: found.exists,
        image_path: found.path,
        image_partition: found.partition,
        available_images: found.others,
        message,
        problems: problems(&row),
        template_id: row.template_id,
    }))
}

/// Most names of images that an answer has.
const MOST_NAMES: i64 = 100;

/// What is known of an image by its name.
#[derive(Default)]
struct Found {
    exists: Option<bool>,
    path: Option<String>,
    partition: Option<String>,
    others: Option<Vec<String>>,
}

fn look_for(connection: &mut AnyConnection, name: Option<&str>) -> QueryResult<Found> {
    let Some(name) = name else {
        return Ok(Found::default());
    };
    // PostgreSQL's texts hold no NUL: no image is called so.
    let image = match name.contains('\0') {
        true => None,
        false => images::named(connection, name)?,
    };
    if let Some(image) = image {
        return Ok(Found {
            exists: Some(true),
            path: Some(image.path),
            partition: Some(image.partition),
            others: None,
        });
    }
    let page = images::list(connection, &images::Filter::default(), None, MOST_NAMES)?;
    let mut names: Vec<String> = page.images.into_iter().map(|image| image.name).collect();
    names.sort_unstable();
    names.dedup();
    Ok(Found {
        exists: Some(false),
        others: Some(names),
        ..Found::default()
    })
}
