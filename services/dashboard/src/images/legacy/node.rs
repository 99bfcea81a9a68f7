//! `GET /api/apptainer/images/{name}`

use actix_web::web::{Data, Json, Path};
use portal_db::images::Filter;
use portal_http::JobsReader;
use serde::Serialize;
use utoipa::ToSchema;

use super::{AllImages, MOST};
use crate::images::catalogue::ImageCatalogue;
use crate::images::error::ImageError;
use crate::images::list::page;

/// What a node has.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ImagesOfNode {
    node: String,
    #[serde(flatten)]
    all: AllImages,
}

/// Lists the images of a node, with their paths there; of one that has none, none.
#[utoipa::path(get, path = "/api/apptainer/images/{name}", operation_id = "listImagesOfNode", tag = "earlier portal",
    params(("name" = String, Path, description = "The node; headnode for the registry")),
    responses((status = 200, body = ImagesOfNode), (status = 401, body = portal_http::ErrorBody),
        (status = 403, body = portal_http::ErrorBody), (status = 429, body = portal_http::ErrorBody)))]
pub(crate) async fn list(
    catalogue: Data<ImageCatalogue>,
    _caller: JobsReader,
    name: Path<String>,
) -> Result<Json<ImagesOfNode>, ImageError> {
    let node = name.into_inner();
    let filter = Filter {
        node: Some(node.clone()),
        ..Filter::default()
    };
    let (images, total, _) = page(&catalogue, filter, None, MOST).await?;
    let all = AllImages { images, total };
    Ok(Json(ImagesOfNode { node, all }))
}
