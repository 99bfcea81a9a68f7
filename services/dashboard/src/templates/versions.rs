//! `GET /api/v2/templates/{id}/versions` and `GET /api/v2/templates/{id}/versions/{digest}`

use actix_web::HttpRequest;
use actix_web::web::{Data, Json, Path};
use portal_db::templates::{Template, versions};
use portal_http::{Caller, JobsReader};
use portal_templates::store::Digest;
use serde::Serialize;
use utoipa::ToSchema;

use super::error::TemplateError;
use super::shelf::{TemplateShelf, may_read_from};

/// Newest first; the 100 newest are kept.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VersionsView {
    template_id: String,
    versions: Vec<VersionView>,
    total: usize,
}

/// A version.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VersionView {
    /// SHA-256 of the file.
    digest: String,
    /// Bytes.
    size: i64,
    /// RFC 3339.
    made_at: String,
    /// Null when somebody wrote into the folder.
    #[schema(required = true)]
    made_by: Option<String>,
    /// `create`, `change`, `import`, `restore` or `folder`.
    how: String,
    /// Whether it is what the template says now.
    current: bool,
}

/// The text of a version.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VersionText {
    template_id: String,
    digest: String,
    yaml: String,
}

/// Lists what a template said, as far as the caller could have read it then: what its owner wrote while it was private stays theirs.
#[utoipa::path(get, path = "/api/v2/templates/{id}/versions", operation_id = "listTemplateVersions", tag = "templates", params(("id" = String, Path)),
    responses((status = 200, body = VersionsView), (status = 401, body = portal_http::ErrorBody),
        (status = 403, body = portal_http::ErrorBody), (status = 404, body = portal_http::ErrorBody), (status = 429, body = portal_http::ErrorBody)))]
pub(crate) async fn list(
    shelf: Data<TemplateShelf>,
    caller: JobsReader,
    request: HttpRequest,
    id: Path<String>,
) -> Result<Json<VersionsView>, TemplateError> {
    let row = shelf.find(&caller, &request, &id).await?;
    let number = row.id;
    let found = shelf.ask(move |connection| versions::list(connection, number)).await?;
    let mut is_newest = true;
    let versions: Vec<VersionView> = found
        .into_iter()
        .filter(|version| version.digest == row.digest || may_read_from(&caller, &version.source))
        .map(|version| VersionView {
            current: std::mem::take(&mut is_newest) && version.digest == row.digest,
            digest: version.digest,
            size: version.size,
            made_at: version.made_at,
            made_by: version.made_by,
            how: version.how,
        })
        .collect();
    Ok(Json(VersionsView {
        template_id: row.template_id,
        total: versions.len(),
        versions,
    }))
}

/// Shows what a version said.
#[utoipa::path(get, path = "/api/v2/templates/{id}/versions/{digest}", operation_id = "showTemplateVersion", tag = "templates",
    params(("id" = String, Path), ("digest" = String, Path)),
    responses((status = 200, body = VersionText), (status = 401, body = portal_http::ErrorBody),
        (status = 403, body = portal_http::ErrorBody), (status = 404, body = portal_http::ErrorBody), (status = 429, body = portal_http::ErrorBody)))]
pub(crate) async fn show(
    shelf: Data<TemplateShelf>,
    caller: JobsReader,
    request: HttpRequest,
    path: Path<(String, String)>,
) -> Result<Json<VersionText>, TemplateError> {
    let (id, digest) = path.into_inner();
    let row = shelf.find(&caller, &request, &id).await?;
    let yaml = shelf.version(&caller, &row, &digest).await?;
    Ok(Json(VersionText {
        template_id: row.template_id,
        digest,
        yaml,
    }))
}

impl TemplateShelf {
    /// The text of a version that the caller may read.
    ///
    /// # Errors
    /// When there is none.
    pub(super) async fn version(&self, caller: &Caller, row: &Template, digest: &str) -> Result<String, TemplateError> {
        let digest: Digest = digest.parse().map_err(|_no_digest| TemplateError::NoVersion)?;
        let (number, digest) = (row.id, digest.to_string());
        let is_current = digest == row.digest;
        let question = move |connection: &mut _| {
            let sources = versions::sources(connection, number, &digest)?;
            Ok((sources, versions::text(connection, number, &digest)?))
        };
        let (sources, text) = self.ask(question).await?;
        let may_read = is_current || sources.iter().any(|source| may_read_from(caller, source));
        text.filter(|_| may_read).ok_or(TemplateError::NoVersion)
    }
}
