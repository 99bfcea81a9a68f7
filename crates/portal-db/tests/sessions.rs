//! Which sessions end for a new one, and that a new password and the end of the sessions are one thing.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

use diesel::connection::SimpleConnection;
use portal_db::accounts::{self, Account};
use portal_db::sessions::{self, AllEnded, EndAll, EndReason, Session, Use};
use portal_db::{AnyConnection, Db, QueryResult};
use portal_testkit::TestDatabase;

const NOW: i64 = 1_800_000_000_000;

fn session(sid: &str, last_used_at: i64) -> Session {
    Session {
        sid: sid.to_owned(),
        username: "kim".to_owned(),
        method: "password".to_owned(),
        created_at: last_used_at,
        last_used_at,
        expires_at: NOW + 1_000_000,
        address: "10.1.2.3".to_owned(),
        user_agent: "x".to_owned(),
        generation: 0,
        rotated_at: last_used_at,
        id_token: None,
        ended_at: None,
        end_reason: None,
        replaced: String::new(),
    }
}

/// Begins a session where three may go on; which ones end for it.
fn add(db: &Db, sid: &str, at: i64) -> Vec<String> {
    let ended = db.run_here(|c| sessions::add(c, &session(sid, at), 3, NOW)).unwrap();
    ended.into_iter().map(|one| one.sid).collect()
}

fn rotate(db: &Db, sid: &str, at: i64) {
    let used = Use {
        at,
        address: "10.1.2.3",
    };
    assert!(db.run_here(|c| sessions::rotate(c, sid, 0, used, "")).unwrap());
}

#[test]
fn a_session_that_was_never_rotated_ends_first() {
    let database = TestDatabase::new();
    let db = database.db();
    assert!(add(&db, "browser", NOW).is_empty());
    rotate(&db, "browser", NOW + 1);
    assert!(add(&db, "script 1", NOW + 2).is_empty());
    assert!(add(&db, "script 2", NOW + 3).is_empty());
    assert_eq!(add(&db, "script 3", NOW + 4), ["script 1"]);
    rotate(&db, "script 2", NOW + 5);
    rotate(&db, "script 3", NOW + 6);
    assert_eq!(
        add(&db, "phone", NOW + 7),
        ["browser"],
        "the one that was not used for the longest"
    );
    assert_eq!(add(&db, "desk", NOW + 8), ["phone"]);
}

/// An account with one session.
fn with_kim() -> TestDatabase {
    let database = TestDatabase::new();
    let kim = Account::new("kim", "old".to_owned(), "", &[], "2026-11-22T10:00:00.000Z".to_owned());
    let db = database.db();
    assert!(db.run_here(|c| accounts::add(c, &kim)).unwrap());
    add(&db, "desk", NOW);
    database
}

fn new_password(connection: &mut AnyConnection, old: &str) -> QueryResult<Option<AllEnded>> {
    let all = EndAll {
        username: "kim",
        kept: None,
        reason: EndReason::Password,
        now: NOW + 1,
        tokens_expire: NOW / 1000 + 3600,
    };
    let named = |before: i64, _kept: Option<&str>| format!("user:{before}::kim");
    let change = |c: &mut AnyConnection| accounts::replace_password(c, "kim", old, "new", "2026-11-22T10:00:01.000Z");
    sessions::end_all(connection, &all, named, change)
}

/// The password, and how many sessions go on.
fn state(db: &Db) -> (String, usize) {
    let kim = db.run_here(|c| accounts::find(c, "kim")).unwrap().unwrap();
    let live = db.run_here(|c| sessions::live(c, "kim", NOW)).unwrap();
    (kim.password_hash, live.len())
}

#[test]
fn a_new_password_ends_the_sessions_and_one_that_did_not_come_about_ends_none() {
    let database = with_kim();
    let db = database.db();
    assert_eq!(db.run_here(|c| new_password(c, "another")).unwrap(), None);
    assert_eq!(state(&db), ("old".to_owned(), 1));
    let done = db.run_here(|c| new_password(c, "old")).unwrap().unwrap();
    assert_eq!((done.ended, done.kept), (1, None));
    assert_eq!(state(&db), ("new".to_owned(), 0));
}

#[test]
fn when_the_sessions_cannot_be_ended_the_password_stays_so_that_one_can_try_again() {
    let database = with_kim();
    let db = database.db();
    let rename = |from: &str, to: &str| {
        let rename = format!("ALTER TABLE {from} RENAME TO {to}");
        db.run_here(|c| c.batch_execute(&rename)).unwrap();
    };
    rename("token_revocations", "away");
    db.run_here(|c| new_password(c, "old")).unwrap_err();
    assert_eq!(state(&db), ("old".to_owned(), 1));
    rename("away", "token_revocations");
    assert!(db.run_here(|c| new_password(c, "old")).unwrap().is_some());
    assert_eq!(state(&db), ("new".to_owned(), 0));
}
