//! `GET /api/v2/partitions`

use std::collections::BTreeMap;

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use portal_http::ClusterReader;
use portal_slurm::model::{Partition, PartitionState};
use portal_slurm::snapshot::{JobSet, NodeSet};
use serde::Serialize;
use utoipa::ToSchema;

use crate::cluster::answer::answer;
use crate::cluster::asked::{Asked, PageQuery};
use crate::cluster::desk::ClusterDesk;
use crate::cluster::error::ClusterError;
use crate::cluster::list::{self, texts};
use crate::cluster::nodes::list::by_summary;

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
    nodes: BTreeMap<&'static str, u32>,
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
    let Asked(page, _) = asked;
    let sight = desk.sight(&caller);
    let snapshot = &sight.snapshot;
    let age = sight.age(&snapshot.partitions);
    // What is in use changes with nodes and jobs.
    let more = (snapshot.nodes.as_of, snapshot.jobs.as_of);
    answer(&request, &sight, age, more, || {
        let (nodes, jobs) = (sight.nodes().ok(), sight.jobs().ok());
        let row =
            |partition: &Partition| PartitionRow::of(partition, usage(partition, nodes.as_deref(), jobs.as_deref()));
        let page = list::page(&**snapshot.partitions.get()?, &page, |partition| &partition.name, row)?;
        Ok(PartitionPage {
            items: page.items,
            total: page.total,
            next_cursor: page.next_cursor,
            as_of: age.as_of(),
            stale: age.stale,
            version: snapshot.version,
        })
    })
}

/// What is in use; zeros of what is not known yet.
fn usage(partition: &Partition, nodes: Option<&NodeSet>, jobs: Option<&JobSet>) -> PartitionUsage {
    let nodes = nodes
        .map(|nodes| nodes.partition_tally(&partition.name))
        .unwrap_or_default();
    let jobs = jobs
        .map(|jobs| jobs.partition_tally(&partition.name))
        .unwrap_or_default();
    PartitionUsage {
        nodes: by_summary(&nodes),
        cpus: nodes.cpus,
        cpus_allocated: nodes.cpus_allocated,
        memory_bytes: nodes.memory_bytes,
        memory_allocated_bytes: nodes.memory_allocated_bytes,
        gpus: nodes.gpus,
        gpus_allocated: nodes.gpus_allocated,
        jobs_running: jobs.running,
        jobs_pending: jobs.pending,
    }
}

/// Slurm's word.
pub(crate) fn state_word(state: PartitionState) -> &'static str {
    match state {
        PartitionState::Up => "UP",
        PartitionState::Down => "DOWN",
        PartitionState::Drain => "DRAIN",
        PartitionState::Inactive => "INACTIVE",
    }
}

impl PartitionRow {
    fn of(partition: &Partition, usage: PartitionUsage) -> Self {
        Self {
            name: partition.name.to_string(),
            state: state_word(partition.state),
            default: partition.default,
            node_list: partition.node_list.to_string(),
            nodes: partition.nodes,
            cpus: partition.cpus,
            max_time_seconds: partition.max_time_seconds,
            default_time_seconds: partition.default_time_seconds,
            min_nodes: partition.min_nodes,
            max_nodes: partition.max_nodes,
            max_cpus_per_node: partition.max_cpus_per_node,
            max_memory_per_node_bytes: partition.max_memory_per_node_bytes,
            max_memory_per_cpu_bytes: partition.max_memory_per_cpu_bytes,
            default_memory_per_cpu_bytes: partition.default_memory_per_cpu_bytes,
            default_memory_per_node_bytes: partition.default_memory_per_node_bytes,
            allow_accounts: texts(&partition.allow_accounts),
            allow_groups: texts(&partition.allow_groups),
            allow_qos: texts(&partition.allow_qos),
            deny_accounts: texts(&partition.deny_accounts),
            deny_qos: texts(&partition.deny_qos),
            qos: partition.qos.to_string(),
            priority_tier: partition.priority_tier,
            priority_job_factor: partition.priority_job_factor,
            over_subscribe: partition.over_subscribe.to_string(),
            preempt_mode: partition.preempt_mode.to_string(),
            root_only: partition.root_only,
            reservation_required: partition.reservation_required,
            usage,
        }
    }
}
