//! `GET /api/v2/cluster`: the cluster in a few numbers.

use std::collections::BTreeMap;

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use portal_http::ClusterReader;
use portal_slurm::model::{Daemon, Reason};
use portal_slurm::snapshot::{JobSet, NodeTally, Part};
use portal_slurm::words::{self, Language};
use serde::Serialize;
use utoipa::ToSchema;

use crate::cluster::age::Age;
use crate::cluster::answer::{answer, language};
use crate::cluster::asked::{Asked, Nothing};
use crate::cluster::desk::{ClusterDesk, Sight};
use crate::cluster::error::ClusterError;
use crate::cluster::jobs::list::by_state;
use crate::cluster::nodes::list::by_summary;

/// Reasons that are told.
const MOST_REASONS: usize = 10;

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
    total: u32,
    /// By summary.
    counts: BTreeMap<&'static str, u32>,
    /// That somebody should look at.
    attention: u32,
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
    _nothing: Asked<Nothing>,
) -> Result<HttpResponse, ClusterError> {
    let sight = desk.sight(&caller);
    let snapshot = &sight.snapshot;
    let age = sight.age(&snapshot.jobs).and(sight.age(&snapshot.nodes));
    let more = (snapshot.controller.as_of, snapshot.controller.failure.is_some());
    answer(&request, &sight, age, more, || view(&sight, age, language(&request)))
}

fn view(sight: &Sight, age: Age, language: Language) -> Result<ClusterView, ClusterError> {
    let (jobs, nodes) = (sight.jobs()?, sight.nodes()?);
    let tally = nodes.tally();
    let snapshot = &sight.snapshot;
    let controller = sight.controller();
    Ok(ClusterView {
        name: controller.map(|told| told.cluster.to_string()).unwrap_or_default(),
        version_of_slurm: controller.map(|told| told.version.to_string()).unwrap_or_default(),
        simulated: controller.is_some_and(|told| told.simulated),
        daemons: controller
            .map(|told| told.daemons.iter().map(DaemonView::from).collect())
            .unwrap_or_default(),
        accounting: controller.is_some_and(|told| told.accounting),
        jobs_are_private: sight.only_own_jobs(),
        as_of: age.as_of(),
        stale: age.stale,
        age_seconds: u64::try_from((sight.now_ms - age.as_of_ms) / 1000).unwrap_or(0),
        parts: ClusterParts {
            jobs: PartState::of(sight, &snapshot.jobs),
            nodes: PartState::of(sight, &snapshot.nodes),
            partitions: PartState::of(sight, &snapshot.partitions),
            reservations: PartState::of(sight, &snapshot.reservations),
            qos: PartState::of(sight, &snapshot.qos),
            accounts: PartState::of(sight, &snapshot.accounts),
            controller: PartState::of(sight, &snapshot.controller),
        },
        jobs: JobTotals::of(&jobs),
        nodes: NodeTotals {
            total: tally.total(),
            counts: by_summary(tally),
            attention: tally.attention,
        },
        cpus: CpuTotals::of(tally),
        memory_bytes: Amount {
            total: tally.memory_bytes,
            allocated: tally.memory_allocated_bytes,
        },
        gpus: Amount {
            total: tally.gpus,
            allocated: tally.gpus_allocated,
        },
        waiting: waiting(&jobs, language),
        mine: MyJobs::of(&jobs, &sight.caller),
        version: snapshot.version,
    })
}

fn waiting(jobs: &JobSet, language: Language) -> Vec<WaitingReason> {
    let frequent = jobs.waiting().iter().take(MOST_REASONS);
    let reason = |(reason, jobs): &(Reason, u64)| {
        let code = reason.as_str();
        let title =
            words::reason(code, language).map_or_else(|| code.to_owned(), |explained| explained.title.to_string());
        WaitingReason {
            code: code.to_owned(),
            title,
            jobs: *jobs,
        }
    };
    frequent.map(reason).collect()
}

impl From<&Daemon> for DaemonView {
    fn from(daemon: &Daemon) -> Self {
        Self {
            host: daemon.host.to_string(),
            role: daemon.role.to_string(),
            up: daemon.up,
        }
    }
}

impl PartState {
    fn of<T>(sight: &Sight, part: &Part<T>) -> Self {
        Self {
            as_of: part.as_of.map(portal_config::rfc3339),
            stale: part.is_stale(sight.now_ms),
            error: part.failure.as_ref().map(|failure| failure.sentence.to_string()),
            took_ms: part.took_ms,
            interval_seconds: part.interval_ms.div_ceil(1000),
        }
    }
}

impl JobTotals {
    fn of(jobs: &JobSet) -> Self {
        let states = jobs.states();
        let (running, pending) = (states.running(), states.pending());
        Self {
            running,
            pending,
            other: states.total().jobs.saturating_sub(running + pending),
            counts: by_state(states),
        }
    }
}

impl CpuTotals {
    fn of(tally: &NodeTally) -> Self {
        Self {
            total: tally.cpus,
            allocated: tally.cpus_allocated,
            idle: tally.cpus_idle(),
            unavailable: tally.cpus_unavailable,
        }
    }
}

impl MyJobs {
    fn of(jobs: &JobSet, caller: &str) -> Self {
        let tally = jobs.user_tally(caller);
        let ended = jobs.of_user(caller).filter(|job| job.state.has_ended());
        Self {
            running: tally.running,
            pending: tally.pending,
            ended_recently: ended.map(|job| u64::from(job.count())).sum(),
        }
    }
}
