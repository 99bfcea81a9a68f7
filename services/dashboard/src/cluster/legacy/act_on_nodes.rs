//! `POST /api/nodes/drain|resume|reboot`

use actix_web::HttpRequest;
use actix_web::web::{Data, Json, Path};
use portal_http::NodesOperator;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::error::{LegacyError, LegacyErrorBody};
use crate::cluster::acting::Hands;
use crate::cluster::acting::error::ActError;
use crate::cluster::desk::ClusterDesk;
use crate::cluster::nodes::act::one;
use crate::cluster::nodes::show::NodeVerb;

/// Which node, and why.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct LegacyNodeDeed {
    node_name: Option<String>,
    /// `Manual maintenance` or `Manual reboot` when absent.
    reason: Option<String>,
}

/// It was done.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LegacyNodeActed {
    success: bool,
    message: String,
    node_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// `mock` or `production`.
    mode: &'static str,
    /// RFC 3339.
    timestamp: String,
}

/// Drains, resumes or reboots a node, for older clients.
#[utoipa::path(post, path = "/api/nodes/{action}", operation_id = "actOnListedNode", tag = "earlier portal", request_body = LegacyNodeDeed,
    params(("action" = inline(NodeVerb), Path)),
    responses((status = 200, body = LegacyNodeActed), (status = 400, body = LegacyErrorBody), (status = 401, body = portal_http::ErrorBody),
        (status = 403, body = LegacyErrorBody), (status = 404, body = LegacyErrorBody), (status = 409, body = LegacyErrorBody),
        (status = 429, body = portal_http::ErrorBody), (status = 503, body = LegacyErrorBody), (status = 504, body = LegacyErrorBody)))]
pub(crate) async fn act(
    desk: Data<ClusterDesk>,
    hands: Data<Hands>,
    caller: NodesOperator,
    request: HttpRequest,
    action: Path<NodeVerb>,
    deed: Json<LegacyNodeDeed>,
) -> Result<Json<LegacyNodeActed>, LegacyError> {
    let refuse = |error: ActError| LegacyError::new(error, desk.mode());
    let LegacyNodeDeed { node_name, reason } = deed.into_inner();
    let node_name = node_name.filter(|name| !name.is_empty());
    let node_name = node_name.ok_or_else(|| refuse(ActError::bad_field("node_name", "must name a node")))?;
    let given = reason.filter(|reason| !reason.is_empty());
    let (reason, done) = match *action {
        NodeVerb::Drain => (
            Some(given.unwrap_or_else(|| "Manual maintenance".to_owned())),
            "drained",
        ),
        NodeVerb::Reboot => (Some(given.unwrap_or_else(|| "Manual reboot".to_owned())), "will reboot"),
        NodeVerb::Resume => (None, "resumed"),
    };
    let acted = one(&desk, &hands, &caller, &request, &node_name, *action, reason.clone()).await;
    acted.map_err(refuse)?;
    Ok(Json(LegacyNodeActed {
        success: true,
        message: format!("Node {node_name} {done}"),
        node_name,
        reason,
        mode: desk.mode(),
        timestamp: desk.clock.rfc3339(),
    }))
}
