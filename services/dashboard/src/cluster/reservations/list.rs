//! `GET /api/v2/reservations`

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use portal_http::ClusterReader;
use serde::Serialize;
use utoipa::ToSchema;

use crate::cluster::asked::{Asked, PageQuery};
use crate::cluster::desk::ClusterDesk;
use crate::cluster::error::ClusterError;

/// A page of reservations.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReservationPage {
    items: Vec<ReservationRow>,
    /// Rows on all pages.
    total: usize,
    /// Where the next page begins; null on the last one.
    #[schema(required = true)]
    next_cursor: Option<String>,
    /// When Slurm told it. RFC 3339.
    as_of: String,
    /// Whether it is older than it should be.
    stale: bool,
    version: u64,
}

/// Nodes that are kept for somebody, or for maintenance.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReservationRow {
    name: String,
    /// `ACTIVE` or `INACTIVE`.
    state: String,
    /// RFC 3339.
    start_at: String,
    /// RFC 3339.
    end_at: String,
    /// In Slurm's short form.
    node_list: String,
    nodes: u32,
    cores: u32,
    /// Empty for any.
    partition: String,
    users: Vec<String>,
    accounts: Vec<String>,
    /// Unix groups.
    groups: Vec<String>,
    features: String,
    /// Slurm's words: `MAINT`, `DAILY`.
    flags: Vec<String>,
}

/// Lists reservations.
#[utoipa::path(get, path = "/api/v2/reservations", operation_id = "listReservations", tag = "cluster", params(PageQuery),
    responses((status = 200, body = ReservationPage), (status = 304), (status = 400, body = portal_http::ErrorBody), (status = 401, body = portal_http::ErrorBody),
        (status = 403, body = portal_http::ErrorBody), (status = 503, body = portal_http::ErrorBody)))]
pub(crate) async fn list(
    desk: Data<ClusterDesk>,
    caller: ClusterReader,
    request: HttpRequest,
    asked: Asked<PageQuery>,
) -> Result<HttpResponse, ClusterError> {
    let _ = (desk, caller, request, asked);
    Err(ClusterError::NotConfigured)
}
