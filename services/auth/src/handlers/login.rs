//! `POST /auth/login`

use actix_web::HttpResponse;
use actix_web::web::{Data, Json};
use metrics::counter;
use portal_audit::{Action, UNKNOWN};
use portal_db::accounts;
use portal_http::{ErrorBody, Kit};
use portal_jwt::Username;
use portal_ratelimit::Network;
use serde::Deserialize;
use tokio::time::{Duration, Instant, sleep_until};
use utoipa::ToSchema;

use super::visitor::Visitor;
use crate::Auth;
use crate::failure::Failure;
use crate::proof;
use crate::session::{Delivery, Session};
use crate::views::LoginReply;

/// A refusal is not told before this, however it came about: whether a name exists, and where its password is kept, cannot
/// be read from a clock.
const REFUSED_AFTER: Duration = Duration::from_millis(400);

/// A name and a password. Not `Debug`: nobody should be able to log it.
#[derive(Deserialize, ToSchema)]
pub(crate) struct Credentials {
    #[schema(required = true, value_type = String)]
    username: Option<String>,
    #[schema(required = true, value_type = String)]
    password: Option<String>,
    /// How the refresh token travels.
    #[serde(default)]
    refresh: Delivery,
}

impl Credentials {
    fn complete(self) -> Result<(String, String, Delivery), Failure> {
        let given = |text: Option<String>| text.filter(|text| !text.is_empty());
        let both = given(self.username).zip(given(self.password));
        let (name, password) = both.ok_or(Failure::CredentialsMissing)?;
        Ok((name, password, self.refresh))
    }
}

/// Sign in
///
/// Signs somebody in with a password: a token for programs, and the same token as a cookie for browsers. An unknown name
/// costs the same time and gives the same answer as a wrong password.
#[utoipa::path(
    post, path = "/auth/login", operation_id = "login", tag = "auth", request_body = Credentials,
    responses(
        (status = 200, description = "Signed in; sets the cookies, unless the refresh token is wanted in the body", body = LoginReply),
        (status = 400, description = "No name or no password", body = ErrorBody),
        (status = 401, description = "No such name and password", body = ErrorBody),
        (status = 403, description = "Right, but in none of the groups that may come in", body = ErrorBody),
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
    let started = Instant::now();
    let (name, password, delivery) = credentials.into_inner().complete()?;
    let tried = try_in(&auth, &kit, &visitor, &name, password).await;
    note(&visitor, &tried);
    if let Err(failure) = &tried {
        audit_refusal(&auth, &visitor, &name, failure).await;
    }
    if matches!(tried, Err(Failure::InvalidCredentials)) {
        sleep_until(started + REFUSED_AFTER).await;
    }
    Ok(tried?.signed_in(&auth, &kit, &visitor, delivery))
}

async fn try_in(auth: &Auth, kit: &Kit, visitor: &Visitor, name: &str, password: String) -> Result<Session, Failure> {
    let name = admit(auth, visitor, name)?;
    let (account, method) = proof::account_of(auth, kit, name.clone(), password).await?;
    let session = Session::begin(auth, kit, visitor, &account, method).await?;
    auth.guards().welcome(&name, visitor);
    Ok(session)
}

/// Counts the try; text that cannot be a name cannot be an account either.
fn admit(auth: &Auth, visitor: &Visitor, name: &str) -> Result<Username, Failure> {
    auth.guards().admit_address(visitor)?;
    let name: Username = name.parse().map_err(|_not_a_name| Failure::InvalidCredentials)?;
    auth.guards().admit_account(&name, visitor)?;
    Ok(name)
}

/// A name that belongs to an account is recorded; another one is not, since people type their password into the wrong field.
async fn audit_refusal(auth: &Auth, visitor: &Visitor, name: &str, failure: &Failure) {
    if let Failure::TooManyAttempts(_) = failure {
        // Once a minute for what the guards count as one: a guesser must not be able to fill the disk.
        let network = Network::from(visitor.address());
        let entry = visitor.entry(Action::SessionRefuse, &format!("session from {network}"));
        if let Err(error) = auth.audit().read(entry.refused(failure.code())).await {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "a refused sign-in was not audited"
            );
        }
        return;
    }
    let name = name.to_owned();
    let known = auth.db().run(move |connection| accounts::find(connection, &name)).await;
    let entry = visitor.entry(Action::SessionRefuse, "session");
    let entry = match known {
        Ok(Some(account)) => entry.by(&account.username, UNKNOWN),
        // Nobody of that name, or nobody can say.
        Ok(None) | Err(_) => entry,
    };
    auth.audit().note(entry.refused(failure.code()));
}

/// For operators and for programs that watch the log. A refused name is not written down: people type their password
/// into the wrong field.
fn note(visitor: &Visitor, tried: &Result<Session, Failure>) {
    let address = visitor.address();
    let outcome = match tried {
        Ok(session) => {
            let name = session.username();
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
