//! `GET /api/v2/accounts`

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use portal_http::ClusterReader;
use serde::Serialize;
use utoipa::ToSchema;

use crate::cluster::asked::{Asked, PageQuery};
use crate::cluster::desk::ClusterDesk;
use crate::cluster::error::ClusterError;

/// Which accounts.
#[derive(Clone, Debug, Default, serde::Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct AccountQuery {
    /// `true`: only those that the caller may charge, with nobody but the caller as member.
    #[param(value_type = Option<bool>)]
    mine: Option<String>,
}

/// A page of accounts.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AccountPage {
    items: Vec<AccountRow>,
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
    /// Whether the cluster keeps accounting; without it there are none.
    configured: bool,
}

/// An account of Slurm's accounting. Null and empty texts are unlimited.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AccountRow {
    name: String,
    /// The account above; empty at the root.
    parent: String,
    description: String,
    organization: String,
    /// Share relative to its neighbours; null is the parent's.
    #[schema(required = true)]
    shares: Option<u64>,
    /// All jobs of the account together.
    group_tres: String,
    max_tres_per_job: String,
    /// Running.
    #[schema(required = true)]
    max_jobs: Option<u32>,
    #[schema(required = true)]
    max_wall_seconds: Option<u64>,
    qos: Vec<String>,
    /// Who may charge it.
    members: Vec<AccountMember>,
}

/// Somebody who may charge an account.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AccountMember {
    user: String,
    /// Only in this partition; empty for all.
    partition: String,
    /// Whether jobs are charged to this account when they name none.
    default: bool,
    #[schema(required = true)]
    shares: Option<u64>,
    qos: Vec<String>,
    /// QOS of jobs that ask for none.
    default_qos: String,
    #[schema(required = true)]
    max_jobs: Option<u32>,
    max_tres_per_job: String,
    #[schema(required = true)]
    max_wall_seconds: Option<u64>,
}

/// Lists accounts: whom they belong to, and their limits.
#[utoipa::path(get, path = "/api/v2/accounts", operation_id = "listAccounts", tag = "cluster", params(AccountQuery, PageQuery),
    responses((status = 200, body = AccountPage), (status = 304), (status = 400, body = portal_http::ErrorBody), (status = 401, body = portal_http::ErrorBody),
        (status = 403, body = portal_http::ErrorBody), (status = 503, body = portal_http::ErrorBody)))]
pub(crate) async fn list(
    desk: Data<ClusterDesk>,
    caller: ClusterReader,
    request: HttpRequest,
    asked: Asked<AccountQuery, PageQuery>,
) -> Result<HttpResponse, ClusterError> {
    let _ = (desk, caller, request, asked);
    Err(ClusterError::NotConfigured)
}
