//! `POST /api/slurm/sync-nodes`, `GET /api/slurm/nodes/real`, `GET /api/slurm/nodes/{host}`

use std::collections::BTreeMap;

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use portal_http::ClusterReader;
use portal_slurm::snapshot::{NodeSet, NodeSummary};
use serde::Serialize;
use utoipa::ToSchema;

use super::error::LegacyError;
use super::error::LegacyErrorBody;
use crate::cluster::desk::{ClusterDesk, Sight};
use crate::cluster::error::ClusterError;
use crate::cluster::list::texts;

use super::groups::{Group, groups};
use super::nodes::gres;
use super::status::{PartitionLine, lines};
use super::told;

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
    pub(super) groups: Vec<GroupOfNodes>,
}

/// A partition with its nodes.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct GroupOfNodes {
    #[serde(flatten)]
    pub(super) group: Group,
    node_count: usize,
    total_cores: u64,
    pub(super) nodes: Vec<NodeOfGroup>,
}

/// A node of a group.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct NodeOfGroup {
    /// `<partition>-<host>`.
    id: String,
    pub(super) hostname: String,
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
    nodes_by_partition: BTreeMap<String, Vec<NodeOfGroup>>,
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
pub(crate) async fn sync(
    desk: Data<ClusterDesk>,
    caller: ClusterReader,
    request: HttpRequest,
) -> Result<HttpResponse, LegacyError> {
    let sight = desk.sight(&caller);
    let age = sight
        .age(&sight.snapshot.partitions)
        .and(sight.age(&sight.snapshot.nodes));
    told(&desk, &request, &sight, age, || {
        let data = in_groups(&sight)?;
        Ok(SyncedNodes {
            success: true,
            mode: desk.mode(),
            message: format!("{} nodes in {} partitions", data.total_nodes, data.groups.len()),
            data,
        })
    })
}

/// The partitions with their nodes.
///
/// # Errors
/// Why nothing is known.
pub(super) fn in_groups(sight: &Sight) -> Result<ClusterInGroups, ClusterError> {
    let nodes = sight.nodes()?;
    let group = |group: Group| {
        let members: Vec<_> = members(&nodes, &group).collect();
        GroupOfNodes {
            node_count: members.len(),
            total_cores: members.iter().map(|node| u64::from(node.cores)).sum(),
            nodes: members,
            group,
        }
    };
    let controller = sight.controller();
    let host = controller.and_then(|told| told.daemons.first());
    Ok(ClusterInGroups {
        cluster_name: controller.map(|told| told.cluster.to_string()).unwrap_or_default(),
        controller_ip: host.map(|daemon| daemon.host.to_string()).unwrap_or_default(),
        total_nodes: nodes.len(),
        total_cores: nodes.tally().cpus,
        groups: groups(sight)?.into_iter().map(group).collect(),
    })
}

fn members(nodes: &NodeSet, group: &Group) -> impl Iterator<Item = NodeOfGroup> {
    let members = nodes
        .rows()
        .iter()
        .filter(|node| node.partitions.iter().any(|partition| **partition == *group.name));
    members.map(|node| NodeOfGroup {
        id: format!("{}-{}", group.name, node.name),
        hostname: node.name.to_string(),
        ip_address: node.address.to_string(),
        cores: node.cpus,
        memory: node.memory_bytes >> 20,
        state: match NodeSummary::of(node) {
            NodeSummary::Idle => "idle",
            NodeSummary::Mixed => "mixed",
            NodeSummary::Allocated => "allocated",
            // Takes no jobs, whatever still runs there.
            NodeSummary::Draining
            | NodeSummary::Drained
            | NodeSummary::Down
            | NodeSummary::Unknown
            | NodeSummary::Future => "down",
        },
        group_id: group.id,
        partition: group.name.clone(),
        cpus_allocated: node.cpus_allocated,
        cpus_idle: node.cpus.saturating_sub(node.cpus_allocated),
    })
}

/// Lists nodes and partitions, for older clients.
#[utoipa::path(get, path = "/api/slurm/nodes/real", operation_id = "listRealNodes", tag = "earlier portal",
    responses((status = 200, body = RealNodes), (status = 401, body = portal_http::ErrorBody), (status = 403, body = portal_http::ErrorBody),
        (status = 503, body = LegacyErrorBody)))]
pub(crate) async fn real(
    desk: Data<ClusterDesk>,
    caller: ClusterReader,
    request: HttpRequest,
) -> Result<HttpResponse, LegacyError> {
    let sight = desk.sight(&caller);
    let age = sight
        .age(&sight.snapshot.partitions)
        .and(sight.age(&sight.snapshot.nodes));
    told(&desk, &request, &sight, age, || {
        let groups = in_groups(&sight)?;
        let by_partition = groups.groups.into_iter().map(|group| (group.group.name, group.nodes));
        let nodes_by_partition: BTreeMap<_, _> = by_partition.collect();
        Ok(RealNodes {
            success: true,
            mode: desk.mode(),
            data: RealNodesData {
                nodes: nodes_by_partition.values().flatten().cloned().collect(),
                partitions: lines(&sight)?,
                nodes_by_partition,
                total_nodes: groups.total_nodes,
                timestamp: age.as_of(),
            },
        })
    })
}

/// Shows a node, for older clients.
#[utoipa::path(get, path = "/api/slurm/nodes/{host}", operation_id = "getRealNode", tag = "earlier portal",
    params(("host" = String, Path, description = "As Slurm calls it")),
    responses((status = 200, body = RealNode), (status = 401, body = portal_http::ErrorBody), (status = 403, body = portal_http::ErrorBody),
        (status = 404, body = LegacyErrorBody), (status = 503, body = LegacyErrorBody)))]
pub(crate) async fn show(
    desk: Data<ClusterDesk>,
    caller: ClusterReader,
    request: HttpRequest,
    host: Path<String>,
) -> Result<HttpResponse, LegacyError> {
    let sight = desk.sight(&caller);
    let age = sight.age(&sight.snapshot.nodes);
    told(&desk, &request, &sight, age, || {
        let nodes = sight.nodes()?;
        let node = nodes.get(&host).ok_or(ClusterError::NoNode)?;
        Ok(RealNode {
            success: true,
            mode: desk.mode(),
            data: RealNodeData {
                hostname: node.name.to_string(),
                ip_address: node.address.to_string(),
                cpus: node.cpus,
                memory: node.memory_bytes >> 20,
                state: node.state.to_string(),
                partitions: texts(&node.partitions),
                features: texts(&node.features),
                gres: gres(node),
            },
        })
    })
}
