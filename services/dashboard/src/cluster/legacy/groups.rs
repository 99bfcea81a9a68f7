//! `GET /api/groups`, `GET /api/groups/partitions`: the partitions, as the earlier portal saw them.

use actix_web::web::{Data, Json};
use portal_http::ClusterReader;
use serde::Serialize;
use utoipa::ToSchema;

use super::error::LegacyError;
use super::error::LegacyErrorBody;
use crate::cluster::desk::ClusterDesk;
use crate::cluster::error::ClusterError;

/// Partitions and the sizes that jobs can have there.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GroupPartitions {
    success: bool,
    /// `mock` or `production`.
    mode: &'static str,
    /// The most frequent number of CPUs of a node.
    cpus_per_node: u32,
    partitions: Vec<GroupPartition>,
}

/// A partition and the sizes that jobs can have there.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct GroupPartition {
    name: String,
    label: String,
    allowed_core_sizes: Vec<u32>,
    allowed_configs: Vec<CoreConfig>,
    description: String,
}

/// So many cores on so many nodes.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CoreConfig {
    total_cores: u32,
    nodes: u32,
    cpus_per_node: u32,
}

/// The partitions as groups.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Groups {
    success: bool,
    /// `mock` or `production`.
    mode: &'static str,
    groups: Vec<Group>,
}

/// A partition as a group.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Group {
    /// Its place, from 1.
    id: usize,
    name: String,
    partition_name: String,
    /// QOS of the partition; empty without one.
    qos_name: String,
    allowed_core_sizes: Vec<u32>,
    /// For pages.
    color: &'static str,
    description: String,
}

/// Lists partitions and the sizes that jobs can have there, for older clients.
#[utoipa::path(get, path = "/api/groups/partitions", operation_id = "listGroupPartitions", tag = "earlier portal",
    responses((status = 200, body = GroupPartitions), (status = 401, body = portal_http::ErrorBody), (status = 403, body = portal_http::ErrorBody),
        (status = 503, body = LegacyErrorBody)))]
pub(crate) async fn partitions(
    desk: Data<ClusterDesk>,
    caller: ClusterReader,
) -> Result<Json<GroupPartitions>, LegacyError> {
    let _ = (desk, caller);
    Err(ClusterError::NotConfigured.into())
}

/// Lists partitions as groups, for older clients.
#[utoipa::path(get, path = "/api/groups", operation_id = "listNodeGroups", tag = "earlier portal",
    responses((status = 200, body = Groups), (status = 401, body = portal_http::ErrorBody), (status = 403, body = portal_http::ErrorBody),
        (status = 503, body = LegacyErrorBody)))]
pub(crate) async fn list(desk: Data<ClusterDesk>, caller: ClusterReader) -> Result<Json<Groups>, LegacyError> {
    let _ = (desk, caller);
    Err(ClusterError::NotConfigured.into())
}
