//! `POST /api/v2/templates/import`

use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use portal_audit::Action;
use portal_http::DashboardUser;
use portal_templates::schema;
use portal_templates::store::Source;
use utoipa::ToSchema;

use super::create::{Made, WrittenView, make};
use super::error::TemplateError;
use super::form;
use super::shelf::{TemplateShelf, person};
use super::writing::metadata_of;

/// The form.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "only describes the form in the OpenAPI document")]
pub(crate) struct ImportForm {
    /// A YAML file of at most 256 KiB.
    #[schema(format = Binary)]
    file: String,
    /// `true`: for everybody, in `community`; else one's own.
    is_public: Option<String>,
}

/// Makes a template of a file that somebody has. It is always the caller's, whatever `user_id` says.
#[utoipa::path(post, path = "/api/v2/templates/import", operation_id = "importTemplate", tag = "templates",
    request_body(content = ImportForm, content_type = "multipart/form-data"),
    responses((status = 201, body = WrittenView), (status = 400, body = portal_http::ErrorBody), (status = 401, body = portal_http::ErrorBody),
        (status = 403, body = portal_http::ErrorBody), (status = 408, body = portal_http::ErrorBody), (status = 409, body = portal_http::ErrorBody),
        (status = 413, body = portal_http::ErrorBody), (status = 429, body = portal_http::ErrorBody), (status = 503, body = portal_http::ErrorBody),
        (status = 507, body = portal_http::ErrorBody)))]
pub(crate) async fn import(
    shelf: Data<TemplateShelf>,
    caller: DashboardUser,
    request: HttpRequest,
    body: Payload,
) -> Result<HttpResponse, TemplateError> {
    let sent = form::read(&request, body).await?;
    let bytes = sent.file.filter(|bytes| !bytes.is_empty());
    let bytes = bytes.ok_or(TemplateError::Nothing("No file provided"))?;
    // What is not UTF-8 is told with its place.
    let text = String::from_utf8(bytes).map_err(|error| {
        let reading = schema::read("template", error.as_bytes());
        TemplateError::NoTemplate(reading.problems)
    })?;
    let metadata = metadata_of(&text)?;
    let source = if sent.is_public {
        Source::Community
    } else {
        Source::Private(person(&caller)?)
    };
    let made = Made {
        action: Action::TemplateImport,
        how: "import",
        source,
        text,
        metadata,
    };
    let view = make(&shelf, &caller, &request, made, "Template imported successfully").await?;
    Ok(HttpResponse::Created().json(view))
}
