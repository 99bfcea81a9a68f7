//! Whose password is this? The account's that is kept here, or a person's in the directory.
//!
//! A name belongs to one of them: an account that is kept here is never looked up elsewhere, so whoever runs the directory
//! cannot become the local administrator by giving somebody that name.

use portal_db::accounts::{self, Account, Identity, NameTaken, Source};
use portal_http::Kit;
use portal_jwt::Username;

use crate::Auth;
use crate::failure::Failure;
use crate::method::Method;
use crate::password::{NewPassword, is_outdated};
use crate::ways::{Directory, Verdict};

/// The account that `name` and `password` open, and how it was known. Unknown names cost the time of a hash as well.
pub(crate) async fn account_of(
    auth: &Auth,
    kit: &Kit,
    name: Username,
    password: String,
) -> Result<(Account, Method), Failure> {
    let wanted = name.clone();
    let find = move |connection: &mut _| accounts::find(connection, wanted.as_str());
    let account = auth.db().run(find).await?;
    let (kept_here, directory) = (auth.settings().ways_in.local, auth.ways().directory());
    match (account, directory) {
        (Some(account), _) if account.source() == Source::Local && kept_here => {
            let account = check_here(auth, kit, account, password).await?;
            Ok((account, Method::Password))
        }
        (Some(account), Some(directory)) if account.source() == Source::Ldap => {
            let account = check_there(auth, kit, directory, name, password).await?;
            Ok((account, Method::Ldap))
        }
        (None, Some(directory)) => {
            let account = check_there(auth, kit, directory, name, password).await?;
            Ok((account, Method::Ldap))
        }
        (Some(_), _) | (None, None) => {
            auth.passwords().check(None, password).await?;
            Err(Failure::InvalidCredentials)
        }
    }
}

/// The account as it is today: groups of the directory's people are read anew when the portal may do so without their password.
/// A directory that is down ends nobody's session.
pub(crate) async fn today(auth: &Auth, kit: &Kit, account: Account) -> Result<Account, Failure> {
    let directory = auth.ways().directory().filter(|directory| directory.can_look_up());
    let (Some(directory), Source::Ldap) = (directory, account.source()) else {
        return Ok(account);
    };
    let name: Username = account.username.parse().map_err(|_not_a_name| Failure::AccountGone)?;
    let identity = match directory.look_up(&name).await {
        Ok(identity) => identity.ok_or(Failure::AccountGone)?,
        Err(error) => {
            let error = &error as &dyn std::error::Error;
            tracing::warn!(user.name = %name, error, "the groups of {name} stay as they were");
            return Ok(account);
        }
    };
    match adopt(auth, kit, identity).await? {
        Ok(account) if account.is_enabled() => Ok(account),
        // The name was given to somebody else meanwhile.
        Ok(_) | Err(NameTaken) => Err(Failure::AccountGone),
    }
}

async fn check_here(auth: &Auth, kit: &Kit, account: Account, password: String) -> Result<Account, Failure> {
    let kept = Some(account.password_hash.as_str());
    let right = auth.passwords().check(kept, password.clone()).await?;
    if !right || !account.is_enabled() {
        return Err(Failure::InvalidCredentials);
    }
    if !is_outdated(&account.password_hash) {
        return Ok(account);
    }
    let name = account.username.clone();
    if let Some(account) = keep_anew(auth, kit, account, password.clone()).await? {
        return Ok(account);
    }
    // Somebody changed it meanwhile: another sign-in that hashed it anew, or whoever gave the account another one.
    let find = move |connection: &mut _| accounts::find(connection, &name);
    let account = auth.db().run(find).await?.ok_or(Failure::InvalidCredentials)?;
    let kept = Some(account.password_hash.as_str());
    let right = auth.passwords().check(kept, password).await?;
    Some(account).filter(|_| right).ok_or(Failure::InvalidCredentials)
}

/// Hashes a password that was just found right, in today's way; none when the account has another hash by then.
async fn keep_anew(auth: &Auth, kit: &Kit, mut account: Account, password: String) -> Result<Option<Account>, Failure> {
    let hash = auth.passwords().keep(NewPassword::as_it_is(password)).await?;
    let (name, now) = (account.username.clone(), kit.clock().rfc3339());
    let (old, new) = (account.password_hash.clone(), hash.clone());
    let keep = move |connection: &mut _| accounts::replace_password(connection, &name, &old, &new, &now);
    let kept = auth.db().run(keep).await?;
    account.password_hash = hash;
    Ok(kept.then_some(account))
}

async fn check_there(
    auth: &Auth,
    kit: &Kit,
    directory: &Directory,
    name: Username,
    password: String,
) -> Result<Account, Failure> {
    let identity = match directory.verify(&name, password).await? {
        Verdict::Known(identity) => identity,
        Verdict::Wrong => return Err(Failure::InvalidCredentials),
        Verdict::NotAllowed => {
            tracing::warn!(user.name = %name, "{name} is in no group of LDAP_ALLOWED_GROUPS");
            return Err(Failure::NotAllowed);
        }
    };
    match adopt(auth, kit, identity).await? {
        Ok(account) if account.is_enabled() => Ok(account),
        Ok(_) => Err(Failure::InvalidCredentials),
        Err(NameTaken) => {
            tracing::warn!(user.name = %name, "the user name {name} of the directory belongs to somebody else here");
            Err(Failure::InvalidCredentials)
        }
    }
}

/// The account of somebody whom the directory or the provider vouches for.
pub(crate) async fn adopt(auth: &Auth, kit: &Kit, identity: Identity) -> Result<Result<Account, NameTaken>, Failure> {
    let now = kit.clock().rfc3339();
    let adopt = move |connection: &mut _| accounts::adopt(connection, &identity, &now);
    Ok(auth.db().run(adopt).await?)
}
