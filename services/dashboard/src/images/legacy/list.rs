//! `GET /api/apptainer/images`

use actix_web::web::{Data, Json};
use portal_db::images::Filter;
use portal_http::JobsReader;
use serde::Deserialize;
use utoipa::IntoParams;

use super::{AllImages, MOST};
use crate::cluster::asked::{Asked, given};
use crate::images::catalogue::ImageCatalogue;
use crate::images::error::ImageError;
use crate::images::list::page;

/// Which images.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct AllQuery {
    /// The partition; an unknown one finds nothing.
    partition: Option<String>,
    /// `viz`, `compute`, `shared` or `custom`.
    #[serde(rename = "type")]
    kind: Option<String>,
    /// A node on which it lies.
    node: Option<String>,
}

/// Lists all images, by partition and name.
#[utoipa::path(get, path = "/api/apptainer/images", operation_id = "listAllImages", tag = "earlier portal", params(AllQuery),
    responses((status = 200, body = AllImages), (status = 400, body = portal_http::ErrorBody), (status = 401, body = portal_http::ErrorBody),
        (status = 403, body = portal_http::ErrorBody), (status = 429, body = portal_http::ErrorBody)))]
pub(crate) async fn list(
    catalogue: Data<ImageCatalogue>,
    _caller: JobsReader,
    asked: Asked<AllQuery>,
) -> Result<Json<AllImages>, ImageError> {
    let text = |text: &Option<String>| given(text.as_deref()).map(str::to_owned);
    let filter = Filter {
        partition: text(&asked.0.partition),
        kind: text(&asked.0.kind),
        node: text(&asked.0.node),
        ..Filter::default()
    };
    let (images, total, _) = page(&catalogue, filter, None, MOST).await?;
    Ok(Json(AllImages { images, total }))
}
