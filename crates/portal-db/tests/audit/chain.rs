use portal_audit::{Action, Broken, Entry, Happened, Head, Verifier};
use portal_db::audit;
use portal_testkit::TestDatabase;

use crate::log::{filled, happened, rows, sql, verified};

#[test]
fn rows_are_chained_over_batches() {
    let database = TestDatabase::new();
    let db = database.db();
    assert_eq!(db.run_here(audit::head).unwrap(), Head::default());
    for batch in [1, 4500, 1, 7] {
        let happened: Vec<_> = (0..batch).map(happened).collect();
        let head = db.run_here(|connection| audit::append(connection, &happened)).unwrap();
        assert_eq!(db.run_here(audit::head).unwrap(), head);
    }
    assert_eq!(verified(&db).seq, 4509);
    assert_eq!(db.run_here(audit::damage).unwrap(), Vec::<String>::new());
    // Nothing to add is nothing added.
    db.run_here(|connection| audit::append(connection, &[])).unwrap();
    assert_eq!(verified(&db).seq, 4509);
}

#[test]
fn any_text_can_be_kept() {
    let database = TestDatabase::new();
    let db = database.db();
    let text = "'; DROP TABLE audit_log; --\0\r\n\u{1b}[31m\u{202e}\u{fffd} 김철수 \u{1f4a9} %_!\\";
    let entry = Entry::new(Action::SessionRefuse, text)
        .by(text, text)
        .from(text, text)
        .refused(&text.repeat(100));
    let happened = Happened {
        at: "2026-11-22T01:02:03.004Z".to_owned(),
        entry,
    };
    db.run_here(|connection| audit::append(connection, &[happened]))
        .unwrap();
    assert_eq!(verified(&db).seq, 1);
    let row = rows(&db).remove(0);
    assert_eq!(
        row.object,
        "'; DROP TABLE audit_log; --␀␍␊␛[31m␦␦ 김철수 \u{1f4a9} %_!\\"
    );
    assert!(row.reason.len() <= 512 && row.reason.ends_with('…'), "{}", row.reason);
}

#[test]
fn the_database_refuses_every_change_of_a_row() {
    let (_database, db) = filled(3);
    let before = rows(&db);
    for statement in [
        "UPDATE audit_log SET actor = 'lee' WHERE seq = 2",
        "UPDATE audit_log SET seq = 9 WHERE seq = 2",
        "DELETE FROM audit_log WHERE seq = 3",
        "DELETE FROM audit_log",
        "INSERT INTO audit_log SELECT seq, at, 'lee', method, address, request_id, action, object, outcome, reason, hash \
         FROM audit_log WHERE seq = 2",
        "INSERT INTO audit_log SELECT seq, at, 'lee', method, address, request_id, action, object, outcome, reason, hash \
         FROM audit_log WHERE seq = 2 ON CONFLICT (seq) DO UPDATE SET actor = 'lee'",
    ] {
        assert!(sql(&db, statement).is_err(), "{statement}");
    }
    // Each has its own way to empty or overwrite a table.
    for statement in [
        "TRUNCATE audit_log",
        "INSERT OR REPLACE INTO audit_log SELECT seq, at, 'lee', method, address, request_id, action, object, outcome, \
         reason, hash FROM audit_log WHERE seq = 2",
        "REPLACE INTO audit_log SELECT seq, at, 'lee', method, address, request_id, action, object, outcome, \
         reason, hash FROM audit_log WHERE seq = 2",
    ] {
        assert!(sql(&db, statement).is_err(), "{statement}");
    }
    assert_eq!(rows(&db), before);
}

#[test]
fn whoever_takes_the_guards_away_is_found_by_the_chain() {
    let (database, db) = filled(50);
    let unguarded: &[&str] = if database.url().starts_with("sqlite") {
        &[
            "DROP TRIGGER audit_log_is_not_changed",
            "DROP TRIGGER audit_log_is_not_deleted",
        ]
    } else {
        &["DROP TRIGGER audit_log_is_not_changed ON audit_log"]
    };
    for statement in unguarded {
        sql(&db, statement).unwrap();
    }
    let found = |statement: &str| {
        assert_eq!(sql(&db, statement).unwrap(), 1, "{statement}");
        let mut verifier = Verifier::default();
        rows(&db).iter().find_map(|row| verifier.check(row).err())
    };
    let altered = found("UPDATE audit_log SET actor = 'lee' WHERE seq = 30");
    assert_eq!(altered, Some(Broken::Altered { seq: 30 }));
    let missing = found("DELETE FROM audit_log WHERE seq = 20");
    assert_eq!(
        missing,
        Some(Broken::Missing {
            expected: 20,
            found: 21
        })
    );
    let moved = found("UPDATE audit_log SET seq = -5 WHERE seq = 10");
    assert_eq!(moved, Some(Broken::OutOfOrder { expected: 1, found: -5 }));
}

#[test]
fn what_is_done_and_its_row_are_kept_together_or_not_at_all() {
    let (_database, db) = filled(1);
    let object = |done: &i64| happened(format!("did {done}"));
    let done = db
        .run_here(|connection| audit::recorded(connection, |_connection| Ok(7), object))
        .unwrap();
    assert_eq!((done, rows(&db)[1].object.as_str()), (7, "did 7"));

    let refused = db.run_here(|connection| {
        let work = |connection: &mut _| {
            audit_free_work(connection)?;
            Err::<i64, _>(portal_db::QueryError::NotFound)
        };
        audit::recorded(connection, work, object)
    });
    assert!(refused.is_err());
    assert_eq!(verified(&db).seq, 2);
    assert!(db.run_here(portal_db::accounts::list).unwrap().is_empty());
}

fn audit_free_work(connection: &mut portal_db::AnyConnection) -> portal_db::QueryResult<bool> {
    let account = portal_db::accounts::Account::new("kim", String::new(), "", &[], String::new());
    portal_db::accounts::add(connection, &account)
}
