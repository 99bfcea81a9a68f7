//! `GET /api/v2/partitions`

use std::collections::BTreeMap;

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use portal_http::ClusterReader;
use serde::Serialize;
use utoipa::ToSchema;

use crate::cluster::asked::{Asked, PageQuery};
use crate::cluster::desk::ClusterDesk;
use crate::cluster::error::ClusterError;

/// A page of partitions.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PartitionPage {
    items: Vec<PartitionRow>,
    /// Rows on all pages.
    total: usize,
    /// Where the next page begins; null on the last one.
    #[schema(required = true)]
    next_cursor: Option<String>,
    /// When Slurm told it. RFC 3339.
    as_of: String,
    /// Whether it is older than it should be.
    stale: bool,
    version: u64,
}

/// A partition and its limits. Null is unlimited, an empty list is everybody.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PartitionRow {
    name: String,
    /// `UP` (takes jobs and starts them), `DOWN` (takes, does not start), `DRAIN` (starts what it has, takes none) or `INACTIVE`.
    state: &'static str,
    /// Whether jobs go here that name none.
    default: bool,
    /// In Slurm's short form.
    node_list: String,
    nodes: u32,
    cpus: u32,
    #[schema(required = true)]
    max_time_seconds: Option<u64>,
    /// Of jobs that ask for none.
    #[schema(required = true)]
    default_time_seconds: Option<u64>,
    min_nodes: u32,
    #[schema(required = true)]
    max_nodes: Option<u32>,
    #[schema(required = true)]
    max_cpus_per_node: Option<u32>,
    #[schema(required = true)]
    max_memory_per_node_bytes: Option<u64>,
    #[schema(required = true)]
    max_memory_per_cpu_bytes: Option<u64>,
    /// Of jobs that ask for none.
    #[schema(required = true)]
    default_memory_per_cpu_bytes: Option<u64>,
    /// Of jobs that ask for none.
    #[schema(required = true)]
    default_memory_per_node_bytes: Option<u64>,
    allow_accounts: Vec<String>,
    /// Unix groups.
    allow_groups: Vec<String>,
    allow_qos: Vec<String>,
    deny_accounts: Vec<String>,
    deny_qos: Vec<String>,
    /// QOS whose limits count for the partition.
    qos: String,
    /// Jobs of partitions of a higher tier go first.
    priority_tier: u32,
    /// Adds to the priority of jobs.
    priority_job_factor: u32,
    /// In Slurm's words: `NO`, `YES:4`, `EXCLUSIVE`, `FORCE`.
    over_subscribe: String,
    /// What happens to jobs that have to make room: `OFF`, `REQUEUE`, `CANCEL`, `SUSPEND`.
    preempt_mode: String,
    root_only: bool,
    reservation_required: bool,
    usage: PartitionUsage,
}

/// What is in use of a partition's nodes, by whichever partition's jobs.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PartitionUsage {
    /// By summary.
    nodes: BTreeMap<&'static str, usize>,
    cpus: u64,
    cpus_allocated: u64,
    memory_bytes: u64,
    memory_allocated_bytes: u64,
    gpus: u64,
    gpus_allocated: u64,
    /// Jobs of this partition.
    jobs_running: u64,
    /// Jobs that wait for this partition, each task of an array counted.
    jobs_pending: u64,
}

/// Lists partitions: their limits, and what is in use.
#[utoipa::path(get, path = "/api/v2/partitions", operation_id = "listPartitions", tag = "cluster", params(PageQuery),
    responses((status = 200, body = PartitionPage), (status = 304), (status = 400, body = portal_http::ErrorBody), (status = 401, body = portal_http::ErrorBody),
        (status = 403, body = portal_http::ErrorBody), (status = 503, body = portal_http::ErrorBody)))]
pub(crate) async fn list(
    desk: Data<ClusterDesk>,
    caller: ClusterReader,
    request: HttpRequest,
    asked: Asked<PageQuery>,
) -> Result<HttpResponse, ClusterError> {
    let _ = (desk, caller, request, asked);
    Err(ClusterError::NotConfigured)
}
