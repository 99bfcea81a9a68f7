//! Accounts: everybody who may come in, wherever their password is kept.

mod list;

use diesel::prelude::*;

pub use list::{Filter, page};

use crate::AnyConnection;
use crate::schema::accounts::{self, dsl};

/// Where somebody's password, or proof of identity, is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// Here.
    Local,
    /// In the LDAP directory.
    Ldap,
    /// With the OpenID provider.
    Oidc,
    /// Nowhere: a service account owns API keys and cannot sign in.
    Service,
}

impl Source {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Local, Self::Ldap, Self::Oidc, Self::Service];

    /// The word in the table.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Local => "local",
            Self::Ldap => "ldap",
            Self::Oidc => "oidc",
            Self::Service => "service",
        }
    }

    /// The source of that word.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.as_str() == word)
    }
}

/// Somebody, or some program, that may come in.
#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = accounts)]
pub struct Account {
    /// The user name, as on the cluster.
    pub username: String,
    /// PHC string of argon2id; empty when the password is not kept here.
    pub password_hash: String,
    /// May be empty.
    pub email: String,
    groups: String,
    created_at: String,
    updated_at: String,
    source: String,
    /// May be empty.
    pub display_name: String,
    /// The directory's or provider's own name for the person.
    pub subject: Option<String>,
    /// Since when nobody may come in with it, RFC 3339.
    pub disabled_at: Option<String>,
    /// RFC 3339.
    pub last_sign_in_at: Option<String>,
    /// Sessions that began before are over, milliseconds since the epoch.
    pub sessions_from: i64,
    /// But this one.
    pub sessions_kept: Option<String>,
}

impl std::fmt::Debug for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Account")
            .field("username", &self.username)
            .finish_non_exhaustive()
    }
}

/// What a directory or provider says of somebody who proved to it who they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// Which kind.
    pub source: Source,
    /// Its own, lasting name for the person: an LDAP entry's name, or an OpenID provider's issuer and subject.
    pub subject: String,
    /// The user name on the cluster.
    pub username: String,
    /// May be empty.
    pub email: String,
    /// May be empty.
    pub display_name: String,
    /// As the directory gives them.
    pub groups: Vec<String>,
}

impl Account {
    /// A local account made at `now` (RFC 3339).
    #[must_use]
    pub fn new(username: &str, password_hash: String, email: &str, groups: &[String], now: String) -> Self {
        Self {
            username: username.to_owned(),
            password_hash,
            email: email.to_owned(),
            groups: json(groups),
            created_at: now.clone(),
            updated_at: now,
            source: Source::Local.as_str().to_owned(),
            display_name: String::new(),
            subject: None,
            disabled_at: None,
            last_sign_in_at: None,
            sessions_from: 0,
            sessions_kept: None,
        }
    }

    /// A service account made at `now` (RFC 3339): it owns API keys and cannot sign in.
    #[must_use]
    pub fn service(username: &str, groups: &[String], now: String) -> Self {
        let mut account = Self::new(username, String::new(), "", groups, now);
        Source::Service.as_str().clone_into(&mut account.source);
        account
    }

    /// Names of the groups.
    #[must_use]
    pub fn groups(&self) -> Vec<String> {
        serde_json::from_str(&self.groups).unwrap_or_default()
    }

    /// When the account was made, RFC 3339.
    #[must_use]
    pub fn created_at(&self) -> &str {
        &self.created_at
    }

    /// Where the password is kept. A word that only another program can have written counts as a service account, which
    /// nobody can sign in with.
    #[must_use]
    pub fn source(&self) -> Source {
        Source::named(&self.source).unwrap_or(Source::Service)
    }

    /// Whether somebody may come in with it.
    #[must_use]
    pub fn is_enabled(&self) -> bool {
        self.disabled_at.is_none()
    }

    /// Whether the session `sid`, which began at `begun` (milliseconds since the epoch), was ended with all others.
    #[must_use]
    pub fn has_turned_out(&self, sid: &str, begun: i64) -> bool {
        begun < self.sessions_from && self.sessions_kept.as_deref() != Some(sid)
    }
}

fn json(groups: &[String]) -> String {
    serde_json::Value::from(groups).to_string()
}

/// The account of that name.
pub fn find(connection: &mut AnyConnection, username: &str) -> QueryResult<Option<Account>> {
    accounts::table
        .find(username)
        .select(Account::as_select())
        .first(connection)
        .optional()
}

/// All accounts by name.
pub fn list(connection: &mut AnyConnection) -> QueryResult<Vec<Account>> {
    accounts::table
        .order(accounts::username)
        .select(Account::as_select())
        .load(connection)
}

