//! `GET` and `POST /api/cluster/config`: how the cluster is put together.

use std::collections::{BTreeMap, BTreeSet};

use actix_web::web::{Data, Json};
use actix_web::{HttpRequest, HttpResponse};
use portal_http::{AdminUser, ClusterReader};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::error::LegacyError;
use super::error::LegacyErrorBody;
use crate::cluster::desk::ClusterDesk;
use crate::cluster::error::ClusterError;

use super::slurm_nodes::{ClusterInGroups, in_groups};
use super::told;

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
    request: HttpRequest,
) -> Result<HttpResponse, LegacyError> {
    let sight = desk.sight(&caller);
    let age = sight
        .age(&sight.snapshot.partitions)
        .and(sight.age(&sight.snapshot.nodes));
    told(&desk, &request, &sight, age, || {
        Ok(ClusterConfigView {
            success: true,
            mode: desk.mode(),
            config: in_groups(&sight)?,
            note: "As Slurm tells it; partitions are changed in slurm.conf",
        })
    })
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
    sent: Json<Value>,
) -> Result<Json<ConfigKept>, LegacyError> {
    let mode = desk.mode();
    let sight = desk.sight(&caller);
    let same = sent_groups(&sent).and_then(|sent| Ok(sent == real_groups(&in_groups(&sight)?)));
    match same {
        Ok(true) => Ok(Json(ConfigKept {
            success: true,
            mode,
            message: "That is how Slurm has it; there is nothing to store",
        })),
        Ok(false) => Err(ClusterError::ConfiguredInSlurm),
        Err(error) => Err(error),
    }
    .map_err(|error| LegacyError::new(error, mode))
}

/// Partitions and their nodes.
type Members = BTreeMap<String, BTreeSet<String>>;

fn real_groups(groups: &ClusterInGroups) -> Members {
    let groups = groups.groups.iter();
    groups
        .map(|group| {
            let hosts = group.nodes.iter().map(|node| node.hostname.clone());
            (group.group.name.clone(), hosts.collect())
        })
        .collect()
}

/// What a client sent as `groups: [{partitionName | name, nodes: [{hostname} | text]}]`.
fn sent_groups(sent: &Value) -> Result<Members, ClusterError> {
    let wrong = || ClusterError::bad_query("groups", "a list of {partitionName, nodes}");
    let groups = sent.get("groups").and_then(Value::as_array).ok_or_else(wrong)?;
    let group = |group: &Value| {
        let name = group.get("partitionName").or_else(|| group.get("name"))?.as_str()?;
        let nodes = group.get("nodes").and_then(Value::as_array)?.iter();
        let hosts = nodes.filter_map(|node| node.get("hostname").unwrap_or(node).as_str());
        Some((name.to_owned(), hosts.map(str::to_owned).collect()))
    };
    groups.iter().map(|sent| group(sent).ok_or_else(wrong)).collect()
}
