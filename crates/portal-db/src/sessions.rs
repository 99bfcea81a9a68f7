//! Sessions: one row a sign-in. Times are milliseconds since the epoch.

use std::cmp::Reverse;

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use crate::schema::accounts;
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
    /// Generations that were replaced lately, and when.
    #[serde(default)]
    pub replaced: String,
}

/// Clocks of nodes may differ by so much, seconds.
const SKEW: i64 = 60;

impl Session {
    /// By when the last of its access tokens has expired, seconds since the epoch: none outlives the session, whatever the
    /// lifetime of tokens is now.
    #[must_use]
    pub fn tokens_expire(&self) -> i64 {
        self.expires_at.div_euclid(1000) + SKEW
    }
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
    /// Its owner began more than may go on at a time, and this was the one that is missed the least.
    TooMany,
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
            Self::TooMany => "too_many",
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

/// Begins a session, and ends as many as are more than `most` of its owner, the [`surplus`]; gives these.
pub fn add(connection: &mut AnyConnection, session: &Session, most: usize, now: i64) -> QueryResult<Vec<Session>> {
    transaction::write(connection, |connection| {
        let others = live(connection, &session.username, now)?;
        diesel::insert_into(sessions::table)
            .values(session)
            .execute(connection)?;
        let too_many = surplus(others, most.saturating_sub(1));
        for one in &too_many {
            ended(connection, &one.sid, EndReason::TooMany, now, one.tokens_expire())?;
        }
        Ok(too_many)
    })
}

/// Those that end when no more than `room` may go on. First those that were never rotated: a script that signs in again and
/// again, and never out, ends sessions of its own and nobody's browser. Among them, and then among the others, those that
/// were not used for the longest.
#[must_use]
pub fn surplus(mut sessions: Vec<Session>, room: usize) -> Vec<Session> {
    sessions.sort_by_key(|one| Reverse((one.generation > 0, one.last_used_at)));
    sessions.split_off(sessions.len().min(room))
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
pub fn rotate(
    connection: &mut AnyConnection,
    sid: &str,
    generation: i64,
    used: Use<'_>,
    replaced: &str,
) -> QueryResult<bool> {
    let live = sessions::table
        .find(sid)
        .filter(dsl::generation.eq(generation))
        .filter(dsl::ended_at.is_null());
    let changes = (
        dsl::generation.eq(generation + 1),
        dsl::rotated_at.eq(used.at),
        dsl::last_used_at.eq(used.at),
        dsl::address.eq(used.address),
        dsl::replaced.eq(replaced),
    );
    Ok(diesel::update(live).set(changes).execute(connection)? == 1)
}

/// Notes a use that rotates nothing; false when the session ended.
pub fn touch(connection: &mut AnyConnection, sid: &str, used: Use<'_>) -> QueryResult<bool> {
    let live = sessions::table.find(sid).filter(dsl::ended_at.is_null());
    let changes = (dsl::last_used_at.eq(used.at), dsl::address.eq(used.address));
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
        ended(connection, sid, reason, now, tokens_expire)
    })
}

fn ended(
    connection: &mut AnyConnection,
    sid: &str,
    reason: EndReason,
    now: i64,
    tokens_expire: i64,
) -> QueryResult<bool> {
    let live = sessions::table.find(sid).filter(dsl::ended_at.is_null());
    let changes = (dsl::ended_at.eq(now), dsl::end_reason.eq(reason.as_str()));
    let ended = diesel::update(live).set(changes).execute(connection)? == 1;
    revocations::add(connection, sid, tokens_expire, now)?;
    Ok(ended)
}

/// The end of all sessions of somebody.
#[derive(Clone, Copy, Debug)]
pub struct EndAll<'a> {
    /// Whose.
    pub username: &'a str,
    /// The `sid` of the one that goes on, and when it began.
    pub kept: Option<(&'a str, i64)>,
    /// Why.
    pub reason: EndReason,
    /// When.
    pub now: i64,
    /// By when the last access token of any of them has expired, seconds since the epoch.
    pub tokens_expire: i64,
}

/// What was ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AllEnded {
    /// Sessions that began before this are over.
    pub before: i64,
    /// But this one.
    pub kept: Option<String>,
    /// Those that are kept in this table, and went on until now.
    pub ended: usize,
}

/// Ends all sessions of somebody in one transaction with `change`, which is the reason for it, such as a new password: from
/// now on none counts that began until now, also those that are kept elsewhere. `named` makes the name of the revocation that
/// says so. None when `change` says that it found nothing to change: then all sessions go on.
pub fn end_all(
    connection: &mut AnyConnection,
    all: &EndAll<'_>,
    named: impl FnOnce(i64, Option<&str>) -> String,
    change: impl FnOnce(&mut AnyConnection) -> QueryResult<bool>,
) -> QueryResult<Option<AllEnded>> {
    transaction::write(connection, |connection| {
        if !change(connection)? {
            return Ok(None);
        }
        let account = accounts::table.find(all.username);
        // Locks the row: of two at once each finds what the other one did.
        diesel::update(account)
            .set(accounts::sessions_from.eq(accounts::sessions_from))
            .execute(connection)?;
        let known: Option<(i64, Option<String>)> = account
            .select((accounts::sessions_from, accounts::sessions_kept))
            .first(connection)
            .optional()?;
        let (from, kept_before) = known.unwrap_or_default();
        let theirs = || {
            sessions::table
                .filter(dsl::username.eq(all.username))
                .filter(dsl::ended_at.is_null())
        };
        // A session of a node whose clock is ahead began later than now.
        let newest: Option<i64> = theirs().select(diesel::dsl::max(dsl::created_at)).first(connection)?;
        let before = all.now.max(from).max(newest.unwrap_or_default()) + 1;
        // What an earlier end covered does not come back.
        let goes_on = |(sid, begun): &(&str, i64)| *begun >= from || kept_before.as_deref() == Some(*sid);
        let kept = all.kept.filter(goes_on).map(|(sid, _)| sid);
        diesel::update(account)
            .set((accounts::sessions_from.eq(before), accounts::sessions_kept.eq(kept)))
            .execute(connection)?;
        let changes = (dsl::ended_at.eq(all.now), dsl::end_reason.eq(all.reason.as_str()));
        let go_on = theirs()
            .filter(dsl::expires_at.gt(all.now))
            .filter(dsl::sid.ne(kept.unwrap_or_default()));
        let ended = diesel::update(go_on).set(changes).execute(connection)?;
        revocations::add(connection, &named(before, kept), all.tokens_expire, all.now)?;
        Ok(Some(AllEnded {
            before,
            kept: kept.map(ToOwned::to_owned),
            ended,
        }))
    })
}

/// Removes sessions that were over at `before`.
pub fn sweep(connection: &mut AnyConnection, before: i64) -> QueryResult<usize> {
    let over = sessions::table.filter(dsl::expires_at.lt(before).or(dsl::ended_at.lt(before)));
    diesel::delete(over).execute(connection)
}
