//! `GET /auth/groups`

use actix_web::web::{Data, Json};
use portal_http::{AdminUser, ErrorBody};
use serde::Serialize;
use utoipa::ToSchema;

use crate::Auth;

/// A group and what its members may.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GroupView {
    name: String,
    /// Among dashboard, cae, vnc, app, admin.
    permissions: Vec<String>,
}

/// The group map.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GroupsReply {
    groups: Vec<GroupView>,
}

/// Which group may do what
#[utoipa::path(
    get, path = "/auth/groups", operation_id = "listGroups", tag = "admin", security(("bearer" = []), ("cookie" = [])),
    responses(
        (status = 200, description = "The group map (SSO_GROUP_PERMISSIONS)", body = GroupsReply),
        (status = 401, description = "Not signed in", body = ErrorBody),
        (status = 403, description = "Not an administrator", body = ErrorBody),
    ),
)]
pub(crate) async fn list_groups(auth: Data<Auth>, _admin: AdminUser) -> Json<GroupsReply> {
    let map = auth.permissions();
    let view = |name: &str| GroupView {
        permissions: map.of(&[name.to_owned()]).iter().map(ToString::to_string).collect(),
        name: name.to_owned(),
    };
    Json(GroupsReply {
        groups: map.groups().map(view).collect(),
    })
}
