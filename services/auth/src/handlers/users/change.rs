//! `PATCH /auth/users/{name}`

use actix_web::web::{Data, Json, Path};
use portal_audit::Action;
use portal_db::accounts::{self, Changes, Source, Unchanged};
use portal_http::{AdminUser, ErrorBody, Kit};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{AccountView, administers, find, known_groups, line};
use crate::Auth;
use crate::failure::Failure;
use crate::handlers::password::user_object;
use crate::handlers::visitor::Visitor;

/// What changes; what is absent stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AccountChange {
    groups: Option<Vec<String>>,
    email: Option<String>,
    display_name: Option<String>,
    /// Whether somebody may come in with it.
    enabled: Option<bool>,
}

/// Change an account
///
/// Disabling one ends its sessions and stops its API keys in all services within a second; groups count from the next
/// renewal of its tokens on.
#[utoipa::path(
    patch, path = "/auth/users/{name}", operation_id = "changeUser", tag = "admin", params(("name" = String, Path)),
    request_body = AccountChange, security(("bearer" = []), ("cookie" = [])),
    responses(
        (status = 200, description = "As it is now", body = AccountView),
        (status = 400, description = "A group or a text will not do", body = ErrorBody),
        (status = 401, description = "Not signed in", body = ErrorBody),
        (status = 403, description = "Not an administrator", body = ErrorBody),
        (status = 404, description = "No such account", body = ErrorBody),
        (status = 409, description = "One's own rights, those of the last administrator, or groups that are kept elsewhere", body = ErrorBody),
    ),
)]
pub(crate) async fn change_user(
    auth: Data<Auth>,
    kit: Data<Kit>,
    admin: AdminUser,
    visitor: Visitor,
    name: Path<String>,
    change: Json<AccountChange>,
) -> Result<Json<AccountView>, Failure> {
    let (name, change) = (name.into_inner(), change.into_inner());
    let before = find(&auth, &name).await?;
    let takes_rights = change.enabled == Some(false) || change.groups.is_some();
    if takes_rights && before.username == admin.name() {
        return Err(Failure::Yourself);
    }
    if change.groups.is_some() && matches!(before.source(), Source::Ldap | Source::Oidc) {
        return Err(Failure::GroupsElsewhere);
    }
    let changes = Changes {
        groups: change.groups.map(|groups| known_groups(&auth, groups)).transpose()?,
        email: change.email.map(|text| line("email", text)).transpose()?,
        display_name: change.display_name.map(|text| line("display_name", text)).transpose()?,
        enabled: change.enabled,
    };
    let disabled = changes.enabled == Some(false);
    let action = match changes.enabled {
        Some(true) => Action::UserEnable,
        Some(false) => Action::UserDisable,
        None => Action::UserChange,
    };
    let entry = visitor.entry(action, &user_object(&before.username));
    auth.audit().record(entry.clone().because(&told(&changes))).await?;
    let now = kit.clock().rfc3339();
    let state = auth.clone();
    let write = move |connection: &mut _| {
        accounts::change_but_leave_one(connection, &name, &changes, &now, |groups| administers(&state, groups))
    };
    let written = auth.db().run(write).await.map_err(Failure::from);
    let after = written.and_then(|written| {
        written.map_err(|unchanged| match unchanged {
            Unchanged::Missing => Failure::NoSuchUser,
            Unchanged::LastOne => Failure::LastAdministrator,
        })
    });
    let after = after.inspect_err(|failure| auth.audit().note(entry.failed(failure.code())))?;
    if disabled {
        auth.sessions().turn_out(&after.username).await?;
    }
    Ok(Json(AccountView::of(&auth, after)))
}

/// What the audit log says of the changes.
fn told(changes: &Changes) -> String {
    let mut told = Vec::new();
    if let Some(groups) = &changes.groups {
        told.push(format!("groups: {}", groups.join(", ")));
    }
    if let Some(email) = &changes.email {
        told.push(format!("email: {email}"));
    }
    if let Some(name) = &changes.display_name {
        told.push(format!("display name: {name}"));
    }
    told.join("; ")
}
