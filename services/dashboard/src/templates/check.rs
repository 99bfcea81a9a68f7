//! `POST /api/v2/templates/check`

use actix_web::web::Json;
use portal_http::{DashboardUser, LargeJson};
use portal_templates::{Problem, schema};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::LONGEST_BODY;
use super::view::ProblemView;

/// A text that is perhaps not finished.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct TemplateText {
    yaml: String,
}

/// What it says, as far as it says something.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CheckView {
    /// Whether it can be listed.
    listed: bool,
    /// Whether a job can be made of it.
    usable: bool,
    #[schema(value_type = Vec<ProblemView>)]
    problems: Vec<Problem>,
    /// What the section `apptainer` means.
    #[schema(value_type = Option<Object>)]
    apptainer_normalized: Option<Value>,
    /// The whole of it, when a job can be made of it.
    #[schema(value_type = Option<Object>)]
    template: Option<Value>,
}

/// Reads a template without keeping it: for editors.
#[utoipa::path(post, path = "/api/v2/templates/check", operation_id = "checkTemplate", tag = "templates", request_body = TemplateText,
    responses((status = 200, body = CheckView), (status = 400, body = portal_http::ErrorBody), (status = 401, body = portal_http::ErrorBody),
        (status = 403, body = portal_http::ErrorBody), (status = 413, body = portal_http::ErrorBody), (status = 429, body = portal_http::ErrorBody)))]
pub(crate) async fn check(_user: DashboardUser, text: LargeJson<TemplateText, LONGEST_BODY>) -> Json<CheckView> {
    let reading = schema::read("template", text.0.yaml.as_bytes());
    Json(CheckView {
        listed: reading.metadata.is_some(),
        usable: reading.template.is_some(),
        problems: reading.problems,
        apptainer_normalized: reading.apptainer.map(|apptainer| apptainer.normalized()),
        template: reading
            .template
            .and_then(|template| serde_json::to_value(template).ok()),
    })
}
