//! `GET /api/v2/nodes/{name}`

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use portal_http::{Caller, ClusterReader};
use portal_jwt::{Permission, Scope};
use portal_slurm::model::Node;
use portal_slurm::snapshot::NodeSummary;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::row::NodeRow;
use crate::cluster::answer::answer;
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
    /// Jobs that hold a part of it, of those that the caller may see; null when the queue is not known.
    #[schema(required = true)]
    jobs_running: Option<usize>,
    /// What the caller may do to it now.
    may: Vec<NodeVerb>,
    /// When Slurm told it. RFC 3339.
    as_of: String,
    /// Whether it is older than it should be.
    stale: bool,
    version: u64,
}

/// What can be done to a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum NodeVerb {
    /// No new jobs.
    Drain,
    /// Back into service.
    Resume,
    /// Restart as soon as it has no jobs.
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
    _nothing: Asked<Nothing>,
) -> Result<HttpResponse, ClusterError> {
    let sight = desk.sight(&caller);
    let age = sight.age(&sight.snapshot.nodes).and(sight.age(&sight.snapshot.jobs));
    answer(&request, &sight, age, (), || {
        let nodes = sight.nodes()?;
        let node = nodes.get(&name).ok_or(ClusterError::NoNode)?;
        let [sockets, cores_per_socket, threads_per_core] = node.topology;
        Ok(NodeView {
            node: NodeRow::of(node),
            os: node.os.to_string(),
            arch: node.arch.to_string(),
            sockets,
            cores_per_socket,
            threads_per_core,
            tmp_disk_bytes: node.tmp_disk_bytes,
            jobs_running: sight.jobs().ok().map(|jobs| jobs.on_node(&node.name).count()),
            may: may(&caller, node),
            as_of: age.as_of(),
            stale: age.stale,
            version: sight.snapshot.version,
        })
    })
}

/// What `caller` may do to `node` in the state that it is in.
fn may(caller: &Caller, node: &Node) -> Vec<NodeVerb> {
    let in_scope = caller.key().is_none_or(|key| key.has(Scope::NodesAdmin));
    if !in_scope || !caller.claims.may(Permission::Admin) {
        return Vec::new();
    }
    match NodeSummary::of(node) {
        NodeSummary::Idle | NodeSummary::Mixed | NodeSummary::Allocated => vec![NodeVerb::Drain, NodeVerb::Reboot],
        NodeSummary::Draining | NodeSummary::Drained | NodeSummary::Down => vec![NodeVerb::Resume, NodeVerb::Reboot],
        NodeSummary::Unknown => vec![NodeVerb::Drain, NodeVerb::Resume, NodeVerb::Reboot],
        NodeSummary::Future => Vec::new(),
    }
}
