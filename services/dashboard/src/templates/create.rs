//! `POST /api/v2/templates`

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use portal_audit::Action;
use portal_db::templates;
use portal_http::{Caller, DashboardUser, LargeJson, audited};
use portal_templates::Problem;
use portal_templates::schema::Metadata;
use portal_templates::store::{Access, Place, Source, wanted_source};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::LONGEST_BODY;
use super::error::TemplateError;
use super::shelf::{TemplateShelf, may_in, person, refusal};
use super::view::ProblemView;
use super::writing::{Plan, metadata_of};

/// A new template.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct NewTemplate {
    /// The file. Its `source`, or `is_public`, decides where it goes.
    yaml: Option<String>,
}

/// It is there.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WrittenView {
    success: bool,
    message: &'static str,
    /// Below the folder of templates.
    file_path: String,
    template_id: String,
    /// SHA-256 of the file: its version.
    digest: String,
    /// What is wrong with it all the same.
    #[schema(value_type = Vec<ProblemView>)]
    problems: Vec<Problem>,
}

impl WrittenView {
    pub(super) fn new(
        message: &'static str,
        document: &portal_templates::store::Document,
        template_id: String,
    ) -> Self {
        Self {
            success: true,
            message,
            file_path: document.place.to_string(),
            template_id,
            digest: document.digest.to_string(),
            problems: document.reading.problems.clone(),
        }
    }
}

/// Puts a new template into the folder.
///
/// A text that cannot be listed is a 400 with all `problems`, each with line, column and key; one of which no job can be made yet is
/// taken, and its problems are in the answer.
#[utoipa::path(post, path = "/api/v2/templates", operation_id = "createTemplate", tag = "templates", request_body = NewTemplate,
    responses((status = 201, body = WrittenView), (status = 400, body = portal_http::ErrorBody), (status = 401, body = portal_http::ErrorBody),
        (status = 403, body = portal_http::ErrorBody), (status = 409, body = portal_http::ErrorBody), (status = 413, body = portal_http::ErrorBody),
        (status = 429, body = portal_http::ErrorBody), (status = 503, body = portal_http::ErrorBody), (status = 507, body = portal_http::ErrorBody)))]
pub(crate) async fn create(
    shelf: Data<TemplateShelf>,
    caller: DashboardUser,
    request: HttpRequest,
    new: LargeJson<NewTemplate, LONGEST_BODY>,
) -> Result<HttpResponse, TemplateError> {
    let text = new.0.yaml.filter(|text| !text.trim().is_empty());
    let text = text.ok_or(TemplateError::Nothing("YAML content required"))?;
    let metadata = metadata_of(&text)?;
    let source = wanted_source(&metadata, &person(&caller)?);
    let made = Made {
        action: Action::TemplateCreate,
        how: "create",
        source,
        text,
        metadata,
    };
    let view = make(&shelf, &caller, &request, made, "Template created successfully").await?;
    Ok(HttpResponse::Created().json(view))
}

/// A template that is to be made.
pub(super) struct Made {
    pub(super) action: Action,
    pub(super) how: &'static str,
    pub(super) source: Source,
    pub(super) text: String,
    pub(super) metadata: Metadata,
}

/// Makes it, if the caller may and its id is free.
///
/// # Errors
/// Why it was not made.
pub(super) async fn make(
    shelf: &TemplateShelf,
    caller: &Caller,
    request: &HttpRequest,
    made: Made,
    message: &'static str,
) -> Result<WrittenView, TemplateError> {
    let metadata = made.metadata;
    if !may_in(caller, &Access::Create, &made.source, None) {
        return Err(TemplateError::NotAllowed(match made.source {
            Source::Official => "Only users with admin permission can create official templates",
            _ => refusal(&Access::Create, 2),
        }));
    }
    let id = metadata.id.clone();
    let known = shelf
        .ask(move |connection| templates::find(connection, id.as_str()))
        .await?;
    if known.is_some() {
        return Err(TemplateError::Taken);
    }
    let category = category_of(&metadata);
    let plan = Plan {
        place: Place::of_new(made.source.clone(), &category, &metadata.id),
        text: made.text,
        by: caller.name().to_owned(),
        how: made.how,
        owner: Some(caller.name().to_owned()),
        moved_from: None,
    };
    let object = format!("template:{} {}", metadata.id, plan.place);
    let entry = audited(request, made.action, &object);
    let source = made.source;
    let document = shelf
        .write(entry, plan, move |store, plan| {
            store.create(source, &category, &plan.text)
        })
        .await?;
    tracing::info!(template.id = %metadata.id, user.name = caller.name(), "template {} made", metadata.id);
    Ok(WrittenView::new(message, &document, metadata.id.to_string()))
}

/// The folder of a new one.
pub(super) fn category_of(metadata: &Metadata) -> portal_templates::Category {
    metadata
        .category
        .clone()
        .unwrap_or_else(portal_templates::Category::custom)
}
