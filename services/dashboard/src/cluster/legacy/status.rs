//! `GET /api/slurm/status`, `GET /api/slurm/qos`

use std::collections::BTreeMap;

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use portal_http::ClusterReader;
use portal_slurm::hostlist;
use portal_slurm::model::PartitionState;
use serde::Serialize;
use utoipa::ToSchema;

use super::error::LegacyError;
use super::error::LegacyErrorBody;
use super::{text, told};
use crate::cluster::desk::{ClusterDesk, Sight};
use crate::cluster::error::ClusterError;

/// The partitions, as `sinfo` shows them.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SlurmStatus {
    success: bool,
    /// `mock` or `production`.
    mode: &'static str,
    partitions: Vec<PartitionStatus>,
    /// When Slurm told it. RFC 3339.
    timestamp: String,
}

/// So many nodes of a partition in a state.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct PartitionStatus {
    name: String,
    /// `up`, `down`, `drain` or `inact`.
    availability: &'static str,
    /// `infinite`, `1-00:00:00`.
    timelimit: String,
    nodes: usize,
    state: &'static str,
}

/// The same with the nodes' names.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct PartitionLine {
    #[serde(flatten)]
    status: PartitionStatus,
    /// In Slurm's short form.
    nodelist: String,
}

/// QOS.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LegacyQosList {
    success: bool,
    /// `mock` or `production`.
    mode: &'static str,
    qos: Vec<LegacyQos>,
}

/// A QOS.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LegacyQos {
    name: String,
    priority: String,
}

/// Lists partitions by state of their nodes, for older clients.
#[utoipa::path(get, path = "/api/slurm/status", operation_id = "getSlurmStatus", tag = "earlier portal",
    responses((status = 200, body = SlurmStatus), (status = 401, body = portal_http::ErrorBody), (status = 403, body = portal_http::ErrorBody),
        (status = 503, body = LegacyErrorBody)))]
pub(crate) async fn status(
    desk: Data<ClusterDesk>,
    caller: ClusterReader,
    request: HttpRequest,
) -> Result<HttpResponse, LegacyError> {
    let sight = desk.sight(&caller);
    let age = sight
        .age(&sight.snapshot.partitions)
        .and(sight.age(&sight.snapshot.nodes));
    told(&desk, &request, &sight, age, || {
        Ok(SlurmStatus {
            success: true,
            mode: desk.mode(),
            partitions: lines(&sight)?.into_iter().map(|line| line.status).collect(),
            timestamp: age.as_of(),
        })
    })
}

/// A line a partition and state of nodes, as `sinfo` does.
///
/// # Errors
/// Why nothing is known.
pub(super) fn lines(sight: &Sight) -> Result<Vec<PartitionLine>, ClusterError> {
    let nodes = sight.nodes()?;
    let mut lines = Vec::new();
    for partition in sight.snapshot.partitions.get()?.iter() {
        let mut by_state: BTreeMap<&'static str, Vec<&str>> = BTreeMap::new();
        let members = nodes
            .rows()
            .iter()
            .filter(|node| node.partitions.contains(&partition.name));
        for node in members {
            by_state.entry(node.state.summary()).or_default().push(&node.name);
        }
        for (state, names) in by_state {
            let status = PartitionStatus {
                name: partition.name.to_string(),
                availability: availability(partition.state),
                timelimit: text::limit(partition.max_time_seconds),
                nodes: names.len(),
                state,
            };
            let nodelist = hostlist::fold(names);
            lines.push(PartitionLine { status, nodelist });
        }
    }
    Ok(lines)
}

/// As `sinfo` writes it.
fn availability(state: PartitionState) -> &'static str {
    match state {
        PartitionState::Up => "up",
        PartitionState::Down => "down",
        PartitionState::Drain => "drain",
        PartitionState::Inactive => "inact",
    }
}

/// Lists QOS, for older clients.
#[utoipa::path(get, path = "/api/slurm/qos", operation_id = "listSlurmQos", tag = "earlier portal",
    responses((status = 200, body = LegacyQosList), (status = 401, body = portal_http::ErrorBody), (status = 403, body = portal_http::ErrorBody),
        (status = 503, body = LegacyErrorBody)))]
pub(crate) async fn qos(
    desk: Data<ClusterDesk>,
    caller: ClusterReader,
    request: HttpRequest,
) -> Result<HttpResponse, LegacyError> {
    let sight = desk.sight(&caller);
    let part = &sight.snapshot.qos;
    told(&desk, &request, &sight, sight.age(part), || {
        // Without accounting there are none.
        let all = if part.is_not_configured() {
            &[]
        } else {
            part.get()?.as_slice()
        };
        let qos = all.iter().map(|qos| LegacyQos {
            name: qos.name.to_string(),
            priority: qos.priority.to_string(),
        });
        Ok(LegacyQosList {
            success: true,
            mode: desk.mode(),
            qos: qos.collect(),
        })
    })
}
