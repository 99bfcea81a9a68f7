//! `portal audit verify`

use portal_audit::{Head, Verifier};
use portal_config::Source;
use portal_db::audit::{self, Filter};
use portal_db::{Db, DbError};

use super::database;
use crate::arguments::VerifyAudit;
use crate::failure::Failure;
use crate::output::print;

/// Rows read at a time.
const ROWS: i64 = 2000;

pub(crate) fn run(verify: VerifyAudit) -> Result<(), Failure> {
    let (db, _) = database::open(&Source::from_process()?)?;
    let verifier = verify.head.map_or_else(Verifier::default, Verifier::knowing);
    let head = walk(&db, verifier)?;
    let damage = db.run_here(audit::damage).map_err(|error| unreadable(0, error))?;
    if let Some(finding) = damage.first() {
        return Err(Failure::Refused(format!(
            "the hashes of the audit log fit, but SQLite finds its table damaged: {finding}"
        )));
    }
    match head {
        Head { seq: 0, .. } => print("The audit log is empty"),
        head => print(&format!(
            "The audit log is as it was written: {} rows, it is at {head}",
            head.seq
        )),
    }
}

fn walk(db: &Db, mut verifier: Verifier) -> Result<Head, Failure> {
    let broken = |broken| Failure::Refused(format!("the audit log is not as it was written: {broken}"));
    let everything = Filter::default();
    let (mut last, mut at_a_time) = (None, ROWS);
    loop {
        let rows = match db.run_here(|connection| audit::newer(connection, &everything, last, at_a_time)) {
            Ok(rows) => rows,
            // One of them makes no sense to the database; one by one it shows which.
            Err(DbError::Query(_)) if at_a_time > 1 => {
                at_a_time = 1;
                continue;
            }
            Err(error) => return Err(unreadable(last.unwrap_or_default(), error)),
        };
        let Some(newest) = rows.last() else {
            return verifier.finish().map_err(broken);
        };
        last = Some(newest.seq);
        for row in &rows {
            verifier.check(row).map_err(broken)?;
        }
    }
}

/// A row that makes no sense to the database is as bad as one that was changed; a database that is away is not.
fn unreadable(last: i64, error: DbError) -> Failure {
    match error {
        DbError::Query(error) => Failure::Refused(format!(
            "the audit log is not as it was written: what follows row {last} cannot be read: {error}"
        )),
        error => database::unreachable(error),
    }
}
