//! `GET /api/v2/nodes/map`: all nodes at a glance.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use portal_http::ClusterReader;
use portal_slurm::hostlist;
use portal_slurm::model::Node;
use portal_slurm::snapshot::NodeSummary;
use serde::Serialize;
use utoipa::ToSchema;

use super::query::MapQuery;
use crate::cluster::answer::answer;
use crate::cluster::asked::{Asked, given};
use crate::cluster::desk::ClusterDesk;
use crate::cluster::error::ClusterError;
use crate::cluster::list::texts;

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
    counts: BTreeMap<&'static str, u32>,
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
    let Asked(query, _) = asked;
    let sight = desk.sight(&caller);
    let age = sight.age(&sight.snapshot.nodes);
    answer(&request, &sight, age, (), || {
        let nodes = sight.nodes()?;
        let partition = given(query.partition.as_deref());
        let wanted = nodes.rows().iter().filter(|node| {
            partition.is_none_or(|wanted| node.partitions.iter().any(|partition| **partition == *wanted))
        });
        let groups = groups(wanted.map(|node| &**node));
        Ok(NodeMap {
            total: groups.iter().map(|group| group.count).sum(),
            groups,
            as_of: age.as_of(),
            stale: age.stale,
            version: sight.snapshot.version,
        })
    })
}

/// What nodes of a group have in common.
type Kind<'a> = (&'a str, u32, u64, u32, &'a [Arc<str>]);

/// Alike nodes together, in the order of their first ones.
fn groups<'a>(nodes: impl Iterator<Item = &'a Node>) -> Vec<NodeGroup> {
    let mut kinds: Vec<(Kind<'a>, Vec<&'a Node>)> = Vec::new();
    let mut places: HashMap<Kind<'a>, usize> = HashMap::new();
    for node in nodes {
        let kind = (
            prefix(&node.name),
            node.cpus,
            node.memory_bytes,
            node.gpus(),
            &*node.partitions,
        );
        let place = *places.entry(kind).or_insert_with(|| {
            kinds.push((kind, Vec::new()));
            kinds.len() - 1
        });
        if let Some((_, members)) = kinds.get_mut(place) {
            members.push(node);
        }
    }
    kinds.into_iter().map(|(kind, members)| group(kind, &members)).collect()
}

fn group((prefix, cpus, memory_bytes, gpus, partitions): Kind<'_>, members: &[&Node]) -> NodeGroup {
    let hosts = hostlist::fold(members.iter().map(|node| &*node.name));
    let by_name: HashMap<&str, &Node> = members.iter().map(|node| (&*node.name, *node)).collect();
    let mut counts = BTreeMap::new();
    for node in members {
        *counts.entry(node.state.summary()).or_insert(0) += 1;
    }
    // In the order that whoever expands `hosts` finds them in.
    let order = hostlist::expand(&hosts);
    let cells = order
        .iter()
        .filter_map(|name| by_name.get(name.as_str()))
        .flat_map(|node| cell(node))
        .collect();
    NodeGroup {
        hosts,
        count: members.len(),
        prefix: prefix.to_owned(),
        cpus,
        memory_bytes,
        gpus,
        partitions: texts(partitions),
        counts,
        cells,
    }
}

/// What is before the last number of a name; all of it when there is none.
fn prefix(name: &str) -> &str {
    let digit = |letter: char| letter.is_ascii_digit();
    let Some(end) = name.rfind(digit) else { return name };
    let head = name.get(..=end).unwrap_or(name);
    head.trim_end_matches(digit)
}

fn cell(node: &Node) -> [char; 2] {
    let state = match NodeSummary::of(node) {
        NodeSummary::Idle => 'i',
        NodeSummary::Mixed => 'm',
        NodeSummary::Allocated => 'a',
        NodeSummary::Draining => 'g',
        NodeSummary::Drained => 'd',
        NodeSummary::Down => 'x',
        NodeSummary::Unknown | NodeSummary::Future => 'u',
    };
    let (allocated, cpus) = (u64::from(node.cpus_allocated), u64::from(node.cpus));
    let tenths = (allocated * 10).checked_div(cpus).unwrap_or(0);
    let share = if cpus > 0 && allocated >= cpus {
        'A'
    } else {
        char::from_digit(u32::try_from(tenths).unwrap_or(9).min(9), 10).unwrap_or('9')
    };
    [state, share]
}

#[cfg(test)]
mod tests {
    use super::{groups, prefix};
    use crate::cluster::fixtures::node;

    #[test]
    fn alike_nodes_are_folded_two_characters_each() {
        let mut nodes: Vec<_> = (1..=3).map(|number| node(&format!("cn{number:03}"))).collect();
        nodes[1].cpus_allocated = nodes[1].cpus;
        nodes[2].cpus_allocated = 7;
        nodes.push(node("gpu1"));
        let groups = groups(nodes.iter());
        assert_eq!(groups.len(), 2);
        assert_eq!(
            (groups[0].hosts.as_str(), groups[0].cells.as_str()),
            ("cn[001-003]", "i0iAi1")
        );
        assert_eq!((groups[1].hosts.as_str(), groups[1].count), ("gpu1", 1));
    }

    #[test]
    fn the_prefix_ends_before_the_last_number() {
        assert_eq!(
            ["cn001", "r1n12-ib", "login", "9"].map(prefix),
            ["cn", "r1n", "login", ""]
        );
    }
}
