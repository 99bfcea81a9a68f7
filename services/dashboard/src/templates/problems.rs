//! `GET /api/v2/templates/problems`

use actix_web::web::{Data, Json};
use portal_db::templates::{self, Template};
use portal_http::JobsReader;
use portal_templates::store::Access;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::error::TemplateError;
use super::shelf::{TemplateShelf, may};
use super::view::{ProblemView, problems};

/// Files of which no job can be made.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BrokenView {
    files: Vec<BrokenFile>,
    total: usize,
}

/// A file, and what is wrong with it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BrokenFile {
    /// Below the folder of templates.
    file_path: String,
    /// Empty when it never said one.
    template_id: String,
    source: String,
    /// Whether it is in lists all the same.
    listed: bool,
    #[schema(value_type = Vec<ProblemView>)]
    problems: Value,
}

/// Lists files of which no job can be made, as far as the caller may mend them.
#[utoipa::path(get, path = "/api/v2/templates/problems", operation_id = "listTemplateProblems", tag = "templates",
    responses((status = 200, body = BrokenView), (status = 401, body = portal_http::ErrorBody),
        (status = 403, body = portal_http::ErrorBody), (status = 429, body = portal_http::ErrorBody)))]
pub(crate) async fn list(shelf: Data<TemplateShelf>, caller: JobsReader) -> Result<Json<BrokenView>, TemplateError> {
    let rows = shelf.ask(templates::with_problems).await?;
    let own = rows.into_iter().filter(|row| may(&caller, &Access::Change, row));
    let files: Vec<BrokenFile> = own.map(BrokenFile::from).collect();
    Ok(Json(BrokenView {
        total: files.len(),
        files,
    }))
}

impl From<Template> for BrokenFile {
    fn from(row: Template) -> Self {
        Self {
            problems: problems(&row),
            file_path: row.file_path,
            template_id: row.template_id,
            source: row.source,
            listed: row.is_listed,
        }
    }
}
