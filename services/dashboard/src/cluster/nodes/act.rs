//! `POST /api/v2/nodes/{name}/{action}`, `POST /api/v2/nodes/actions`

use std::collections::HashSet;

use actix_web::HttpRequest;
use actix_web::web::{Bytes, Data, Json, Path};
use portal_audit::Action;
use portal_http::{NodesOperator, audited};
use portal_slurm::snapshot::NodeSet;
use portal_slurm::submission::{NodeName, OneLine};
use portal_slurm::{Cluster, NodeChange, SlurmError};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::show::NodeVerb;
use crate::cluster::acting::Hands;
use crate::cluster::acting::error::ActError;
use crate::cluster::acting::outcomes::{Deed, Outcomes};
use crate::cluster::collector::Topic;
use crate::cluster::desk::ClusterDesk;
use crate::cluster::error::ClusterError;

/// Nodes of one request.
const MOST: usize = 1_000;

/// Why.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NodeReason {
    /// One line of 1 to 200 characters, shown to everybody. Needed for `drain` and `reboot`.
    pub(crate) reason: Option<String>,
}

/// What is to be done to many nodes.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NodeActions {
    action: NodeVerb,
    /// 1 to 1000.
    names: Vec<String>,
    /// One line of 1 to 200 characters, shown to everybody. Needed for `drain` and `reboot`.
    reason: Option<String>,
}

/// Slurm has done it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NodeActed {
    name: String,
    action: NodeVerb,
}

/// Drains, resumes or reboots a node.
///
/// Drained nodes take no new jobs; those that run may end. A reboot waits until the node has no jobs. Administrators only.
#[utoipa::path(post, path = "/api/v2/nodes/{name}/{action}", operation_id = "actOnNode", tag = "cluster", request_body = Option<NodeReason>,
    params(("name" = String, Path, description = "As Slurm calls it"), ("action" = inline(NodeVerb), Path)),
    responses((status = 200, body = NodeActed), (status = 400, body = portal_http::ErrorBody), (status = 401, body = portal_http::ErrorBody),
        (status = 403, body = portal_http::ErrorBody), (status = 404, body = portal_http::ErrorBody),
        (status = 409, body = portal_http::ErrorBody), (status = 429, body = portal_http::ErrorBody),
        (status = 503, body = portal_http::ErrorBody), (status = 504, body = portal_http::ErrorBody)))]
pub(crate) async fn act(
    desk: Data<ClusterDesk>,
    hands: Data<Hands>,
    caller: NodesOperator,
    request: HttpRequest,
    asked: Path<(String, NodeVerb)>,
    body: Bytes,
) -> Result<Json<NodeActed>, ActError> {
    let (name, action) = asked.into_inner();
    let why = NodeReason::read(&body)?;
    one(&desk, &hands, &caller, &request, &name, action, why.reason).await?;
    Ok(Json(NodeActed { name, action }))
}

/// Drains, resumes or reboots many nodes; each has an outcome of its own.
#[utoipa::path(post, path = "/api/v2/nodes/actions", operation_id = "actOnNodes", tag = "cluster", request_body = NodeActions,
    responses((status = 200, body = Outcomes), (status = 400, body = portal_http::ErrorBody), (status = 401, body = portal_http::ErrorBody),
        (status = 403, body = portal_http::ErrorBody), (status = 429, body = portal_http::ErrorBody), (status = 503, body = portal_http::ErrorBody)))]
pub(crate) async fn act_on_many(
    desk: Data<ClusterDesk>,
    hands: Data<Hands>,
    caller: NodesOperator,
    request: HttpRequest,
    asked: Json<NodeActions>,
) -> Result<Json<Outcomes>, ActError> {
    let NodeActions {
        action,
        mut names,
        reason,
    } = asked.into_inner();
    if !(1..=MOST).contains(&names.len()) {
        return Err(ActError::bad_field("names", format!("must be 1 to {MOST} nodes")));
    }
    let mut seen = HashSet::new();
    names.retain(|name| seen.insert(name.clone()));
    let change = action.change(reason)?;
    let nodes = desk.sight(&caller).nodes()?;
    let deeds = names.iter().map(|name| weighed(&nodes, &request, name, &change));
    let outcomes = hands.act_on_all(deeds.collect()).await?;
    hands.look(Topic::Nodes);
    Ok(Json(outcomes))
}

/// Does one thing to one node.
pub(in crate::cluster) async fn one(
    desk: &ClusterDesk,
    hands: &Hands,
    caller: &NodesOperator,
    request: &HttpRequest,
    name: &str,
    action: NodeVerb,
    reason: Option<String>,
) -> Result<(), ActError> {
    let change = action.change(reason)?;
    let nodes = desk.sight(caller).nodes()?;
    let done = hands.act(weighed(&nodes, request, name, &change)).await;
    // Also after a failure: perhaps it was done.
    hands.look(Topic::Nodes);
    done
}

type Work = Box<dyn FnOnce(&dyn Cluster) -> Result<(), SlurmError> + Send>;

/// Only nodes that are there: Slurm would take lists of them for one name.
fn weighed(nodes: &NodeSet, request: &HttpRequest, name: &str, change: &NodeChange) -> Deed<Work> {
    let (action, reason) = match change {
        NodeChange::Drain { reason } => (Action::NodeDrain, reason.as_str()),
        NodeChange::Resume => (Action::NodeResume, ""),
        NodeChange::Reboot { reason } => (Action::NodeReboot, reason.as_str()),
    };
    let known = nodes.get(name).and_then(|node| node.name.parse::<NodeName>().ok());
    let change = change.clone();
    let work = known.map(|name| Box::new(move |slurm: &dyn Cluster| slurm.change_node(&name, &change)) as Work);
    Deed {
        to: name.to_owned(),
        entry: audited(request, action, &format!("node:{name}")).because(reason),
        work: work.ok_or_else(|| ClusterError::NoNode.into()),
    }
}

impl NodeReason {
    /// Reads a body; none is fine where no reason is needed.
    fn read(body: &[u8]) -> Result<Self, ActError> {
        if body.is_empty() {
            return Ok(Self::default());
        }
        let read = serde_json::from_slice(body);
        read.map_err(|error| ActError::bad_field("the body", format!("must be JSON with a reason ({error})")))
    }
}

impl NodeVerb {
    /// What Slurm is asked for.
    ///
    /// # Errors
    /// When a reason is missing, or no line.
    fn change(self, reason: Option<String>) -> Result<NodeChange, ActError> {
        let given = reason.filter(|reason| !reason.is_empty());
        let reason = |given: Option<String>| -> Result<OneLine, ActError> {
            let given = given.ok_or_else(|| ActError::bad_field("reason", "must say why; everybody sees it"))?;
            given
                .parse()
                .map_err(|bad: portal_slurm::submission::BadText| ActError::bad_field("reason", bad.0))
        };
        Ok(match self {
            Self::Drain => NodeChange::Drain { reason: reason(given)? },
            Self::Reboot => NodeChange::Reboot { reason: reason(given)? },
            Self::Resume if given.is_some() => {
                return Err(ActError::bad_field(
                    "reason",
                    "must be left out: Slurm keeps none of a node in service",
                ));
            }
            Self::Resume => NodeChange::Resume,
        })
    }
}
