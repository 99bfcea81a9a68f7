//! `GET /api/v2/templates/categories`

use actix_web::web::{Data, Json};
use portal_db::templates;
use portal_http::JobsReader;
use serde::Serialize;
use utoipa::ToSchema;

use super::error::TemplateError;
use super::shelf::{TemplateShelf, visible_to};

/// By name.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CategoriesView {
    categories: Vec<CategoryView>,
}

/// A category, and what the caller may see in it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CategoryView {
    name: String,
    count: usize,
    /// Ids.
    templates: Vec<String>,
}

/// Tells the categories of the templates that the caller may see.
#[utoipa::path(get, path = "/api/v2/templates/categories", operation_id = "listTemplateCategories", tag = "templates",
    responses((status = 200, body = CategoriesView), (status = 401, body = portal_http::ErrorBody),
        (status = 403, body = portal_http::ErrorBody), (status = 429, body = portal_http::ErrorBody)))]
pub(crate) async fn list(
    shelf: Data<TemplateShelf>,
    caller: JobsReader,
) -> Result<Json<CategoriesView>, TemplateError> {
    let visible = visible_to(&caller);
    let found = shelf
        .ask(move |connection| templates::categories(connection, visible))
        .await?;
    let categories = found.into_iter().map(|category| CategoryView {
        name: category.name,
        count: category.templates.len(),
        templates: category.templates,
    });
    Ok(Json(CategoriesView {
        categories: categories.collect(),
    }))
}
