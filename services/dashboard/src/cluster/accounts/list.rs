//! `GET /api/v2/accounts`

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use portal_http::ClusterReader;
use portal_slurm::model::{Account, Member};
use serde::Serialize;
use utoipa::ToSchema;

use crate::cluster::answer::answer;
use crate::cluster::asked::{Asked, PageQuery, switch};
use crate::cluster::desk::ClusterDesk;
use crate::cluster::error::ClusterError;
use crate::cluster::list::{self, texts};

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
    let Asked(query, page) = asked;
    let sight = desk.sight(&caller);
    let mine = switch("mine", query.mine.as_deref())?;
    let part = &sight.snapshot.accounts;
    let configured = !part.is_not_configured();
    let age = if configured {
        sight.age(part)
    } else {
        sight.age(&sight.snapshot.controller)
    };
    answer(&request, &sight, age, configured, || {
        let all = if configured { part.get()?.as_slice() } else { &[] };
        let whose = mine.then_some(&*sight.caller);
        let wanted = all
            .iter()
            .filter(|account| whose.is_none_or(|user| account.members.iter().any(|member| *member.user == *user)));
        let page = list::page(
            wanted,
            &page,
            |account| &account.name,
            |account| AccountRow::of(account, whose),
        )?;
        Ok(AccountPage {
            items: page.items,
            total: page.total,
            next_cursor: page.next_cursor,
            as_of: age.as_of(),
            stale: age.stale,
            version: sight.snapshot.version,
            configured,
        })
    })
}

impl AccountRow {
    /// Of an account; with `whose`, with nobody else as member.
    fn of(account: &Account, whose: Option<&str>) -> Self {
        let members = account
            .members
            .iter()
            .filter(|member| whose.is_none_or(|user| *member.user == *user));
        Self {
            name: account.name.to_string(),
            parent: account.parent.to_string(),
            description: account.description.to_string(),
            organization: account.organization.to_string(),
            shares: account.shares,
            group_tres: account.group_tres.to_string(),
            max_tres_per_job: account.max_tres_per_job.to_string(),
            max_jobs: account.max_jobs,
            max_wall_seconds: account.max_wall_seconds,
            qos: texts(&account.qos),
            members: members.map(AccountMember::from).collect(),
        }
    }
}

impl From<&Member> for AccountMember {
    fn from(member: &Member) -> Self {
        Self {
            user: member.user.to_string(),
            partition: member.partition.to_string(),
            default: member.default,
            shares: member.shares,
            qos: texts(&member.qos),
            default_qos: member.default_qos.to_string(),
            max_jobs: member.max_jobs,
            max_tres_per_job: member.max_tres_per_job.to_string(),
            max_wall_seconds: member.max_wall_seconds,
        }
    }
}
