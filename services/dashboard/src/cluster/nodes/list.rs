//! `GET /api/v2/nodes`

use std::collections::BTreeMap;

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use portal_http::ClusterReader;
use serde::Serialize;
use utoipa::ToSchema;

use super::query::NodeFilterQuery;
use super::row::NodeRow;
use crate::cluster::asked::{Asked, PageQuery};
use crate::cluster::desk::ClusterDesk;
use crate::cluster::error::ClusterError;

/// A page of nodes.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NodePage {
    items: Vec<NodeRow>,
    /// Rows on all pages.
    total: usize,
    /// Where the next page begins; null on the last one.
    #[schema(required = true)]
    next_cursor: Option<String>,
    /// Of the filter without its state part, by summary.
    counts: BTreeMap<&'static str, usize>,
    /// When Slurm told it. RFC 3339.
    as_of: String,
    /// Whether it is older than it should be.
    stale: bool,
    version: u64,
}

/// Lists nodes, filtered, sorted and paged.
#[utoipa::path(get, path = "/api/v2/nodes", operation_id = "listNodes", tag = "cluster", params(NodeFilterQuery, PageQuery),
    responses((status = 200, body = NodePage), (status = 304), (status = 400, body = portal_http::ErrorBody), (status = 401, body = portal_http::ErrorBody),
        (status = 403, body = portal_http::ErrorBody), (status = 503, body = portal_http::ErrorBody)))]
pub(crate) async fn list(
    desk: Data<ClusterDesk>,
    caller: ClusterReader,
    request: HttpRequest,
    asked: Asked<NodeFilterQuery, PageQuery>,
) -> Result<HttpResponse, ClusterError> {
    let _ = (desk, caller, request, asked);
    Err(ClusterError::NotConfigured)
}
