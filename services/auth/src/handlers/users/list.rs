//! `GET /auth/users`

use actix_web::web::{Data, Json, Query};
use portal_audit::Action;
use portal_db::accounts::{self, Filter, Source};
use portal_http::{AdminUser, ErrorBody};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::AccountView;
use crate::Auth;
use crate::failure::Failure;
use crate::handlers::visitor::Visitor;

const USUAL: i64 = 50;
const MOST: i64 = 200;

/// Which accounts.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wanted {
    /// Part of the user name, the display name or the e-mail address.
    q: Option<String>,
    /// Members of this group.
    group: Option<String>,
    /// local, ldap, oidc or service.
    source: Option<String>,
    /// Those with which somebody may (not) come in.
    enabled: Option<bool>,
    /// At most so many, 50 by default, 200 at most.
    limit: Option<i64>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// A page of accounts, by name.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AccountsReply {
    users: Vec<AccountView>,
    /// On all pages.
    total: i64,
    /// Where the next page begins; null on the last one.
    #[schema(required = true)]
    next_cursor: Option<String>,
}

/// Who may come in
#[utoipa::path(
    get, path = "/auth/users", operation_id = "listUsers", tag = "admin", params(Wanted),
    security(("bearer" = []), ("cookie" = [])),
    responses(
        (status = 200, description = "Accounts by name", body = AccountsReply),
        (status = 400, description = "A filter makes no sense", body = ErrorBody),
        (status = 401, description = "Not signed in", body = ErrorBody),
        (status = 403, description = "Not an administrator", body = ErrorBody),
    ),
)]
pub(crate) async fn list_users(
    auth: Data<Auth>,
    _admin: AdminUser,
    visitor: Visitor,
    wanted: Query<Wanted>,
) -> Result<Json<AccountsReply>, Failure> {
    let wanted = wanted.into_inner();
    auth.audit().read(visitor.entry(Action::UserRead, "user:*")).await?;
    let source = wanted.source.filter(|word| !word.is_empty());
    let source = source.map(|word| {
        Source::named(&word).ok_or_else(|| Failure::Unfit("source is local, ldap, oidc or service".to_owned()))
    });
    let filter = Filter {
        text: wanted.q.filter(|text| !text.is_empty()),
        group: wanted.group.filter(|group| !group.is_empty()),
        source: source.transpose()?,
        enabled: wanted.enabled,
    };
    let limit = wanted.limit.unwrap_or(USUAL).clamp(1, MOST);
    let after = wanted.cursor;
    let page = move |connection: &mut _| accounts::page(connection, &filter, after.as_deref(), limit + 1);
    let (mut found, total) = auth.db().run(page).await?;
    let more = i64::try_from(found.len()).is_ok_and(|found| found > limit);
    if more {
        found.pop();
    }
    Ok(Json(AccountsReply {
        next_cursor: found.last().filter(|_| more).map(|last| last.username.clone()),
        users: found
            .into_iter()
            .map(|account| AccountView::of(&auth, account))
            .collect(),
        total,
    }))
}
