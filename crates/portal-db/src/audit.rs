//! The audit log: rows are added at its end, one after the other, whoever adds them, and never changed.

mod journal;
mod list;
mod trail;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use portal_audit::{Happened, Head, Record};

pub use journal::{Journal, NotRecorded};
pub use list::{Filter, Page, newer, older, page};
pub use trail::Trail;

use crate::schema::audit_log::{self, dsl};
use crate::{AnyConnection, transaction};

/// A row as diesel reads and writes it.
#[derive(Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = audit_log)]
struct Row {
    seq: i64,
    at: String,
    actor: String,
    method: String,
    address: String,
    request_id: String,
    action: String,
    object: String,
    outcome: String,
    reason: String,
    hash: String,
}

/// Under which lock PostgreSQL adds rows, until the transaction ends: a number of our own choice.
const POSTGRES_LOCK: &str = "SELECT pg_advisory_xact_lock(4430501050112)";

/// PostgreSQL takes 65,535 values a statement.
const ROWS_A_STATEMENT: usize = 2000;

/// Adds rows in one transaction, chained to the last one that anybody added. The head of the chain after them.
pub fn append(connection: &mut AnyConnection, happened: &[Happened]) -> QueryResult<Head> {
    // On SQLite this waits for whoever else is writing, in this process or another.
    transaction::write(connection, |connection| add(connection, happened))
}

/// Does `work` and records what `happened` says of it, both or neither: one transaction, so `work` must not begin one.
pub fn recorded<T>(
    connection: &mut AnyConnection,
    work: impl FnOnce(&mut AnyConnection) -> QueryResult<T>,
    happened: impl FnOnce(&T) -> Happened,
) -> QueryResult<T> {
    transaction::write(connection, |connection| {
        let done = work(connection)?;
        add(connection, &[happened(&done)])?;
        Ok(done)
    })
}

/// Adds rows within a transaction that may write.
fn add(connection: &mut AnyConnection, happened: &[Happened]) -> QueryResult<Head> {
    if let AnyConnection::Postgres(inner) = connection {
        inner.batch_execute(POSTGRES_LOCK)?;
    }
    let mut head = head(connection)?;
    let rows: Vec<Row> = happened
        .iter()
        .map(|happened| {
            let record = Record::sealed(&head, happened.clone());
            head = record.head();
            record.into()
        })
        .collect();
    for rows in rows.chunks(ROWS_A_STATEMENT) {
        let insert = diesel::insert_into(audit_log::table).values(rows);
        match connection {
            AnyConnection::Sqlite(inner) => insert.execute(inner)?,
            AnyConnection::Postgres(inner) => insert.execute(inner)?,
        };
    }
    Ok(head)
}

/// Number and hash of the newest row.
pub fn head(connection: &mut AnyConnection) -> QueryResult<Head> {
    let newest = audit_log::table
        .order(dsl::seq.desc())
        .select((dsl::seq, dsl::hash))
        .first(connection)
        .optional()?;
    Ok(newest.map(|(seq, hash)| Head { seq, hash }).unwrap_or_default())
}

#[derive(QueryableByName)]
struct Finding {
    #[diesel(sql_type = diesel::sql_types::Text)]
    integrity_check: String,
}

/// What SQLite itself finds wrong with the table: pages, kinds of values, rows that its indexes do not have. PostgreSQL
/// has no such question.
pub fn damage(connection: &mut AnyConnection) -> QueryResult<Vec<String>> {
    let AnyConnection::Sqlite(inner) = connection else {
        return Ok(Vec::new());
    };
    let findings = diesel::sql_query("SELECT integrity_check FROM pragma_integrity_check('audit_log')");
    let findings = findings.load::<Finding>(inner)?;
    Ok(findings
        .into_iter()
        .map(|finding| finding.integrity_check)
        .filter(|finding| finding != "ok")
        .collect())
}

impl From<Record> for Row {
    fn from(record: Record) -> Self {
        let Record {
            seq,
            at,
            actor,
            method,
            address,
            request_id,
            action,
            object,
            outcome,
            reason,
            hash,
        } = record;
        Self {
            seq,
            at,
            actor,
            method,
            address,
            request_id,
            action,
            object,
            outcome,
            reason,
            hash,
        }
    }
}

impl From<Row> for Record {
    fn from(row: Row) -> Self {
        let Row {
            seq,
            at,
            actor,
            method,
            address,
            request_id,
            action,
            object,
            outcome,
            reason,
            hash,
        } = row;
        Self {
            seq,
            at,
            actor,
            method,
            address,
            request_id,
            action,
            object,
            outcome,
            reason,
            hash,
        }
    }
}
