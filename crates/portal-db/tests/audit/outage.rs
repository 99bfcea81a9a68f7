use portal_config::Clock;
use portal_db::audit::{Journal, NotRecorded};
use portal_testkit::TestDatabase;

use crate::log::{entry, rows, sql, verified};

#[tokio::test]
async fn what_cannot_be_written_is_said_and_what_nobody_waits_for_is_kept() {
    let database = TestDatabase::new();
    let db = database.db();
    let journal = Journal::start(db.clone(), Clock::System);
    journal.record(entry("before")).await.unwrap();

    sql(&db, "ALTER TABLE audit_log RENAME TO away").unwrap();
    let refused = journal.record(entry("refused")).await;
    assert!(matches!(refused, Err(NotRecorded::Database(_))), "{refused:?}");
    for number in 0..700 {
        journal.note(entry(number));
    }
    assert!(journal.record(entry("refused too")).await.is_err());
    sql(&db, "ALTER TABLE away RENAME TO audit_log").unwrap();

    journal.record(entry("after")).await.unwrap();
    journal.finish().await;
    assert_eq!(verified(&db).seq, 702);
    let objects: Vec<_> = rows(&db).into_iter().map(|row| row.object).collect();
    assert!(
        !objects.iter().any(|object| object.starts_with("refused")),
        "what was refused did not happen"
    );
    assert!((0..700).all(|number| objects.contains(&number.to_string())));
}

#[tokio::test]
async fn what_nobody_waits_for_is_tried_again_by_itself() {
    let database = TestDatabase::new();
    let db = database.db();
    let journal = Journal::start(db.clone(), Clock::System);
    sql(&db, "ALTER TABLE audit_log RENAME TO away").unwrap();
    journal.note(entry("kept"));
    assert!(journal.record(entry("refused")).await.is_err());
    sql(&db, "ALTER TABLE away RENAME TO audit_log").unwrap();
    while verified(&db).seq < 1 {
        tokio::task::yield_now().await;
    }
    assert_eq!(rows(&db)[0].object, "kept");
}

#[tokio::test]
async fn an_end_without_the_database_does_not_hang() {
    let database = TestDatabase::new();
    let db = database.db();
    let journal = Journal::start(db.clone(), Clock::System);
    sql(&db, "ALTER TABLE audit_log RENAME TO away").unwrap();
    journal.note(entry("lost"));
    journal.finish().await;
}

#[tokio::test]
async fn a_server_that_is_gone_is_said() {
    let database = TestDatabase::postgres();
    let journal = Journal::start(database.db(), Clock::System);
    journal.record(entry("before")).await.unwrap();
    // Takes its connections too.
    drop(database);
    for _ in 0..2 {
        let refused = journal.record(entry("after")).await;
        assert!(matches!(refused, Err(NotRecorded::Database(_))), "{refused:?}");
    }
}
