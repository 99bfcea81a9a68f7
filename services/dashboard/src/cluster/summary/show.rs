//! `GET /api/v2/cluster`: the cluster in a few numbers.

use std::collections::BTreeMap;

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use portal_http::ClusterReader;
use serde::Serialize;
use utoipa::ToSchema;

use crate::cluster::asked::{Asked, Nothing};
use crate::cluster::desk::ClusterDesk;
use crate::cluster::error::ClusterError;

/// The cluster in a few numbers.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ClusterView {
    name: String,
    /// Slurm's.
    version_of_slurm: String,
    /// Whether this is no real cluster; every page says so.
    simulated: bool,
    /// slurmctld on each controller host, the primary first.
    daemons: Vec<DaemonView>,
    /// Whether the cluster keeps accounting.
    accounting: bool,
    /// Whether the caller sees nobody else's jobs.
    jobs_are_private: bool,
    /// The older one of jobs and nodes. RFC 3339.
    as_of: String,
    /// Whether jobs or nodes are older than they should be.
    stale: bool,
    age_seconds: u64,
    parts: ClusterParts,
    jobs: JobTotals,
    nodes: NodeTotals,
    cpus: CpuTotals,
    memory_bytes: Amount,
    gpus: Amount,
    /// Why jobs wait, most frequent first; at most 10.
    waiting: Vec<WaitingReason>,
    mine: MyJobs,
    version: u64,
}

/// slurmctld on one host.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DaemonView {
    host: String,
    /// `primary`, `backup1`.
    role: String,
    /// Whether it answers.
    up: bool,
}

/// How old each part is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ClusterParts {
    jobs: PartState,
    nodes: PartState,
    partitions: PartState,
    reservations: PartState,
    qos: PartState,
    accounts: PartState,
    controller: PartState,
}

/// How old a part is, and whether asking for it works.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PartState {
    /// RFC 3339; null when Slurm has not told yet.
    #[schema(required = true)]
    as_of: Option<String>,
    stale: bool,
    /// Why the last attempt failed.
    #[schema(required = true)]
    error: Option<String>,
    /// How long Slurm took.
    #[schema(required = true)]
    took_ms: Option<u64>,
    /// How often it is asked for.
    interval_seconds: u64,
}

/// Jobs that the caller may see; each waiting task of an array counts.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct JobTotals {
    running: u64,
    pending: u64,
    other: u64,
    /// By state.
    counts: BTreeMap<String, u64>,
}

/// Nodes.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NodeTotals {
    total: usize,
    /// By summary.
    counts: BTreeMap<&'static str, usize>,
    /// That somebody should look at.
    attention: usize,
}

/// CPUs.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CpuTotals {
    total: u64,
    allocated: u64,
    idle: u64,
    /// Not allocated, on nodes that take no jobs.
    unavailable: u64,
}

/// How much there is, and how much of it is allocated.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Amount {
    total: u64,
    allocated: u64,
}

/// Why jobs wait.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WaitingReason {
    /// Slurm's word.
    code: String,
    /// The caller's language.
    title: String,
    jobs: u64,
}

/// The caller's jobs.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MyJobs {
    running: u64,
    pending: u64,
    /// Those that slurmctld still shows.
    ended_recently: u64,
}

/// Shows the cluster in a few numbers.
#[utoipa::path(get, path = "/api/v2/cluster", operation_id = "getCluster", tag = "cluster",
    responses((status = 200, body = ClusterView), (status = 304), (status = 400, body = portal_http::ErrorBody), (status = 401, body = portal_http::ErrorBody),
        (status = 403, body = portal_http::ErrorBody), (status = 503, body = portal_http::ErrorBody)))]
pub(crate) async fn show(
    desk: Data<ClusterDesk>,
    caller: ClusterReader,
    request: HttpRequest,
    asked: Asked<Nothing>,
) -> Result<HttpResponse, ClusterError> {
    let _ = (desk, caller, request, asked);
    Err(ClusterError::NotConfigured)
}
