//! `GET /api/nodes/history`: what was done to nodes, from the audit log.

use actix_web::web::{Data, Json, Query};
use portal_audit::{Action, Outcome, Record};
use portal_db::audit::{self, Filter};
use portal_http::ClusterReader;
use serde::Serialize;
use utoipa::ToSchema;

use super::error::LegacyError;
use super::error::LegacyErrorBody;
use crate::cluster::asked::given;
use crate::cluster::desk::ClusterDesk;
use crate::cluster::error::ClusterError;

const DEFAULT_LIMIT: usize = 100;
const MOST: usize = 500;

/// Words of the audit log.
const DEEDS: [&str; 3] = ["node.drain", "node.resume", "node.reboot"];
/// What the log's objects begin with when they are nodes.
const OBJECT: &str = "node:";

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
    _caller: ClusterReader,
    query: Query<NodeHistoryQuery>,
) -> Result<Json<NodeHistory>, LegacyError> {
    let mode = desk.mode();
    let limit = query.limit.as_deref().and_then(|text| text.parse().ok());
    let limit = limit.unwrap_or(DEFAULT_LIMIT).clamp(1, MOST);
    let node = given(query.node_name.as_deref());
    let history = read(&desk, node, limit).await;
    let history = history.map_err(|error| LegacyError::new(error, mode))?;
    Ok(Json(NodeHistory {
        success: true,
        count: history.len(),
        history,
        mode,
        timestamp: desk.clock.rfc3339(),
    }))
}

async fn read(desk: &ClusterDesk, node: Option<&str>, limit: usize) -> Result<Vec<NodeDeed>, ClusterError> {
    let filter = Filter {
        // Of the log's words only those that are about nodes.
        actions: DEEDS.into_iter().filter_map(Action::named).collect(),
        object_part: node.map(|name| format!("{OBJECT}{name}")),
        ..Filter::default()
    };
    // Names that merely begin alike are left out below.
    let rows = i64::try_from(MOST).unwrap_or(i64::MAX);
    let ask = move |connection: &mut _| audit::older(connection, &filter, None, rows);
    let deeds = desk.db.run(ask).await?.into_iter().filter_map(NodeDeed::of);
    let wanted = deeds.filter(|deed| node.is_none_or(|name| deed.node_name == name));
    Ok(wanted.take(limit).collect())
}

impl NodeDeed {
    fn of(record: Record) -> Option<Self> {
        Some(Self {
            action: record.action.strip_prefix("node.")?.to_owned(),
            node_name: record.object.strip_prefix(OBJECT)?.to_owned(),
            timestamp: record.at,
            reason: record.reason,
            success: record.outcome == Outcome::Ok.as_str(),
            user: record.actor,
        })
    }
}
