//! `POST /auth/password`

use actix_web::web::{Data, Json};
use portal_audit::Action;
use portal_db::accounts::{self, Account, Source};
use portal_db::sessions::EndReason;
use portal_http::{Caller, ErrorBody, Kit};
use serde::Deserialize;
use utoipa::ToSchema;

use super::visitor::Visitor;
use crate::Auth;
use crate::failure::Failure;
use crate::password::NewPassword;
use crate::sessions::AllOver;
use crate::views::Message;

/// The old and the new one. Not `Debug`: nobody should be able to log it.
#[derive(Deserialize, ToSchema)]
pub(crate) struct PasswordChange {
    current_password: String,
    /// At least 10 characters, 5 of them different, without the user name.
    new_password: String,
}

/// Change my password
///
/// Ends all other sessions: whoever knew the old password is out. So is a token of the portal that is replaced, which belongs
/// to no session, also when the change was made with it.
#[utoipa::path(
    post, path = "/auth/password", operation_id = "changePassword", tag = "account", request_body = PasswordChange,
    security(("bearer" = []), ("cookie" = [])),
    responses(
        (status = 200, description = "Changed; the other sessions were ended", body = Message),
        (status = 400, description = "Not good enough, or not kept here", body = ErrorBody),
        (status = 401, description = "Not signed in, or the current password is another", body = ErrorBody),
        (status = 429, description = "Too many attempts; see Retry-After", body = ErrorBody),
    ),
)]
pub(crate) async fn change_password(
    auth: Data<Auth>,
    kit: Data<Kit>,
    caller: Caller,
    visitor: Visitor,
    change: Json<PasswordChange>,
) -> Result<Json<Message>, Failure> {
    let account = auth.account_of(caller.name()).await?;
    if account.source() != Source::Local {
        return Err(Failure::PasswordElsewhere);
    }
    let PasswordChange {
        current_password,
        new_password,
    } = change.into_inner();
    let name = account.username.parse().map_err(|_not_a_name| Failure::AccountGone)?;
    // A session that was left open is no way to guess the password.
    auth.guards().admit_account(&name, &visitor)?;
    let kept = Some(account.password_hash.as_str());
    if !auth.passwords().check(kept, current_password).await? {
        let entry = visitor.entry(Action::PasswordChange, &user_object(&account.username));
        auth.audit().note(entry.refused(Failure::InvalidCredentials.code()));
        return Err(Failure::InvalidCredentials);
    }
    let password = NewPassword::parse(&new_password, &name)?;
    let entry = visitor.entry(Action::PasswordChange, &user_object(&account.username));
    auth.audit().record(entry).await?;
    let hash = auth.passwords().keep(password).await?;
    let (name, known, now) = (account.username.clone(), account.password_hash, kit.clock().rfc3339());
    // Whoever waited for the hash must not undo what an administrator set meanwhile.
    let replace = move |connection: &mut _| accounts::replace_password(connection, &name, &known, &hash, &now);
    let (kept, reason) = (caller.claims.sid.as_deref(), EndReason::Password);
    let done = auth.sessions().end_all_with(&account.username, kept, reason, replace);
    let Some(over) = done.await? else {
        let entry = visitor.entry(Action::PasswordChange, &user_object(&account.username));
        auth.audit().note(entry.failed(Failure::InvalidCredentials.code()));
        return Err(Failure::InvalidCredentials);
    };
    Ok(Json(Message::ended(over.ended)))
}

/// An account in the audit log.
pub(super) fn user_object(name: &str) -> String {
    format!("user:{name}")
}

/// Keeps the new password of `account` and ends its sessions.
pub(super) async fn set(auth: &Auth, kit: &Kit, account: &Account, password: NewPassword) -> Result<AllOver, Failure> {
    let hash = auth.passwords().keep(password).await?;
    let (name, now) = (account.username.clone(), kit.clock().rfc3339());
    let keep = move |connection: &mut _| accounts::set_password(connection, &name, &hash, &now);
    let sessions = auth.sessions();
    let done = sessions.end_all_with(&account.username, None, EndReason::Password, keep);
    done.await?.ok_or(Failure::AccountGone)
}
