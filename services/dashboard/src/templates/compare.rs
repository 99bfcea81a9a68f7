//! `GET /api/v2/templates/{id}/compare`

use actix_web::HttpRequest;
use actix_web::web::{Data, Json, Path};
use portal_http::JobsReader;
use portal_templates::difference::{Hunk, hunks, unified};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::error::TemplateError;
use super::shelf::TemplateShelf;
use crate::cluster::asked::{Asked, given};

/// Lines of both texts around a difference.
const AROUND: usize = 3;

/// Which versions.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct CompareQuery {
    /// `digest` of the older one.
    from: String,
    /// `digest` of the newer one; what the template says now, when absent.
    to: Option<String>,
}

/// What two versions differ in.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CompareView {
    template_id: String,
    from: String,
    to: String,
    #[schema(value_type = Vec<HunkView>)]
    hunks: Vec<Hunk>,
    /// As `diff -u` writes it.
    unified: String,
}

/// Lines that belong together.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "only describes the answer in the OpenAPI document")]
pub(crate) struct HunkView {
    /// From 1.
    old_start: usize,
    /// From 1.
    new_start: usize,
    lines: Vec<LineView>,
}

/// A line.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "only describes the answer in the OpenAPI document")]
pub(crate) struct LineView {
    /// `removed`, `added` or `same`.
    change: String,
    text: String,
}

/// Compares two versions, line by line.
#[utoipa::path(get, path = "/api/v2/templates/{id}/compare", operation_id = "compareTemplateVersions", tag = "templates",
    params(("id" = String, Path), CompareQuery),
    responses((status = 200, body = CompareView), (status = 400, body = portal_http::ErrorBody), (status = 401, body = portal_http::ErrorBody),
        (status = 403, body = portal_http::ErrorBody), (status = 404, body = portal_http::ErrorBody), (status = 429, body = portal_http::ErrorBody)))]
pub(crate) async fn compare(
    shelf: Data<TemplateShelf>,
    caller: JobsReader,
    request: HttpRequest,
    id: Path<String>,
    asked: Asked<CompareQuery>,
) -> Result<Json<CompareView>, TemplateError> {
    let row = shelf.find(&caller, &request, &id).await?;
    let from = asked.0.from;
    let to = given(asked.0.to.as_deref()).unwrap_or(&row.digest).to_owned();
    let old = shelf.version(&caller, &row, &from).await?;
    let new = shelf.version(&caller, &row, &to).await?;
    Ok(Json(CompareView {
        hunks: hunks(&old, &new, AROUND),
        unified: unified((from.as_str(), old.as_str()), (to.as_str(), new.as_str())),
        template_id: row.template_id,
        from,
        to,
    }))
}
