//! `GET /api/v2/cluster/history`: how much of the cluster was in use.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use portal_db::cluster_history::Means;
use portal_http::ClusterReader;
use serde::Serialize;
use utoipa::ToSchema;

use crate::cluster::age::Age;
use crate::cluster::answer::answer;
use crate::cluster::asked::{Asked, given};
use crate::cluster::collector::Range;
use crate::cluster::desk::{ClusterDesk, Sight};
use crate::cluster::error::ClusterError;

/// Which time.
#[derive(Clone, Debug, Default, serde::Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct HistoryQuery {
    /// `1h` (default), `24h`, `7d` or `1y`.
    range: Option<String>,
}

/// Means over steps of time.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ClusterHistory {
    step_seconds: i64,
    /// `t` (seconds since the Unix epoch, where the step begins), `cpus_allocated`, `cpus_total`, `memory_allocated_bytes`, `memory_total_bytes`,
    /// `gpus_allocated`, `gpus_total`, `nodes_unavailable`, `jobs_running`, `jobs_pending`; only those that the caller may see.
    columns: Vec<&'static str>,
    /// A row a step, oldest first. What was not seen is not there.
    points: Vec<Vec<f64>>,
}

/// Shows how much was in use, as the portal has seen it.
#[utoipa::path(get, path = "/api/v2/cluster/history", operation_id = "getClusterHistory", tag = "cluster", params(HistoryQuery),
    responses((status = 200, body = ClusterHistory), (status = 304), (status = 400, body = portal_http::ErrorBody), (status = 401, body = portal_http::ErrorBody),
        (status = 403, body = portal_http::ErrorBody), (status = 503, body = portal_http::ErrorBody)))]
pub(crate) async fn show(
    desk: Data<ClusterDesk>,
    caller: ClusterReader,
    request: HttpRequest,
    asked: Asked<HistoryQuery>,
) -> Result<HttpResponse, ClusterError> {
    let Asked(query, _) = asked;
    let range = range(query.range.as_deref())?;
    let sight = desk.sight(&caller);
    let columns = columns(&sight);
    let found = desk.utilisation(range).await?;
    let step_ms = found.step_seconds.max(1) * 1000;
    // A step is told again while it grows, at most each 5 s; the database's once it is over.
    let age = Age::at(sight.now_ms.div_euclid(step_ms) * step_ms);
    answer(&request, &sight, age, (found.points.len(), columns.len()), || {
        let point = |means: &Means| columns.iter().map(|(_, value)| rounded(value(means))).collect();
        Ok(ClusterHistory {
            step_seconds: found.step_seconds,
            columns: columns.iter().map(|(name, _)| *name).collect(),
            points: found.points.iter().map(point).collect(),
        })
    })
}

fn range(word: Option<&str>) -> Result<Range, ClusterError> {
    match given(word) {
        None | Some("1h") => Ok(Range::Hour),
        Some("24h") => Ok(Range::Day),
        Some("7d") => Ok(Range::Week),
        Some("1y") => Ok(Range::Year),
        Some(_) => Err(ClusterError::bad_query("range", "1h, 24h, 7d or 1y")),
    }
}

type Column = (&'static str, fn(&Means) -> f64);

const OF_NODES: [Column; 7] = [
    ("cpus_allocated", |means| means.cpus_allocated),
    ("cpus_total", |means| means.cpus_total),
    ("memory_allocated_bytes", |means| means.memory_allocated_bytes),
    ("memory_total_bytes", |means| means.memory_total_bytes),
    ("gpus_allocated", |means| means.gpus_allocated),
    ("gpus_total", |means| means.gpus_total),
    ("nodes_unavailable", |means| means.nodes_unavailable),
];

const OF_JOBS: [Column; 2] = [
    ("jobs_running", |means| means.jobs_running),
    ("jobs_pending", |means| means.jobs_pending),
];

/// What the caller may see: sums over what is private are private too.
fn columns(sight: &Sight) -> Vec<Column> {
    #[expect(clippy::cast_precision_loss, reason = "seconds since 1970 fit")]
    let time: Column = ("t", |means| means.at as f64);
    let mut columns = vec![time];
    if !sight.only_own_nodes() {
        columns.extend(OF_NODES);
    }
    if !sight.only_own_jobs() {
        columns.extend(OF_JOBS);
    }
    columns
}

/// Two decimals.
fn rounded(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}
