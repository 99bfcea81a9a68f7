//! `GET /api/v2/reservations`

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use portal_http::ClusterReader;
use portal_slurm::model::Reservation;
use serde::Serialize;
use utoipa::ToSchema;

use crate::cluster::age::time;
use crate::cluster::answer::answer;
use crate::cluster::asked::{Asked, PageQuery};
use crate::cluster::desk::ClusterDesk;
use crate::cluster::error::ClusterError;
use crate::cluster::list::{self, texts};

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
    let Asked(page, _) = asked;
    let sight = desk.sight(&caller);
    let age = sight.age(&sight.snapshot.reservations);
    answer(&request, &sight, age, (), || {
        let all = sight.snapshot.reservations.get()?;
        let page = list::page(
            &**all,
            &page,
            |reservation| &reservation.name,
            |reservation| ReservationRow::from(reservation),
        )?;
        Ok(ReservationPage {
            items: page.items,
            total: page.total,
            next_cursor: page.next_cursor,
            as_of: age.as_of(),
            stale: age.stale,
            version: sight.snapshot.version,
        })
    })
}

impl From<&Reservation> for ReservationRow {
    fn from(reservation: &Reservation) -> Self {
        Self {
            name: reservation.name.to_string(),
            state: reservation.state.to_string(),
            start_at: time(reservation.start_at),
            end_at: time(reservation.end_at),
            node_list: reservation.node_list.to_string(),
            nodes: reservation.nodes,
            cores: reservation.cores,
            partition: reservation.partition.to_string(),
            users: texts(&reservation.users),
            accounts: texts(&reservation.accounts),
            groups: texts(&reservation.groups),
            features: reservation.features.to_string(),
            flags: texts(&reservation.flags),
        }
    }
}
