//! `GET /api/nodes`, `GET /api/nodes/{name}`

use actix_web::web::{Data, Json};
use portal_http::ClusterReader;
use serde::Serialize;
use utoipa::ToSchema;

use super::error::LegacyError;
use super::error::LegacyErrorBody;
use crate::cluster::desk::ClusterDesk;
use crate::cluster::error::ClusterError;

/// Nodes.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LegacyNodes {
    success: bool,
    nodes: Vec<LegacyNode>,
    count: usize,
    /// `mock` or `production`.
    mode: &'static str,
    /// When Slurm told it. RFC 3339.
    timestamp: String,
    stale: bool,
}

/// A node as `sinfo` shows it; every field is text.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LegacyNode {
    name: String,
    state: String,
    /// Allocated/idle/other/total.
    cpus: String,
    /// MiB.
    memory: String,
    /// MiB, or `N/A`.
    free_memory: String,
    /// Or `N/A`.
    cpu_load: String,
    /// Of its first partition.
    time_limit: String,
    /// Always 1.
    nodes: String,
}

/// A node under Slurm's own names.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LegacyNodeView {
    success: bool,
    /// Keys of `scontrol show node`.
    node: std::collections::BTreeMap<&'static str, String>,
    /// `mock` or `production`.
    mode: &'static str,
    /// When Slurm told it. RFC 3339.
    timestamp: String,
}

/// Lists nodes, for older clients.
#[utoipa::path(get, path = "/api/nodes", operation_id = "listSinfoNodes", tag = "earlier portal",
    responses((status = 200, body = LegacyNodes), (status = 401, body = portal_http::ErrorBody), (status = 403, body = portal_http::ErrorBody),
        (status = 503, body = LegacyErrorBody)))]
pub(crate) async fn list(desk: Data<ClusterDesk>, caller: ClusterReader) -> Result<Json<LegacyNodes>, LegacyError> {
    let _ = (desk, caller);
    Err(ClusterError::NotConfigured.into())
}

/// Shows a node, for older clients.
#[utoipa::path(get, path = "/api/nodes/{name}", operation_id = "getScontrolNode", tag = "earlier portal",
    params(("name" = String, Path, description = "As Slurm calls it")),
    responses((status = 200, body = LegacyNodeView), (status = 401, body = portal_http::ErrorBody), (status = 403, body = portal_http::ErrorBody),
        (status = 404, body = LegacyErrorBody), (status = 503, body = LegacyErrorBody)))]
pub(crate) async fn show(
    desk: Data<ClusterDesk>,
    caller: ClusterReader,
    name: actix_web::web::Path<String>,
) -> Result<Json<LegacyNodeView>, LegacyError> {
    let _ = (desk, caller, name);
    Err(ClusterError::NotConfigured.into())
}