/// Adds an account; false when the name is taken.
pub fn add(connection: &mut AnyConnection, account: &Account) -> QueryResult<bool> {
    use diesel::result::{DatabaseErrorKind, Error};
    match diesel::insert_into(accounts::table).values(account).execute(connection) {
        Ok(_) => Ok(true),
        Err(Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Gives an account another password hash; false when there is none of that name.
pub fn set_password(connection: &mut AnyConnection, username: &str, hash: &str, now: &str) -> QueryResult<bool> {
    let changes = (accounts::password_hash.eq(hash), accounts::updated_at.eq(now));
    let changed = diesel::update(accounts::table.find(username))
        .set(changes)
        .execute(connection)?;
    Ok(changed == 1)
}

/// As [`set_password`], but only in place of the hash `old`; false when somebody else was first.
pub fn replace_password(
    connection: &mut AnyConnection,
    username: &str,
    old: &str,
    hash: &str,
    now: &str,
) -> QueryResult<bool> {
    let changes = (accounts::password_hash.eq(hash), accounts::updated_at.eq(now));
    let same = accounts::table.find(username).filter(dsl::password_hash.eq(old));
    Ok(diesel::update(same).set(changes).execute(connection)? == 1)
}

/// What changes about an account; what is `None` stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Names of the groups.
    pub groups: Option<Vec<String>>,
    /// May be empty.
    pub email: Option<String>,
    /// May be empty.
    pub display_name: Option<String>,
    /// Whether somebody may come in with it.
    pub enabled: Option<bool>,
}

#[derive(AsChangeset)]
#[diesel(table_name = accounts)]
struct ChangedColumns {
    groups: Option<String>,
    email: Option<String>,
    display_name: Option<String>,
    disabled_at: Option<Option<String>>,
    updated_at: String,
}

/// Changes an account at `now` (RFC 3339); the account as it is then, or none when there is none of that name.
pub fn change(
    connection: &mut AnyConnection,
    username: &str,
    changes: &Changes,
    now: &str,
) -> QueryResult<Option<Account>> {
    let columns = ChangedColumns {
        groups: changes.groups.as_deref().map(json),
        email: changes.email.clone(),
        display_name: changes.display_name.clone(),
        disabled_at: changes.enabled.map(|enabled| (!enabled).then(|| now.to_owned())),
        updated_at: now.to_owned(),
    };
    diesel::update(accounts::table.find(username))
        .set(&columns)
        .execute(connection)?;
    find(connection, username)
}

/// Why an account was not changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unchanged {
    /// There is none of that name.
    Missing,
    /// Nobody would be left of those who must not all go.
    LastOne,
}

/// Changes an account unless that would leave nobody who `counts` (an account's groups are given) among those who can
/// sign in. Two such changes at once do not get around it: each is one transaction.
pub fn change_but_leave_one(
    connection: &mut AnyConnection,
    username: &str,
    changes: &Changes,
    now: &str,
    counts: impl Fn(&[String]) -> bool,
) -> QueryResult<Result<Account, Unchanged>> {
    crate::transaction::write(connection, |connection| {
        changed_but_one_left(connection, username, changes, now, counts)
    })
}

/// The same within a transaction that may write.
pub fn changed_but_one_left(
    connection: &mut AnyConnection,
    username: &str,
    changes: &Changes,
    now: &str,
    counts: impl Fn(&[String]) -> bool,
) -> QueryResult<Result<Account, Unchanged>> {
    let is_left =
        |account: &Account| account.is_enabled() && account.source() != Source::Service && counts(&account.groups());
    let Some(before) = find(connection, username)? else {
        return Ok(Err(Unchanged::Missing));
    };
    let leaves = changes.enabled == Some(false) || changes.groups.as_deref().is_some_and(|groups| !counts(groups));
    if is_left(&before) && leaves {
        let others = list(connection)?;
        if !others
            .iter()
            .any(|account| account.username != username && is_left(account))
        {
            return Ok(Err(Unchanged::LastOne));
        }
    }
    Ok(change(connection, username, changes, now)?.ok_or(Unchanged::Missing))
}

/// Notes a sign-in at `now` (RFC 3339).
pub fn signed_in(connection: &mut AnyConnection, username: &str, now: &str) -> QueryResult<()> {
    diesel::update(accounts::table.find(username))
        .set(dsl::last_sign_in_at.eq(now))
        .execute(connection)
        .map(drop)
}

/// Somebody else has this user name: another source's account, or another person of the same source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NameTaken;

/// Makes or updates the account of a person whom a directory or provider vouches for. Two identities never share an
/// account: a user name that is taken stays with whom it belongs to.
pub fn adopt(
    connection: &mut AnyConnection,
    identity: &Identity,
    now: &str,
) -> QueryResult<Result<Account, NameTaken>> {
    crate::transaction::write(connection, |connection| {
        match find(connection, &identity.username)? {
            None => {
                let mut account = Account::new(
                    &identity.username,
                    String::new(),
                    &identity.email,
                    &identity.groups,
                    now.to_owned(),
                );
                identity.source.as_str().clone_into(&mut account.source);
                account.display_name.clone_from(&identity.display_name);
                account.subject = Some(identity.subject.clone());
                Ok(if add(connection, &account)? {
                    Ok(account)
                } else {
                    // The subject is known under another user name.
                    Err(NameTaken)
                })
            }
            Some(account)
                if account.source() == identity.source && account.subject.as_deref() == Some(&identity.subject) =>
            {
                let changes = Changes {
                    groups: Some(identity.groups.clone()),
                    email: Some(identity.email.clone()),
                    display_name: Some(identity.display_name.clone()),
                    enabled: None,
                };
                let changed = change(connection, &identity.username, &changes, now)?;
                Ok(Ok(changed.unwrap_or(account)))
            }
            Some(_) => Ok(Err(NameTaken)),
        }
    })
}
