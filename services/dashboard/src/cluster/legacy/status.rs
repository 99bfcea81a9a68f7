//! `GET /api/slurm/status`, `GET /api/slurm/qos`

use actix_web::web::{Data, Json};
use portal_http::ClusterReader;
use serde::Serialize;
use utoipa::ToSchema;

use super::error::LegacyError;
use super::error::LegacyErrorBody;
use crate::cluster::desk::ClusterDesk;
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
pub(crate) async fn status(desk: Data<ClusterDesk>, caller: ClusterReader) -> Result<Json<SlurmStatus>, LegacyError> {
    let _ = (desk, caller);
    Err(ClusterError::NotConfigured.into())
}

/// Lists QOS, for older clients.
#[utoipa::path(get, path = "/api/slurm/qos", operation_id = "listSlurmQos", tag = "earlier portal",
    responses((status = 200, body = LegacyQosList), (status = 401, body = portal_http::ErrorBody), (status = 403, body = portal_http::ErrorBody),
        (status = 503, body = LegacyErrorBody)))]
pub(crate) async fn qos(desk: Data<ClusterDesk>, caller: ClusterReader) -> Result<Json<LegacyQosList>, LegacyError> {
    let _ = (desk, caller);
    Err(ClusterError::NotConfigured.into())
}
