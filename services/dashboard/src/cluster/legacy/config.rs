//! `GET` and `POST /api/cluster/config`: how the cluster is put together.

use actix_web::web::{Data, Json};
use portal_http::{AdminUser, ClusterReader};
use serde::Serialize;
use utoipa::ToSchema;

use super::error::LegacyError;
use super::error::LegacyErrorBody;
use crate::cluster::desk::ClusterDesk;
use crate::cluster::error::ClusterError;

use super::slurm_nodes::ClusterInGroups;

/// How the cluster is put together.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ClusterConfigView {
    success: bool,
    /// `mock` or `production`.
    mode: &'static str,
    config: ClusterInGroups,
    /// Where it comes from.
    note: &'static str,
}

/// Whether what was sent is how the cluster is put together.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ConfigKept {
    success: bool,
    /// `mock` or `production`.
    mode: &'static str,
    message: &'static str,
}

/// Shows how the cluster is put together, for older clients.
#[utoipa::path(get, path = "/api/cluster/config", operation_id = "getClusterConfig", tag = "earlier portal",
    responses((status = 200, body = ClusterConfigView), (status = 401, body = portal_http::ErrorBody), (status = 403, body = portal_http::ErrorBody),
        (status = 503, body = LegacyErrorBody)))]
pub(crate) async fn show(
    desk: Data<ClusterDesk>,
    caller: ClusterReader,
) -> Result<Json<ClusterConfigView>, LegacyError> {
    let _ = (desk, caller);
    Err(ClusterError::NotConfigured.into())
}

/// Compares what is sent with Slurm's partitions, for older clients: the portal keeps no configuration of its own beside Slurm's, so
/// what differs is refused.
#[utoipa::path(post, path = "/api/cluster/config", operation_id = "setClusterConfig", tag = "earlier portal",
    request_body(content_type = "application/json"),
    responses((status = 200, body = ConfigKept), (status = 400, body = LegacyErrorBody), (status = 401, body = portal_http::ErrorBody),
        (status = 403, body = portal_http::ErrorBody), (status = 409, body = LegacyErrorBody), (status = 503, body = LegacyErrorBody)))]
pub(crate) async fn compare(
    desk: Data<ClusterDesk>,
    caller: AdminUser,
    sent: Json<serde_json::Value>,
) -> Result<Json<ConfigKept>, LegacyError> {
    let _ = (desk, caller, sent);
    Err(ClusterError::NotConfigured.into())
}
