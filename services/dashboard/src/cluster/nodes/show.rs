//! `GET /api/v2/nodes/{name}`

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use portal_http::ClusterReader;
use serde::Serialize;
use utoipa::ToSchema;

use super::row::NodeRow;
use crate::cluster::asked::{Asked, Nothing};
use crate::cluster::desk::ClusterDesk;
use crate::cluster::error::ClusterError;

/// All that is known about a node.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NodeView {
    node: NodeRow,
    /// Operating system.
    os: String,
    /// `x86_64`.
    arch: String,
    sockets: u32,
    cores_per_socket: u32,
    threads_per_core: u32,
    tmp_disk_bytes: u64,
    /// Jobs that hold a part of it. That may be more than the caller may see.
    jobs_running: usize,
    /// What the caller may do to it now.
    may: Vec<NodeVerb>,
    /// When Slurm told it. RFC 3339.
    as_of: String,
    /// Whether it is older than it should be.
    stale: bool,
    version: u64,
}

/// What can be done to a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum NodeVerb {
    Drain,
    Resume,
    Reboot,
}

/// Shows a node. Its jobs are found by `GET /api/v2/jobs?node=`.
#[utoipa::path(get, path = "/api/v2/nodes/{name}", operation_id = "getNode", tag = "cluster",
    params(("name" = String, Path, description = "As Slurm calls it")),
    responses((status = 200, body = NodeView), (status = 304), (status = 400, body = portal_http::ErrorBody), (status = 401, body = portal_http::ErrorBody),
        (status = 403, body = portal_http::ErrorBody), (status = 404, body = portal_http::ErrorBody), (status = 503, body = portal_http::ErrorBody)))]
pub(crate) async fn show(
    desk: Data<ClusterDesk>,
    caller: ClusterReader,
    request: HttpRequest,
    name: Path<String>,
    asked: Asked<Nothing>,
) -> Result<HttpResponse, ClusterError> {
    let _ = (desk, caller, request, name, asked);
    Err(ClusterError::NotConfigured)
}
