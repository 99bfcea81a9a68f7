//! Access tokens that were ended before they expire.

use std::pin::Pin;

use diesel::prelude::*;

use crate::schema::token_revocations;
use crate::{AnyConnection, Db, DbError};

/// Records that `jti` ended at `now_millis` (milliseconds since the epoch); twice is the same as once, until the later of
/// both times of expiry (seconds).
pub fn add(connection: &mut AnyConnection, jti: &str, expires_at: i64, now_millis: i64) -> QueryResult<()> {
    let row = (
        token_revocations::jti.eq(jti),
        token_revocations::expires_at.eq(expires_at),
        token_revocations::revoked_at.eq(now_millis),
    );
    let insert = diesel::insert_into(token_revocations::table).values(row);
    // Not by the error: that would end a transaction of PostgreSQL.
    let added = match connection {
        AnyConnection::Sqlite(inner) => insert.on_conflict_do_nothing().execute(inner)?,
        AnyConnection::Postgres(inner) => insert.on_conflict_do_nothing().execute(inner)?,
    };
    if added == 0 {
        let shorter = token_revocations::table
            .find(jti)
            .filter(token_revocations::expires_at.lt(expires_at));
        // With a new time, so that whoever knows it already learns that it lasts longer.
        let longer = (
            token_revocations::expires_at.eq(expires_at),
            token_revocations::revoked_at.eq(now_millis),
        );
        diesel::update(shorter).set(longer).execute(connection)?;
    }
    Ok(())
}

/// Ids and expiry (seconds) of tokens that were ended at or after `since_millis`.
pub fn since(connection: &mut AnyConnection, since_millis: i64) -> QueryResult<Vec<(String, i64)>> {
    token_revocations::table
        .filter(token_revocations::revoked_at.ge(since_millis))
        .select((token_revocations::jti, token_revocations::expires_at))
        .load(connection)
}

/// Ids and expiry (seconds) of ended tokens, on their way.
pub type Answer = Pin<Box<dyn Future<Output = Result<Vec<(String, i64)>, DbError>> + Send>>;

/// The question that `portal_http::Revocations::follow` asks again and again.
pub fn ask(db: &Db) -> impl Fn(i64) -> Answer + Send + 'static {
    let db = db.clone();
    move |since_millis| {
        let db = db.clone();
        Box::pin(async move { db.run(move |connection| since(connection, since_millis)).await })
    }
}

/// Removes what has expired at `now` (seconds since the epoch).
pub fn sweep(connection: &mut AnyConnection, now: i64) -> QueryResult<usize> {
    diesel::delete(token_revocations::table.filter(token_revocations::expires_at.le(now))).execute(connection)
}
