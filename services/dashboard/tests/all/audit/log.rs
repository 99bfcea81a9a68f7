//! The log as it stands in the database.

use portal_audit::{Record, Verifier};
use portal_db::Db;
use portal_db::audit::{Filter, newer};
use portal_testkit::TestDatabase;

/// All rows, oldest first, once it is sure that they are as they were written.
pub(crate) fn verified(database: &TestDatabase) -> Vec<Record> {
    let db = Db::open(&database.settings()).unwrap();
    let rows = db
        .run_here(|connection| newer(connection, &Filter::default(), None, i64::MAX))
        .unwrap();
    let mut verifier = Verifier::default();
    for row in &rows {
        verifier.check(row).unwrap();
    }
    rows
}

/// Who did what to what, and how it ended: the rows of an action, each in one line.
pub(crate) fn told(database: &TestDatabase, action: &str) -> Vec<String> {
    verified(database)
        .into_iter()
        .filter(|row| row.action == action)
        .map(|row| {
            let text = format!(
                "{} ({}): {}, {} {}",
                row.actor, row.method, row.object, row.outcome, row.reason
            );
            text.trim_end().to_owned()
        })
        .collect()
}
