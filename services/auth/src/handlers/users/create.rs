//! `POST /auth/users`

use actix_web::HttpResponse;
use actix_web::web::{Data, Json};
use portal_audit::Action;
use portal_db::accounts::{self, Account, Changes};
use portal_http::{AdminUser, ErrorBody, Kit};
use portal_jwt::Username;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{AccountView, known_groups, line};
use crate::Auth;
use crate::failure::Failure;
use crate::handlers::password::user_object;
use crate::handlers::visitor::Visitor;
use crate::password::NewPassword;

/// An account to be made. Not `Debug`: nobody should be able to log it.
#[derive(Deserialize, ToSchema)]
pub(crate) struct NewAccount {
    /// As on the cluster.
    username: String,
    /// Not for a service account.
    password: Option<String>,
    groups: Vec<String>,
    #[serde(default)]
    email: String,
    #[serde(default)]
    display_name: String,
    #[serde(default)]
    source: NewSource,
}

/// What kind of account.
#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum NewSource {
    /// Somebody who signs in with a password that is kept here.
    #[default]
    Local,
    /// A program: owns API keys and cannot sign in.
    Service,
}

/// Let somebody in
#[utoipa::path(
    post, path = "/auth/users", operation_id = "createUser", tag = "admin", request_body = NewAccount,
    security(("bearer" = []), ("cookie" = [])),
    responses(
        (status = 201, description = "Made", body = AccountView),
        (status = 400, description = "The name, a group or the password will not do", body = ErrorBody),
        (status = 401, description = "Not signed in", body = ErrorBody),
        (status = 403, description = "Not an administrator", body = ErrorBody),
        (status = 409, description = "The name is taken", body = ErrorBody),
    ),
)]
pub(crate) async fn create_user(
    auth: Data<Auth>,
    kit: Data<Kit>,
    _admin: AdminUser,
    visitor: Visitor,
    new: Json<NewAccount>,
) -> Result<HttpResponse, Failure> {
    let new = new.into_inner();
    let name: Username = new
        .username
        .parse()
        .map_err(|wrong: portal_jwt::NotAUsername| Failure::Unfit(wrong.to_string()))?;
    let groups = known_groups(&auth, new.groups)?;
    let (email, display_name) = (line("email", new.email)?, line("display_name", new.display_name)?);
    let now = kit.clock().rfc3339();
    let account = match (new.source, new.password) {
        (NewSource::Service, None) => Account::service(name.as_str(), &groups, now.clone()),
        (NewSource::Service, Some(_)) => {
            return Err(Failure::Unfit(
                "a service account has no password; it owns API keys".to_owned(),
            ));
        }
        (NewSource::Local, password) => {
            let password = NewPassword::parse(&password.unwrap_or_default(), &name)?;
            let hash = auth.passwords().keep(password).await?;
            Account::new(name.as_str(), hash, &email, &groups, now.clone())
        }
    };
    let entry = visitor.entry(Action::UserCreate, &user_object(name.as_str()));
    auth.audit().record(entry.clone().because(&groups.join(", "))).await?;
    let add = move |connection: &mut _| {
        if !accounts::add(connection, &account)? {
            return Ok(None);
        }
        let rest = Changes {
            display_name: Some(display_name),
            email: Some(email),
            ..Changes::default()
        };
        accounts::change(connection, &account.username, &rest, &now)
    };
    let added = auth.db().run(add).await.map_err(Failure::from);
    let added = added.and_then(|account| account.ok_or(Failure::NameTaken));
    let account = added.inspect_err(|failure| auth.audit().note(entry.failed(failure.code())))?;
    Ok(HttpResponse::Created().json(AccountView::of(&auth, account)))
}
