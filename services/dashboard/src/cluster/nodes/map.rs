//! `GET /api/v2/nodes/map`: all nodes at a glance.

use std::collections::BTreeMap;

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use portal_http::ClusterReader;
use serde::Serialize;
use utoipa::ToSchema;

use super::query::MapQuery;
use crate::cluster::asked::Asked;
use crate::cluster::desk::ClusterDesk;
use crate::cluster::error::ClusterError;

/// All nodes, alike ones folded.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NodeMap {
    groups: Vec<NodeGroup>,
    /// Nodes of all groups.
    total: usize,
    /// When Slurm told it. RFC 3339.
    as_of: String,
    /// Whether it is older than it should be.
    stale: bool,
    version: u64,
}

/// Nodes of the same name prefix and hardware.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NodeGroup {
    /// In Slurm's short form, `cn[0001-4000]`.
    hosts: String,
    count: usize,
    /// What their names have in common, `cn`.
    prefix: String,
    /// Of each.
    cpus: u32,
    /// Of each.
    memory_bytes: u64,
    /// Of each.
    gpus: u32,
    /// Of each.
    partitions: Vec<String>,
    /// By summary.
    counts: BTreeMap<&'static str, usize>,
    /// Two characters a node, in the order of `hosts`: its state (i idle, m mixed, a allocated, g draining, d drained, x down,
    /// u unknown or future) and the tenths of its CPUs that are allocated, `0` to `9`, `A` for all.
    cells: String,
}

/// Shows all nodes folded into groups, two characters a node.
#[utoipa::path(get, path = "/api/v2/nodes/map", operation_id = "getNodeMap", tag = "cluster", params(MapQuery),
    responses((status = 200, body = NodeMap), (status = 304), (status = 400, body = portal_http::ErrorBody), (status = 401, body = portal_http::ErrorBody),
        (status = 403, body = portal_http::ErrorBody), (status = 503, body = portal_http::ErrorBody)))]
pub(crate) async fn map(
    desk: Data<ClusterDesk>,
    caller: ClusterReader,
    request: HttpRequest,
    asked: Asked<MapQuery>,
) -> Result<HttpResponse, ClusterError> {
    let _ = (desk, caller, request, asked);
    Err(ClusterError::NotConfigured)
}
