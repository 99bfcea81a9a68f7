//! `GET /api/v2/qos`

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use portal_http::ClusterReader;
use portal_slurm::model::Qos;
use serde::Serialize;
use utoipa::ToSchema;

use crate::cluster::answer::answer;
use crate::cluster::asked::{Asked, PageQuery};
use crate::cluster::desk::ClusterDesk;
use crate::cluster::error::ClusterError;
use crate::cluster::list::{self, texts};

/// A page of QOS.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct QosPage {
    items: Vec<QosRow>,
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
    /// Whether the cluster keeps accounting; without it there are none.
    configured: bool,
}

/// A QOS and its limits. Null and empty texts are unlimited; resources are as Slurm writes them, `cpu=128,gres/gpu=4`.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct QosRow {
    name: String,
    description: String,
    /// Adds to the priority of jobs.
    priority: u64,
    #[schema(required = true)]
    max_wall_seconds: Option<u64>,
    /// Running.
    #[schema(required = true)]
    max_jobs_per_user: Option<u32>,
    /// Running.
    #[schema(required = true)]
    max_jobs_per_account: Option<u32>,
    /// Waiting and running.
    #[schema(required = true)]
    max_submit_jobs_per_user: Option<u32>,
    /// Waiting and running.
    #[schema(required = true)]
    max_submit_jobs_per_account: Option<u32>,
    max_tres_per_job: String,
    max_tres_per_node: String,
    max_tres_per_user: String,
    max_tres_per_account: String,
    min_tres_per_job: String,
    /// All jobs of the QOS together.
    group_tres: String,
    group_tres_minutes: String,
    #[schema(required = true)]
    group_jobs: Option<u32>,
    #[schema(required = true)]
    group_submit_jobs: Option<u32>,
    #[schema(required = true)]
    group_wall_seconds: Option<u64>,
    /// QOS whose jobs have to make room for this one's.
    preempt: Vec<String>,
    preempt_mode: String,
    /// Slurm's words: `DenyOnLimit`, `NoReserve`.
    flags: Vec<String>,
    /// What an hour costs, relative to others.
    usage_factor: f64,
}

/// Lists QOS with their limits.
#[utoipa::path(get, path = "/api/v2/qos", operation_id = "listQos", tag = "cluster", params(PageQuery),
    responses((status = 200, body = QosPage), (status = 304), (status = 400, body = portal_http::ErrorBody), (status = 401, body = portal_http::ErrorBody),
        (status = 403, body = portal_http::ErrorBody), (status = 503, body = portal_http::ErrorBody)))]
pub(crate) async fn list(
    desk: Data<ClusterDesk>,
    caller: ClusterReader,
    request: HttpRequest,
    asked: Asked<PageQuery>,
) -> Result<HttpResponse, ClusterError> {
    let Asked(page, _) = asked;
    let sight = desk.sight(&caller);
    let part = &sight.snapshot.qos;
    let configured = !part.is_not_configured();
    let age = if configured {
        sight.age(part)
    } else {
        sight.age(&sight.snapshot.controller)
    };
    answer(&request, &sight, age, configured, || {
        let all = if configured { part.get()?.as_slice() } else { &[] };
        let page = list::page(all, &page, |qos| &qos.name, |qos| QosRow::from(qos))?;
        Ok(QosPage {
            items: page.items,
            total: page.total,
            next_cursor: page.next_cursor,
            as_of: age.as_of(),
            stale: age.stale,
            version: sight.snapshot.version,
            configured,
        })
    })
}

impl From<&Qos> for QosRow {
    fn from(qos: &Qos) -> Self {
        Self {
            name: qos.name.to_string(),
            description: qos.description.to_string(),
            priority: qos.priority,
            max_wall_seconds: qos.max_wall_seconds,
            max_jobs_per_user: qos.max_jobs_per_user,
            max_jobs_per_account: qos.max_jobs_per_account,
            max_submit_jobs_per_user: qos.max_submit_jobs_per_user,
            max_submit_jobs_per_account: qos.max_submit_jobs_per_account,
            max_tres_per_job: qos.max_tres_per_job.to_string(),
            max_tres_per_node: qos.max_tres_per_node.to_string(),
            max_tres_per_user: qos.max_tres_per_user.to_string(),
            max_tres_per_account: qos.max_tres_per_account.to_string(),
            min_tres_per_job: qos.min_tres_per_job.to_string(),
            group_tres: qos.group_tres.to_string(),
            group_tres_minutes: qos.group_tres_minutes.to_string(),
            group_jobs: qos.group_jobs,
            group_submit_jobs: qos.group_submit_jobs,
            group_wall_seconds: qos.group_wall_seconds,
            preempt: texts(&qos.preempt),
            preempt_mode: qos.preempt_mode.to_string(),
            flags: texts(&qos.flags),
            usage_factor: qos.usage_factor,
        }
    }
}
