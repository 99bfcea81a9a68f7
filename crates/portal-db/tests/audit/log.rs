//! A log and what is done to it.

use diesel::RunQueryDsl;
use portal_audit::{Action, Entry, Happened, Head, Record, Verifier};
use portal_db::audit::{self, Filter};
use portal_db::{AnyConnection, Db, QueryResult};
use portal_testkit::TestDatabase;

pub(crate) fn entry(object: impl std::fmt::Display) -> Entry {
    Entry::new(Action::UploadBegin, &object.to_string()).by("kim", "bearer")
}

pub(crate) fn happened(object: impl std::fmt::Display) -> Happened {
    Happened {
        at: "2026-11-22T01:02:03.004Z".to_owned(),
        entry: entry(object),
    }
}

/// A database whose log has so many rows.
pub(crate) fn filled(rows: usize) -> (TestDatabase, Db) {
    let database = TestDatabase::new();
    let db = database.db();
    let happened: Vec<_> = (1..=rows).map(happened).collect();
    db.run_here(|connection| audit::append(connection, &happened)).unwrap();
    (database, db)
}

/// Any statement, as somebody with the database's password would type it.
pub(crate) fn sql(db: &Db, statement: &str) -> QueryResult<usize> {
    let run = |connection: &mut AnyConnection| {
        Ok(match connection {
            AnyConnection::Sqlite(inner) => diesel::sql_query(statement).execute(inner),
            AnyConnection::Postgres(inner) => diesel::sql_query(statement).execute(inner),
        })
    };
    db.run_here(run).unwrap()
}

pub(crate) fn rows(db: &Db) -> Vec<Record> {
    db.run_here(|connection| audit::newer(connection, &Filter::default(), None, i64::MAX))
        .unwrap()
}

/// The log's head, if the log is as it was written.
pub(crate) fn verified(db: &Db) -> Head {
    let mut verifier = Verifier::default();
    for row in rows(db) {
        verifier.check(&row).unwrap();
    }
    verifier.finish().unwrap()
}
