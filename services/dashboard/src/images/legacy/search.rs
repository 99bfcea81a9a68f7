//! `GET /api/apptainer/search`

use actix_web::web::{Data, Json};
use portal_db::images::Filter;
use portal_http::JobsReader;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{AllImages, MOST};
use crate::cluster::asked::{Asked, given, list as words};
use crate::images::catalogue::ImageCatalogue;
use crate::images::error::ImageError;
use crate::images::list::page;

/// What is searched.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct SearchQuery {
    /// A part of name or description.
    q: Option<String>,
    /// Comma list of names of labels; one of them is enough.
    tags: Option<String>,
}

/// What was searched, and found.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FoundImages {
    /// As asked, in lower case.
    query: String,
    tags: Vec<String>,
    #[serde(flatten)]
    all: AllImages,
}

/// Searches images.
#[utoipa::path(get, path = "/api/apptainer/search", operation_id = "searchImages", tag = "earlier portal", params(SearchQuery),
    responses((status = 200, body = FoundImages), (status = 400, body = portal_http::ErrorBody), (status = 401, body = portal_http::ErrorBody),
        (status = 403, body = portal_http::ErrorBody), (status = 429, body = portal_http::ErrorBody)))]
pub(crate) async fn search(
    catalogue: Data<ImageCatalogue>,
    _caller: JobsReader,
    asked: Asked<SearchQuery>,
) -> Result<Json<FoundImages>, ImageError> {
    let tags = words(asked.0.tags.as_deref());
    let filter = Filter {
        text: given(asked.0.q.as_deref()).map(str::to_owned),
        tags: tags.clone(),
        ..Filter::default()
    };
    let (images, total, _) = page(&catalogue, filter, None, MOST).await?;
    Ok(Json(FoundImages {
        query: asked.0.q.unwrap_or_default().to_lowercase(),
        tags,
        all: AllImages { images, total },
    }))
}
