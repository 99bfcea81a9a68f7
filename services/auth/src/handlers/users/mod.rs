//! `/auth/users`: accounts, for administrators.

pub(crate) mod change;
pub(crate) mod create;
pub(crate) mod groups;
pub(crate) mod list;
pub(crate) mod sessions;
pub(crate) mod set_password;
pub(crate) mod show;

use portal_db::accounts::{self, Account};
use portal_jwt::Permission;
use serde::Serialize;
use utoipa::ToSchema;

use crate::Auth;
use crate::failure::Failure;

/// An account, as administrators see it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AccountView {
    username: String,
    /// May be empty.
    display_name: String,
    /// May be empty.
    email: String,
    groups: Vec<String>,
    /// What the groups allow now.
    permissions: Vec<String>,
    /// Where the password is kept: local, ldap, oidc; or service, which cannot sign in.
    source: &'static str,
    /// Whether somebody may come in with it.
    enabled: bool,
    /// RFC 3339.
    created_at: String,
    /// RFC 3339.
    #[schema(required = true)]
    last_sign_in_at: Option<String>,
}

impl AccountView {
    fn of(auth: &Auth, account: Account) -> Self {
        let groups = account.groups();
        Self {
            permissions: auth.permissions().of(&groups).iter().map(ToString::to_string).collect(),
            groups,
            source: account.source().as_str(),
            enabled: account.is_enabled(),
            created_at: account.created_at().to_owned(),
            username: account.username,
            display_name: account.display_name,
            email: account.email,
            last_sign_in_at: account.last_sign_in_at,
        }
    }
}

/// Whether members of these groups are administrators.
fn administers(auth: &Auth, groups: &[String]) -> bool {
    auth.permissions().of(groups).contains(&Permission::Admin)
}

async fn find(auth: &Auth, name: &str) -> Result<Account, Failure> {
    let name = name.to_owned();
    let found = auth
        .db()
        .run(move |connection| accounts::find(connection, &name))
        .await?;
    found.ok_or(Failure::NoSuchUser)
}

const LONGEST_TEXT: usize = 200;
const MOST_GROUPS: usize = 100;

/// Text that is shown in one line.
fn line(what: &str, text: String) -> Result<String, Failure> {
    let text = text.trim().to_owned();
    if text.chars().count() > LONGEST_TEXT || text.chars().any(char::is_control) {
        return Err(Failure::Unfit(format!(
            "{what} must be one line of at most {LONGEST_TEXT} characters"
        )));
    }
    Ok(text)
}

/// Groups that the group map knows: an unknown one is a typing error that would take somebody's rights away silently.
fn known_groups(auth: &Auth, groups: Vec<String>) -> Result<Vec<String>, Failure> {
    if groups.is_empty() || groups.len() > MOST_GROUPS {
        return Err(Failure::Unfit(format!("give 1 to {MOST_GROUPS} groups")));
    }
    match groups.iter().find(|group| !auth.permissions().knows(group)) {
        Some(unknown) => {
            let known = auth.permissions().groups().collect::<Vec<_>>().join(", ");
            Err(Failure::Unfit(format!(
                "there is no group \"{unknown}\"; there are {known}"
            )))
        }
        None => Ok(groups),
    }
}
