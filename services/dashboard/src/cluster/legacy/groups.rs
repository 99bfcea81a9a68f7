//! `GET /api/groups`, `GET /api/groups/partitions`: the partitions, as the earlier portal saw them.

use std::collections::BTreeMap;

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use portal_http::ClusterReader;
use portal_slurm::model::Partition;
use portal_slurm::snapshot::NodeSet;
use serde::Serialize;
use utoipa::ToSchema;

use super::error::LegacyError;
use super::error::LegacyErrorBody;
use super::{text, told};
use crate::cluster::desk::{ClusterDesk, Sight};
use crate::cluster::error::ClusterError;

/// Sizes offered a partition.
const MOST_SIZES: usize = 8;

/// Told apart on a page, also by people who see few colours.
const COLORS: [&str; 8] = [
    "#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#8c6bb1", "#7f7f7f",
];

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
    pub(super) id: usize,
    pub(super) name: String,
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
    request: HttpRequest,
) -> Result<HttpResponse, LegacyError> {
    let sight = desk.sight(&caller);
    let age = sight
        .age(&sight.snapshot.partitions)
        .and(sight.age(&sight.snapshot.nodes));
    told(&desk, &request, &sight, age, || {
        let nodes = sight.nodes()?;
        let partition = |partition: &Partition| {
            let configs = configs(partition, &nodes);
            GroupPartition {
                name: partition.name.to_string(),
                label: partition.name.to_string(),
                allowed_core_sizes: configs.iter().map(|config| config.total_cores).collect(),
                allowed_configs: configs,
                description: description(partition),
            }
        };
        Ok(GroupPartitions {
            success: true,
            mode: desk.mode(),
            cpus_per_node: usual_cpus(nodes.rows().iter().map(|node| node.cpus)),
            partitions: sight.snapshot.partitions.get()?.iter().map(partition).collect(),
        })
    })
}

/// Lists partitions as groups, for older clients.
#[utoipa::path(get, path = "/api/groups", operation_id = "listNodeGroups", tag = "earlier portal",
    responses((status = 200, body = Groups), (status = 401, body = portal_http::ErrorBody), (status = 403, body = portal_http::ErrorBody),
        (status = 503, body = LegacyErrorBody)))]
pub(crate) async fn list(
    desk: Data<ClusterDesk>,
    caller: ClusterReader,
    request: HttpRequest,
) -> Result<HttpResponse, LegacyError> {
    let sight = desk.sight(&caller);
    let age = sight
        .age(&sight.snapshot.partitions)
        .and(sight.age(&sight.snapshot.nodes));
    told(&desk, &request, &sight, age, || {
        Ok(Groups {
            success: true,
            mode: desk.mode(),
            groups: groups(&sight)?,
        })
    })
}

/// The partitions as groups.
///
/// # Errors
/// Why nothing is known.
pub(super) fn groups(sight: &Sight) -> Result<Vec<Group>, ClusterError> {
    let nodes = sight.nodes()?;
    let partitions = (1_usize..).zip(sight.snapshot.partitions.get()?.iter());
    let group = |(id, partition): (usize, &Partition)| Group {
        id,
        name: partition.name.to_string(),
        partition_name: partition.name.to_string(),
        qos_name: partition.qos.to_string(),
        allowed_core_sizes: configs(partition, &nodes)
            .iter()
            .map(|config| config.total_cores)
            .collect(),
        color: COLORS.get(id % COLORS.len()).copied().unwrap_or_default(),
        description: description(partition),
    };
    Ok(partitions.map(group).collect())
}

/// A node, and then twice as many each time, as far as the partition has nodes and lets a job have them.
fn configs(partition: &Partition, nodes: &NodeSet) -> Vec<CoreConfig> {
    let members = nodes
        .rows()
        .iter()
        .filter(|node| node.partitions.contains(&partition.name));
    let usual = usual_cpus(members.map(|node| node.cpus));
    let cpus_per_node = partition.max_cpus_per_node.map_or(usual, |most| most.min(usual));
    let most = partition
        .max_nodes
        .map_or(partition.nodes, |most| most.min(partition.nodes));
    let counts = std::iter::successors(Some(partition.min_nodes.max(1)), |nodes| nodes.checked_mul(2));
    let fitting = counts.take_while(|nodes| *nodes <= most).take(MOST_SIZES);
    let config = |nodes: u32| CoreConfig {
        total_cores: cpus_per_node.saturating_mul(nodes),
        nodes,
        cpus_per_node,
    };
    if cpus_per_node == 0 {
        Vec::new()
    } else {
        fitting.map(config).collect()
    }
}

/// What most nodes have; 0 without nodes.
fn usual_cpus(cpus: impl Iterator<Item = u32>) -> u32 {
    let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
    for cpus in cpus {
        *counts.entry(cpus).or_default() += 1;
    }
    let usual = counts.into_iter().max_by_key(|(_, nodes)| *nodes);
    usual.map_or(0, |(cpus, _)| cpus)
}

fn description(partition: &Partition) -> String {
    let limit = match partition.max_time_seconds {
        None => "no time limit".to_owned(),
        Some(seconds) => format!("at most {}", text::duration(seconds)),
    };
    let nodes = match partition.nodes {
        1 => "1 node".to_owned(),
        nodes => format!("{nodes} nodes"),
    };
    format!("{nodes}, {} CPUs, {limit}", partition.cpus)
}
