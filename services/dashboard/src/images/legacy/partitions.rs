//! `GET /api/apptainer/partitions`

use std::collections::{BTreeMap, BTreeSet};

use actix_web::web::{Data, Json};
use portal_db::images::{self, PartitionCount};
use portal_http::JobsReader;
use serde::Serialize;
use utoipa::ToSchema;

use crate::images::catalogue::ImageCatalogue;
use crate::images::error::ImageError;

/// By name.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ImagePartitions {
    partitions: Vec<ImagePartition>,
}

/// A partition, and what is in it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ImagePartition {
    name: String,
    total_images: usize,
    nodes: BTreeSet<String>,
    /// How many of each type.
    types: BTreeMap<String, usize>,
}

/// Lists the partitions that have images.
#[utoipa::path(get, path = "/api/apptainer/partitions", operation_id = "listImagePartitions", tag = "earlier portal",
    responses((status = 200, body = ImagePartitions), (status = 401, body = portal_http::ErrorBody),
        (status = 403, body = portal_http::ErrorBody), (status = 429, body = portal_http::ErrorBody)))]
pub(crate) async fn list(
    catalogue: Data<ImageCatalogue>,
    _caller: JobsReader,
) -> Result<Json<ImagePartitions>, ImageError> {
    let counts = catalogue.ask(images::partitions).await?;
    let partitions = counts.into_iter().map(ImagePartition::from).collect();
    Ok(Json(ImagePartitions { partitions }))
}

impl From<PartitionCount> for ImagePartition {
    fn from(count: PartitionCount) -> Self {
        Self {
            name: count.name,
            total_images: count.images,
            nodes: count.nodes,
            types: count.kinds,
        }
    }
}
