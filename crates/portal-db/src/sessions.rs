//! Sessions: one row a sign-in. Times are milliseconds since the epoch.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use crate::schema::sessions::{self, dsl};
use crate::{AnyConnection, revocations, transaction};

/// One sign-in of one person, on one device.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Queryable, Selectable, Insertable)]
#[diesel(table_name = sessions)]
pub struct Session {
    /// The `sid` of its tokens.
    pub sid: String,
    /// Whose it is.
    pub username: String,
    /// How it began: `password`, `ldap`, `oidc` or `test`.
    pub method: String,
    /// When it began.
    pub created_at: i64,
    /// When its tokens were last renewed.
    pub last_used_at: i64,
    /// When it ends, however much it is used.
    pub expires_at: i64,
    /// The client's address at the last use.
    pub address: String,
    /// The browser's or program's name for itself.
    pub user_agent: String,
    /// How often the refresh token was rotated.
    pub generation: i64,
    /// When it was rotated last.
    pub rotated_at: i64,
    /// What the OpenID provider wants to see again at sign-out.
    pub id_token: Option<String>,
    /// When it was ended before its time.
    pub ended_at: Option<i64>,
    /// Why.
    pub end_reason: Option<String>,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session")
            .field("sid", &self.sid)
            .finish_non_exhaustive()
    }
}

/// Why a session ended before its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndReason {
    /// Its owner signed out.
    SignedOut,
    /// Its owner, or an administrator, ended it from elsewhere.
    Ended,
    /// A refresh token came again that had been rotated long before: somebody else has it.
    Reused,
    /// The account was disabled.
    Disabled,
    /// The password changed.
    Password,
}

impl EndReason {
    /// The word in the table.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SignedOut => "signed_out",
            Self::Ended => "ended",
            Self::Reused => "reused",
            Self::Disabled => "disabled",
            Self::Password => "password",
        }
    }
}

/// What a rotation leaves behind.
#[derive(Clone, Copy, Debug)]
pub struct Use<'a> {
    /// When.
    pub at: i64,
    /// From where.
    pub address: &'a str,
}

/// Begins a session.
pub fn add(connection: &mut AnyConnection, session: &Session) -> QueryResult<()> {
    diesel::insert_into(sessions::table)
        .values(session)
        .execute(connection)
        .map(drop)
}

/// The session of that id, also when it has ended.
pub fn find(connection: &mut AnyConnection, sid: &str) -> QueryResult<Option<Session>> {
    sessions::table
        .find(sid)
        .select(Session::as_select())
        .first(connection)
        .optional()
}

/// The sessions of `username` that go on at `now`, latest use first.
pub fn live(connection: &mut AnyConnection, username: &str, now: i64) -> QueryResult<Vec<Session>> {
    sessions::table
        .filter(dsl::username.eq(username))
        .filter(dsl::ended_at.is_null())
        .filter(dsl::expires_at.gt(now))
        .order((dsl::last_used_at.desc(), dsl::sid.desc()))
        .select(Session::as_select())
        .load(connection)
}

/// Rotates the refresh token from `generation` to the next; false when another request was first, or the session ended.
pub fn rotate(connection: &mut AnyConnection, sid: &str, generation: i64, used: Use<'_>) -> QueryResult<bool> {
    let live = sessions::table
        .find(sid)
        .filter(dsl::generation.eq(generation))
        .filter(dsl::ended_at.is_null());
    let changes = (
        dsl::generation.eq(generation + 1),
        dsl::rotated_at.eq(used.at),
        dsl::last_used_at.eq(used.at),
        dsl::address.eq(used.address),
    );
    Ok(diesel::update(live).set(changes).execute(connection)? == 1)
}

/// Ends the session and, in the same transaction, revokes the access tokens that it gave, which expire by `tokens_expire`
/// (seconds since the epoch). False when it had ended already.
pub fn end(
    connection: &mut AnyConnection,
    sid: &str,
    reason: EndReason,
    now: i64,
    tokens_expire: i64,
) -> QueryResult<bool> {
    transaction::write(connection, |connection| {
        let live = sessions::table.find(sid).filter(dsl::ended_at.is_null());
        let changes = (dsl::ended_at.eq(now), dsl::end_reason.eq(reason.as_str()));
        let ended = diesel::update(live).set(changes).execute(connection)? == 1;
        revocations::add(connection, sid, tokens_expire, now)?;
        Ok(ended)
    })
}

/// Removes sessions that were over at `before`.
pub fn sweep(connection: &mut AnyConnection, before: i64) -> QueryResult<usize> {
    let over = sessions::table.filter(dsl::expires_at.lt(before).or(dsl::ended_at.lt(before)));
    diesel::delete(over).execute(connection)
}
