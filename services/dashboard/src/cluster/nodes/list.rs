//! `GET /api/v2/nodes`

use std::collections::BTreeMap;

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use portal_http::ClusterReader;
use portal_slurm::snapshot::{NodeQuery, NodeTally};
use serde::Serialize;
use utoipa::ToSchema;

use super::query::NodeFilterQuery;
use super::row::NodeRow;
use crate::cluster::answer::answer;
use crate::cluster::asked::{Asked, PageQuery};
use crate::cluster::desk::ClusterDesk;
use crate::cluster::error::ClusterError;

/// A page of nodes.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NodePage {
    items: Vec<NodeRow>,
    /// Rows on all pages.
    total: u64,
    /// Where the next page begins; null on the last one.
    #[schema(required = true)]
    next_cursor: Option<String>,
    /// Of the filter without its state part, by summary.
    counts: BTreeMap<&'static str, u32>,
    /// When Slurm told it. RFC 3339.
    as_of: String,
    /// Whether it is older than it should be.
    stale: bool,
    version: u64,
}

/// Lists nodes, filtered, sorted and paged.
#[utoipa::path(get, path = "/api/v2/nodes", operation_id = "listNodes", tag = "cluster", params(NodeFilterQuery, PageQuery),
    responses((status = 200, body = NodePage), (status = 304), (status = 400, body = portal_http::ErrorBody), (status = 401, body = portal_http::ErrorBody),
        (status = 403, body = portal_http::ErrorBody), (status = 503, body = portal_http::ErrorBody)))]
pub(crate) async fn list(
    desk: Data<ClusterDesk>,
    caller: ClusterReader,
    request: HttpRequest,
    asked: Asked<NodeFilterQuery, PageQuery>,
) -> Result<HttpResponse, ClusterError> {
    let Asked(query, page) = asked;
    let sight = desk.sight(&caller);
    let wanted = NodeQuery {
        filter: query.filter()?,
        sort: query.sort()?,
        after: page.cursor().map(str::parse).transpose()?,
        limit: page.limit()?,
    };
    let age = sight.age(&sight.snapshot.nodes);
    answer(&request, &sight, age, (), || {
        let found = sight.nodes()?.query(&wanted)?;
        Ok(NodePage {
            items: found.items.iter().map(|node| NodeRow::of(node)).collect(),
            total: found.total,
            next_cursor: found.next.map(|cursor| cursor.to_string()),
            counts: by_summary(&found.counts),
            as_of: age.as_of(),
            stale: age.stale,
            version: sight.snapshot.version,
        })
    })
}

/// Nodes by summary, those that occur.
pub(crate) fn by_summary(tally: &NodeTally) -> BTreeMap<&'static str, u32> {
    let counts = tally.counts();
    counts.map(|(summary, count)| (summary.as_str(), count)).collect()
}
