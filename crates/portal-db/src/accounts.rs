//! Local accounts.

use diesel::prelude::*;

use crate::AnyConnection;
use crate::schema::accounts;

/// Somebody who can sign in with a password.
#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = accounts)]
pub struct Account {
    /// The user name, as on the cluster.
    pub username: String,
    /// PHC string of argon2id.
    pub password_hash: String,
    /// May be empty.
    pub email: String,
    groups: String,
    created_at: String,
    updated_at: String,
}

impl std::fmt::Debug for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Account")
            .field("username", &self.username)
            .finish_non_exhaustive()
    }
}

impl Account {
    /// An account made at `now` (RFC 3339).
    #[must_use]
    pub fn new(username: &str, password_hash: String, email: &str, groups: &[String], now: String) -> Self {
        Self {
            username: username.to_owned(),
            password_hash,
            email: email.to_owned(),
            groups: serde_json::Value::from(groups).to_string(),
            created_at: now.clone(),
            updated_at: now,
        }
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
