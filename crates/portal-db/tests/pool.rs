//! What a question that fails is taken for.

use diesel::RunQueryDsl;
use diesel::connection::SimpleConnection;
use portal_db::{AnyConnection, DbError};
use portal_testkit::TestDatabase;

#[test]
fn a_database_that_is_locked_is_no_question_that_it_refuses() {
    let database = TestDatabase::sqlite();
    let (db, other) = (database.db(), database.db());
    let write = |connection: &mut AnyConnection| {
        connection.batch_execute("PRAGMA busy_timeout = 0")?;
        diesel::sql_query("DELETE FROM api_keys").execute(connection)
    };
    let held = db.run_here(|connection| {
        connection.batch_execute("BEGIN IMMEDIATE")?;
        let meanwhile = other.run_here(write);
        assert!(matches!(meanwhile, Err(DbError::Passing(_))), "{meanwhile:?}");
        connection.batch_execute("ROLLBACK")
    });
    assert!(held.is_ok());
    assert!(db.run_here(write).is_ok());
    let nonsense = db.run_here(|connection| connection.batch_execute("SELECT nonsense"));
    assert!(matches!(nonsense, Err(DbError::Query(_))), "{nonsense:?}");
}
