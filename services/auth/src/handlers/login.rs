//! `POST /auth/login`

use actix_web::HttpResponse;
use actix_web::web::{Data, Json};
use metrics::counter;
use portal_db::accounts::{self, Account};
use portal_http::{ErrorBody, Kit};
use portal_jwt::Username;
use serde::Deserialize;
use utoipa::ToSchema;

use super::visitor::Visitor;
use crate::Auth;
use crate::failure::Failure;
use crate::session::Session;
use crate::views::LoginReply;

/// A name and a password. Not `Debug`: nobody should be able to log it.
#[derive(Deserialize, ToSchema)]
pub(crate) struct Credentials {
    #[schema(required = true, value_type = String)]
    username: Option<String>,
    #[schema(required = true, value_type = String)]
    password: Option<String>,
}

impl Credentials {
    fn complete(self) -> Result<(String, String), Failure> {
        let given = |text: Option<String>| text.filter(|text| !text.is_empty());
        given(self.username)
            .zip(given(self.password))
            .ok_or(Failure::CredentialsMissing)
    }
}

/// Sign in
///
/// Signs somebody in with a password: a token for programs, and the same token as a cookie for browsers. An unknown name
/// costs the same time and gives the same answer as a wrong password.
#[utoipa::path(
    post, path = "/auth/login", operation_id = "login", tag = "auth", request_body = Credentials,
    responses(
        (status = 200, description = "Signed in; sets the sign-in cookie", body = LoginReply),
        (status = 400, description = "No name or no password", body = ErrorBody),
        (status = 401, description = "No such name and password", body = ErrorBody),
        (status = 429, description = "Too many attempts; see Retry-After", body = ErrorBody),
        (status = 503, description = "Too many people sign in at once; see Retry-After", body = ErrorBody),
    ),
)]
pub(crate) async fn login(
    auth: Data<Auth>,
    kit: Data<Kit>,
    visitor: Visitor,
    credentials: Json<Credentials>,
) -> Result<HttpResponse, Failure> {
    let (name, password) = credentials.into_inner().complete()?;
    let tried = admit(&auth, &visitor, &name);
    let tried = match tried {
        Ok(name) => find_and_check(&auth, name, password).await,
        Err(refused) => Err(refused),
    };
    note(&visitor, &tried);
    let account = tried?;
    Ok(Session::begin(&auth, &kit, &account)?.signed_in(&auth, &visitor))
}

/// Counts the try; text that cannot be a name cannot be an account either.
fn admit(auth: &Auth, visitor: &Visitor, name: &str) -> Result<Username, Failure> {
    auth.guards().admit_address(visitor)?;
    let name: Username = name.parse().map_err(|_not_a_name| Failure::InvalidCredentials)?;
    auth.guards().admit_account(&name)?;
    Ok(name)
}

async fn find_and_check(auth: &Auth, name: Username, password: String) -> Result<Account, Failure> {
    let find = move |connection: &mut _| accounts::find(connection, name.as_str());
    let account = auth.db().run(find).await?;
    let kept = account.as_ref().map(|account| account.password_hash.as_str());
    let right = auth.passwords().check(kept, password).await?;
    account.filter(|_| right).ok_or(Failure::InvalidCredentials)
}

/// For operators and for programs that watch the log. A refused name is not written down: people type their password
/// into the wrong field.
fn note(visitor: &Visitor, tried: &Result<Account, Failure>) {
    let address = visitor.address();
    let outcome = match tried {
        Ok(account) => {
            let name = &account.username;
            tracing::info!(user.name = %name, client.address = %address, "{name} signed in");
            "signed_in"
        }
        Err(Failure::InvalidCredentials) => {
            tracing::warn!(client.address = %address, "a sign-in from {address} was refused: wrong name or password");
            "invalid"
        }
        Err(Failure::TooManyAttempts(_)) => {
            tracing::warn!(client.address = %address, "a sign-in from {address} was refused: too many attempts");
            "too_many"
        }
        // Logged where it is answered.
        Err(_) => "failed",
    };
    counter!("auth_logins_total", "outcome" => outcome).increment(1);
}
