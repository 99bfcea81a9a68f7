//! `GET /api/nodes/history`: what was done to nodes, from the audit log.

use actix_web::web::{Data, Json};
use portal_http::ClusterReader;
use serde::Serialize;
use utoipa::ToSchema;

use super::error::LegacyError;
use super::error::LegacyErrorBody;
use crate::cluster::desk::ClusterDesk;
use crate::cluster::error::ClusterError;

/// What was done to nodes, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NodeHistory {
    success: bool,
    history: Vec<NodeDeed>,
    count: usize,
    /// `mock` or `production`.
    mode: &'static str,
    /// RFC 3339.
    timestamp: String,
}

/// What was done to a node.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NodeDeed {
    /// RFC 3339.
    timestamp: String,
    /// `drain`, `resume`, `reboot`.
    action: String,
    node_name: String,
    reason: String,
    success: bool,
    /// By whom.
    user: String,
}

/// Which deeds.
#[derive(Clone, Debug, Default, serde::Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct NodeHistoryQuery {
    /// Only to this node.
    node_name: Option<String>,
    /// At most so many, up to 500; 100 when absent or no number.
    limit: Option<String>,
}

/// Lists what was done to nodes, for older clients.
#[utoipa::path(get, path = "/api/nodes/history", operation_id = "listNodeHistory", tag = "earlier portal", params(NodeHistoryQuery),
    responses((status = 200, body = NodeHistory), (status = 401, body = portal_http::ErrorBody), (status = 403, body = portal_http::ErrorBody),
        (status = 503, body = LegacyErrorBody)))]
pub(crate) async fn list(
    desk: Data<ClusterDesk>,
    caller: ClusterReader,
    query: actix_web::web::Query<NodeHistoryQuery>,
) -> Result<Json<NodeHistory>, LegacyError> {
    let _ = (desk, caller, query);
    Err(ClusterError::NotConfigured.into())
}
