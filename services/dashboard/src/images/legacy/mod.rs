//! `/api/apptainer/…`: images as the earlier portal's pages ask for them (contract 4.3).

pub(crate) mod apps;
pub(crate) mod list;
pub(crate) mod metadata;
pub(crate) mod node;
pub(crate) mod partitions;
pub(crate) mod scan;
pub(crate) mod search;
pub(crate) mod validate;

use serde::Serialize;
use utoipa::ToSchema;

use super::view::ImageView;

/// These answers have no pages.
const MOST: i64 = 10_000;

/// Images, all at once.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AllImages {
    images: Vec<ImageView>,
    total: i64,
}
