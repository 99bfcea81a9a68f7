//! Submissions that may come twice: one job at most for each of a person's keys.
//!
//! A row stands before `sbatch` is run, and holds the marker that the job will carry. Whoever comes with the same key finds
//! it: the job, or that it is being worked on, or that nobody knows whether there is a job; then the marker tells.

use diesel::prelude::*;

use crate::schema::submissions::{self, dsl};
use crate::{AnyConnection, transaction};

/// A key is remembered for seven days, in milliseconds.
const KEPT_MS: i64 = 7 * 86_400_000;

#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = submissions)]
struct Row {
    user_name: String,
    idem_key: String,
    body_hash: String,
    marker: String,
    made_at: i64,
    tried_at: i64,
    taken_to: i64,
    job_id: Option<i64>,
}

/// A submission that somebody wants to make.
#[derive(Clone, Debug)]
pub struct Wanted<'a> {
    /// Whose.
    pub user: &'a str,
    /// What the client calls it.
    pub key: &'a str,
    /// Of what is asked for: the same key may not mean two things.
    pub body_hash: &'a str,
    /// Of the job, should this be the first try.
    pub marker: &'a str,
    /// Milliseconds since the Unix epoch.
    pub now: i64,
    /// Others keep away until then, the same; later than `now`.
    pub taken_to: i64,
}

/// What somebody has taken. It is theirs only while the row says the same moment: whoever takes it over later writes a later one.
#[derive(Clone, Debug)]
pub struct Hold<'a> {
    /// Whose.
    pub user: &'a str,
    /// What the client calls it.
    pub key: &'a str,
    /// As it was taken, or renewed last.
    pub taken_to: i64,
}

/// What is known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// Nothing was: it is the caller's to make, and to [finish] or [release] or [leave].
    New,
    /// This is the job.
    Made(i64),
    /// The key was used for something else.
    Other,
    /// Somebody works on it.
    Busy,
    /// It was tried, and nobody knows what came of it: it is the caller's to look for the marker.
    Doubtful {
        /// In the comment of the job, if there is one.
        marker: String,
        /// When `sbatch` was run, milliseconds since the Unix epoch.
        tried_at: i64,
    },
}

/// Takes the submission, if it can be taken.
pub fn take(connection: &mut AnyConnection, wanted: &Wanted<'_>) -> QueryResult<Found> {
    transaction::write(connection, |connection| {
        diesel::delete(submissions::table.filter(dsl::made_at.lt(wanted.now - KEPT_MS))).execute(connection)?;
        let row = Row {
            user_name: wanted.user.to_owned(),
            idem_key: wanted.key.to_owned(),
            body_hash: wanted.body_hash.to_owned(),
            marker: wanted.marker.to_owned(),
            made_at: wanted.now,
            tried_at: wanted.now,
            taken_to: wanted.taken_to,
            job_id: None,
        };
        if add(connection, &row)? {
            return Ok(Found::New);
        }
        let known = submissions::table.find((wanted.user, wanted.key));
        let known: Row = known.select(Row::as_select()).first(connection)?;
        if known.body_hash != wanted.body_hash {
            return Ok(Found::Other);
        }
        if let Some(job) = known.job_id {
            return Ok(Found::Made(job));
        }
        // Also the one who takes it over does so alone, and takes what was looked at.
        let idle = submissions::table
            .find((wanted.user, wanted.key))
            .filter(dsl::job_id.is_null())
            .filter(dsl::taken_to.le(wanted.now))
            .filter(dsl::marker.eq(&known.marker))
            .filter(dsl::tried_at.eq(known.tried_at));
        let taken = diesel::update(idle).set(dsl::taken_to.eq(wanted.taken_to));
        if taken.execute(connection)? == 0 {
            return Ok(Found::Busy);
        }
        Ok(Found::Doubtful {
            marker: known.marker,
            tried_at: known.tried_at,
        })
    })
}

/// The job that an earlier request with this key made, when it asked for the same.
pub fn made(connection: &mut AnyConnection, user: &str, key: &str, body_hash: &str) -> QueryResult<Option<i64>> {
    let known = submissions::table
        .find((user, key))
        .filter(dsl::body_hash.eq(body_hash));
    let job: Option<Option<i64>> = known.select(dsl::job_id).first(connection).optional()?;
    Ok(job.flatten())
}

/// Adds the row unless there is one; of two at once, one does.
fn add(connection: &mut AnyConnection, row: &Row) -> QueryResult<bool> {
    let insert = diesel::insert_into(submissions::table).values(row);
    let added = match connection {
        AnyConnection::Sqlite(inner) => insert.on_conflict_do_nothing().execute(inner)?,
        AnyConnection::Postgres(inner) => insert.on_conflict_do_nothing().execute(inner)?,
    };
    Ok(added > 0)
}

/// Whoever works on it still does, until `taken_to` at most; `tried_at` is when `sbatch` is run, if that is now. Milliseconds since
/// the Unix epoch. No row when another has taken it over, or there is a job.
pub fn renew(
    connection: &mut AnyConnection,
    hold: &Hold<'_>,
    tried_at: Option<i64>,
    taken_to: i64,
) -> QueryResult<usize> {
    let row = submissions::table
        .find((hold.user, hold.key))
        .filter(dsl::job_id.is_null())
        .filter(dsl::taken_to.eq(hold.taken_to));
    let tried_at = tried_at.map(|tried_at| dsl::tried_at.eq(tried_at));
    diesel::update(row)
        .set((dsl::taken_to.eq(taken_to), tried_at))
        .execute(connection)
}

/// There is a job with this marker; the first that is told of counts. Whoever holds the key: who has taken it over meanwhile must
/// not submit another.
pub fn finish(connection: &mut AnyConnection, user: &str, key: &str, marker: &str, job_id: i64) -> QueryResult<usize> {
    let row = submissions::table
        .find((user, key))
        .filter(dsl::job_id.is_null())
        .filter(dsl::marker.eq(marker));
    diesel::update(row).set(dsl::job_id.eq(job_id)).execute(connection)
}

/// There is certainly no job: the key is as if it had never been used. No row when another has taken it over.
pub fn release(connection: &mut AnyConnection, hold: &Hold<'_>) -> QueryResult<usize> {
    let row = submissions::table
        .find((hold.user, hold.key))
        .filter(dsl::job_id.is_null())
        .filter(dsl::taken_to.eq(hold.taken_to));
    diesel::delete(row).execute(connection)
}

/// Nobody knows: whoever comes next may look. No row when another has taken it over.
pub fn leave(connection: &mut AnyConnection, hold: &Hold<'_>) -> QueryResult<usize> {
    let row = submissions::table
        .find((hold.user, hold.key))
        .filter(dsl::taken_to.eq(hold.taken_to));
    diesel::update(row).set(dsl::taken_to.eq(0)).execute(connection)
}
