//! `POST /api/slurm/sync-nodes`, `GET /api/slurm/nodes/real`, `GET /api/slurm/nodes/{host}`

use actix_web::web::{Data, Json};
use portal_http::ClusterReader;
use serde::Serialize;
use utoipa::ToSchema;

use super::error::LegacyError;
use super::error::LegacyErrorBody;
use crate::cluster::desk::ClusterDesk;
use crate::cluster::error::ClusterError;

use super::groups::Group;
use super::status::PartitionLine;

/// The cluster in groups.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SyncedNodes {
    success: bool,
    /// `mock` or `production`.
    mode: &'static str,
    message: String,
    data: ClusterInGroups,
}

/// The partitions with their nodes.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ClusterInGroups {
    cluster_name: String,
    /// Host of slurmctld.
    controller_ip: String,
    /// Each node once.
    total_nodes: usize,
    /// Each node once.
    total_cores: u64,
    groups: Vec<GroupOfNodes>,
}

/// A partition with its nodes.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct GroupOfNodes {
    #[serde(flatten)]
    group: Group,
    node_count: usize,
    total_cores: u64,
    nodes: Vec<NodeOfGroup>,
}

/// A node of a group.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct NodeOfGroup {
    /// `<partition>-<host>`.
    id: String,
    hostname: String,
    #[serde(rename = "ipAddress")]
    ip_address: String,
    cores: u32,
    /// MiB.
    memory: u64,
    /// `idle`, `allocated`, `mixed` or `down`.
    state: &'static str,
    #[serde(rename = "groupId")]
    group_id: usize,
    partition: String,
    cpus_allocated: u32,
    cpus_idle: u32,
}

/// Nodes and partitions.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RealNodes {
    success: bool,
    /// `mock` or `production`.
    mode: &'static str,
    data: RealNodesData,
}

/// Nodes and partitions.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RealNodesData {
    /// A node of two partitions is here twice.
    nodes: Vec<NodeOfGroup>,
    partitions: Vec<PartitionLine>,
    nodes_by_partition: std::collections::BTreeMap<String, Vec<NodeOfGroup>>,
    /// Each node once.
    total_nodes: usize,
    /// When Slurm told it. RFC 3339.
    timestamp: String,
}

/// A node.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RealNode {
    success: bool,
    /// `mock` or `production`.
    mode: &'static str,
    data: RealNodeData,
}

/// A node.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RealNodeData {
    hostname: String,
    #[serde(rename = "ipAddress")]
    ip_address: String,
    cpus: u32,
    /// MiB.
    memory: u64,
    /// In Slurm's words.
    state: String,
    partitions: Vec<String>,
    features: Vec<String>,
    /// As Slurm writes it: `gpu:a100:4`.
    gres: String,
}

/// Shows the partitions with their nodes, for older clients. Nothing is changed.
#[utoipa::path(post, path = "/api/slurm/sync-nodes", operation_id = "syncNodes", tag = "earlier portal",
    responses((status = 200, body = SyncedNodes), (status = 401, body = portal_http::ErrorBody), (status = 403, body = portal_http::ErrorBody),
        (status = 503, body = LegacyErrorBody)))]
pub(crate) async fn sync(desk: Data<ClusterDesk>, caller: ClusterReader) -> Result<Json<SyncedNodes>, LegacyError> {
    let _ = (desk, caller);
    Err(ClusterError::NotConfigured.into())
}

/// Lists nodes and partitions, for older clients.
#[utoipa::path(get, path = "/api/slurm/nodes/real", operation_id = "listRealNodes", tag = "earlier portal",
    responses((status = 200, body = RealNodes), (status = 401, body = portal_http::ErrorBody), (status = 403, body = portal_http::ErrorBody),
        (status = 503, body = LegacyErrorBody)))]
pub(crate) async fn real(desk: Data<ClusterDesk>, caller: ClusterReader) -> Result<Json<RealNodes>, LegacyError> {
    let _ = (desk, caller);
    Err(ClusterError::NotConfigured.into())
}

/// Shows a node, for older clients.
#[utoipa::path(get, path = "/api/slurm/nodes/{host}", operation_id = "getRealNode", tag = "earlier portal",
    params(("host" = String, Path, description = "As Slurm calls it")),
    responses((status = 200, body = RealNode), (status = 401, body = portal_http::ErrorBody), (status = 403, body = portal_http::ErrorBody),
        (status = 404, body = LegacyErrorBody), (status = 503, body = LegacyErrorBody)))]
pub(crate) async fn show(
    desk: Data<ClusterDesk>,
    caller: ClusterReader,
    host: actix_web::web::Path<String>,
) -> Result<Json<RealNode>, LegacyError> {
    let _ = (desk, caller, host);
    Err(ClusterError::NotConfigured.into())
}
