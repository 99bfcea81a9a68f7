//! `GET /api/nodes`, `GET /api/nodes/{name}`

use std::collections::BTreeMap;
use std::sync::Arc;

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use portal_http::ClusterReader;
use portal_slurm::model::{Node, NodeFlag, Partition};
use portal_slurm::snapshot::NodeSummary;
use serde::Serialize;
use utoipa::ToSchema;

use super::error::LegacyError;
use super::error::LegacyErrorBody;
use super::{text, told};
use crate::cluster::age::time;
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
    node: BTreeMap<&'static str, String>,
    /// `mock` or `production`.
    mode: &'static str,
    /// When Slurm told it. RFC 3339.
    timestamp: String,
}

/// Lists nodes, for older clients.
#[utoipa::path(get, path = "/api/nodes", operation_id = "listSinfoNodes", tag = "earlier portal",
    responses((status = 200, body = LegacyNodes), (status = 401, body = portal_http::ErrorBody), (status = 403, body = portal_http::ErrorBody),
        (status = 503, body = LegacyErrorBody)))]
pub(crate) async fn list(
    desk: Data<ClusterDesk>,
    caller: ClusterReader,
    request: HttpRequest,
) -> Result<HttpResponse, LegacyError> {
    let sight = desk.sight(&caller);
    let age = sight.age(&sight.snapshot.nodes);
    told(&desk, &request, &sight, age, || {
        let all = sight.nodes()?;
        let partitions = sight.snapshot.partitions.value.as_deref();
        let nodes: Vec<_> = all.rows().iter().map(|node| LegacyNode::of(node, partitions)).collect();
        Ok(LegacyNodes {
            success: true,
            count: nodes.len(),
            nodes,
            mode: desk.mode(),
            timestamp: age.as_of(),
            stale: age.stale,
        })
    })
}

impl LegacyNode {
    fn of(node: &Node, partitions: Option<&Vec<Partition>>) -> Self {
        let summary = NodeSummary::of(node);
        let silent = if node.state.has(&NodeFlag::NotResponding) {
            "*"
        } else {
            ""
        };
        let free = node.cpus.saturating_sub(node.cpus_allocated);
        let (idle, other) = if summary.is_unavailable() { (0, free) } else { (free, 0) };
        let first = node.partitions.first();
        let partition = partitions.and_then(|all| all.iter().find(|partition| Some(&partition.name) == first));
        Self {
            name: node.name.to_string(),
            state: format!("{}{silent}", summary.as_str()),
            cpus: format!("{}/{idle}/{other}/{}", node.cpus_allocated, node.cpus),
            memory: mib(node.memory_bytes),
            free_memory: node.memory_free_bytes.map_or_else(unknown, mib),
            cpu_load: node.load.map_or_else(unknown, |load| format!("{load:.2}")),
            time_limit: partition.map_or_else(unknown, |partition| text::limit(partition.max_time_seconds)),
            nodes: "1".to_owned(),
        }
    }
}

fn mib(bytes: u64) -> String {
    (bytes >> 20).to_string()
}

fn unknown() -> String {
    "N/A".to_owned()
}

/// Shows a node, for older clients.
#[utoipa::path(get, path = "/api/nodes/{name}", operation_id = "getScontrolNode", tag = "earlier portal",
    params(("name" = String, Path, description = "As Slurm calls it")),
    responses((status = 200, body = LegacyNodeView), (status = 401, body = portal_http::ErrorBody), (status = 403, body = portal_http::ErrorBody),
        (status = 404, body = LegacyErrorBody), (status = 503, body = LegacyErrorBody)))]
pub(crate) async fn show(
    desk: Data<ClusterDesk>,
    caller: ClusterReader,
    request: HttpRequest,
    name: Path<String>,
) -> Result<HttpResponse, LegacyError> {
    let sight = desk.sight(&caller);
    let age = sight.age(&sight.snapshot.nodes);
    told(&desk, &request, &sight, age, || {
        let nodes = sight.nodes()?;
        let node = nodes.get(&name).ok_or(ClusterError::NoNode)?;
        Ok(LegacyNodeView {
            success: true,
            node: in_words_of_slurm(node),
            mode: desk.mode(),
            timestamp: age.as_of(),
        })
    })
}

/// What `scontrol show node` prints, of what the portal knows.
fn in_words_of_slurm(node: &Node) -> BTreeMap<&'static str, String> {
    let [sockets, cores, threads] = node.topology;
    let comma = |texts: &[Arc<str>]| {
        if texts.is_empty() {
            "(null)".to_owned()
        } else {
            texts.join(",")
        }
    };
    let mut told = BTreeMap::from([
        ("NodeName", node.name.to_string()),
        ("NodeHostName", node.name.to_string()),
        ("NodeAddr", node.address.to_string()),
        ("Arch", node.arch.to_string()),
        ("OS", node.os.to_string()),
        ("Version", node.version.to_string()),
        ("State", node.state.to_string()),
        ("CPUTot", node.cpus.to_string()),
        ("CPUAlloc", node.cpus_allocated.to_string()),
        ("Sockets", sockets.to_string()),
        ("CoresPerSocket", cores.to_string()),
        ("ThreadsPerCore", threads.to_string()),
        ("RealMemory", mib(node.memory_bytes)),
        ("AllocMem", mib(node.memory_allocated_bytes)),
        ("TmpDisk", mib(node.tmp_disk_bytes)),
        ("Weight", node.weight.to_string()),
        ("Partitions", node.partitions.join(",")),
        ("AvailableFeatures", comma(&node.features)),
        ("ActiveFeatures", comma(&node.features)),
        ("Gres", gres(node)),
    ]);
    let known = [
        ("CPULoad", node.load.map(|load| format!("{load:.2}"))),
        ("FreeMem", node.memory_free_bytes.map(mib)),
        ("BootTime", node.boot_at.map(time)),
        ("LastBusyTime", node.last_busy_at.map(time)),
        ("Reason", reason(node)),
    ];
    told.extend(known.into_iter().filter_map(|(key, value)| Some((key, value?))));
    told
}

/// As Slurm writes it: `gpu:a100:4`, `(null)` for none.
pub(super) fn gres(node: &Node) -> String {
    let written = node.gres.iter().map(|gres| match &*gres.kind {
        "" => format!("{}:{}", gres.name, gres.total),
        kind => format!("{}:{kind}:{}", gres.name, gres.total),
    });
    let written = written.collect::<Vec<_>>().join(",");
    if written.is_empty() {
        "(null)".to_owned()
    } else {
        written
    }
}

/// `disk broken [root@2026-11-21T09:30:00Z]`
fn reason(node: &Node) -> Option<String> {
    if node.reason.is_empty() {
        return None;
    }
    let at = node.reason_at.map(time).unwrap_or_default();
    Some(match &*node.reason_by {
        "" => node.reason.to_string(),
        by => format!("{} [{by}@{at}]", node.reason),
    })
}
