//! `POST /auth/test/login`: signs named accounts in without a password, for programs on this host that test the portal.

use std::future::{Ready, ready};

use actix_web::web::{Data, Json};
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use portal_db::accounts::{self, Account};
use portal_http::{Client, ErrorBody, Kit};
use serde::Deserialize;
use utoipa::ToSchema;

use super::visitor::Visitor;
use crate::Auth;
use crate::failure::Failure;
use crate::method::Method;
use crate::session::{Delivery, Session};
use crate::views::LoginReply;

/// Somebody who is named for tests.
#[derive(Deserialize, ToSchema)]
pub(crate) struct TestCredentials {
    #[schema(required = true, value_type = String)]
    username: Option<String>,
}

/// Extractor: the route exists here and for this client. Comes first, so that elsewhere nothing else is said.
pub(crate) struct TestsAreOn;

impl FromRequest for TestsAreOn {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut actix_web::dev::Payload) -> Self::Future {
        let auth = request.app_data::<Data<Auth>>();
        let named = auth.is_some_and(|auth| !auth.settings().test_login_users.is_empty());
        let near = Client::of(request).is_some_and(|client| client.address().is_loopback());
        ready(if named && near { Ok(Self) } else { Err(Failure::NotHere) })
    }
}

/// Sign in for a test
#[utoipa::path(
    post, path = "/auth/test/login", operation_id = "testLogin", tag = "auth", request_body = TestCredentials,
    responses(
        (status = 200, description = "Signed in", body = LoginReply),
        (status = 403, description = "Not one of PORTAL_TEST_LOGIN_USERS", body = ErrorBody),
        (status = 404, description = "Switched off, or the caller is not on loopback", body = ErrorBody),
    ),
)]
pub(crate) async fn test_login(
    _tests_are_on: TestsAreOn,
    auth: Data<Auth>,
    kit: Data<Kit>,
    visitor: Visitor,
    credentials: Json<TestCredentials>,
) -> Result<HttpResponse, Failure> {
    let name = credentials.into_inner().username.filter(|name| !name.is_empty());
    let name = name.ok_or(Failure::NameMissing)?;
    if !auth.settings().test_login_users.contains(&name) {
        return Err(Failure::NotForTests);
    }
    let account = auth
        .db()
        .run(move |connection| accounts::find(connection, &name))
        .await?;
    let account = account.filter(Account::is_enabled).ok_or(Failure::NotForTests)?;
    let name = &account.username;
    tracing::warn!(user.name = %name, "{name} signed in without a password: PORTAL_TEST_LOGIN_USERS");
    let session = Session::begin(&auth, &kit, &visitor, &account, Method::Test).await?;
    Ok(session.signed_in(&auth, &kit, &visitor, Delivery::Cookie))
}
