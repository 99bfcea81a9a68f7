//! Submissions with a key, in a real database, SQLite or PostgreSQL.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

use portal_db::Db;
use portal_db::submissions::{Found, Hold, Wanted, finish, leave, release, renew, take};
use portal_testkit::TestDatabase;

fn wanted<'a>(body_hash: &'a str, marker: &'a str, now: i64) -> Wanted<'a> {
    Wanted {
        user: "kim",
        key: "k1",
        body_hash,
        marker,
        now,
        taken_to: now + 1_000,
    }
}

fn held(taken_to: i64) -> Hold<'static> {
    Hold {
        user: "kim",
        key: "k1",
        taken_to,
    }
}

fn open(database: &TestDatabase) -> Db {
    let db = Db::open(&database.settings()).unwrap();
    db.migrate().unwrap();
    db
}

#[tokio::test]
async fn a_key_stands_for_one_job_and_one_body() {
    let database = TestDatabase::new();
    open(&database)
        .run(|connection| {
            assert_eq!(take(connection, &wanted("a", "m1", 10))?, Found::New);
            assert_eq!(take(connection, &wanted("a", "m2", 500))?, Found::Busy);
            assert_eq!(take(connection, &wanted("b", "m2", 500))?, Found::Other);
            finish(connection, "kim", "k1", "m1", 77)?;
            assert_eq!(take(connection, &wanted("a", "m3", 9_000))?, Found::Made(77));
            assert_eq!(take(connection, &wanted("b", "m3", 9_000))?, Found::Other);
            // Another person's key of the same name is another key.
            let lees = Wanted {
                user: "lee",
                ..wanted("b", "m4", 9_000)
            };
            assert_eq!(take(connection, &lees)?, Found::New);
            // A job that is known is not forgotten by mistake, only by time.
            release(connection, &held(1_010))?;
            assert_eq!(take(connection, &wanted("a", "m5", 9_000))?, Found::Made(77));
            let later = 8 * 86_400_000;
            assert_eq!(take(connection, &wanted("b", "m5", later))?, Found::New);
            Ok(())
        })
        .await
        .unwrap();
}

#[tokio::test]
async fn what_nobody_knows_is_for_one_at_a_time_to_find_out() {
    let database = TestDatabase::new();
    open(&database)
        .run(|connection| {
            assert_eq!(take(connection, &wanted("a", "m1", 10))?, Found::New);
            // The portal was killed; its time is over.
            let doubtful = Found::Doubtful {
                marker: "m1".to_owned(),
                tried_at: 10,
            };
            assert_eq!(take(connection, &wanted("a", "m2", 1_010))?, doubtful);
            assert_eq!(take(connection, &wanted("a", "m3", 1_010))?, Found::Busy);
            leave(connection, &held(2_010))?;
            assert_eq!(take(connection, &wanted("a", "m3", 1_011))?, doubtful);
            // Who is still at it, for however long, is not disturbed.
            renew(connection, &held(2_011), Some(1_012), 9_000)?;
            assert_eq!(take(connection, &wanted("a", "m4", 8_999))?, Found::Busy);
            renew(connection, &held(9_000), None, 9_001)?;
            assert_eq!(take(connection, &wanted("a", "m4", 9_000))?, Found::Busy);
            leave(connection, &held(9_001))?;
            let again = Found::Doubtful {
                marker: "m1".to_owned(),
                tried_at: 1_012,
            };
            assert_eq!(take(connection, &wanted("a", "m4", 9_002))?, again);
            release(connection, &held(10_002))?;
            assert_eq!(take(connection, &wanted("other", "m5", 9_003))?, Found::New);
            Ok(())
        })
        .await
        .unwrap();
}

#[tokio::test]
async fn who_has_lost_the_key_to_another_changes_nothing_of_theirs() {
    let database = TestDatabase::new();
    open(&database)
        .run(|connection| {
            assert_eq!(take(connection, &wanted("a", "m1", 10))?, Found::New);
            let first = held(1_010);
            // Another node takes it over, as soon as it may.
            let doubtful = Found::Doubtful {
                marker: "m1".to_owned(),
                tried_at: 10,
            };
            assert_eq!(take(connection, &wanted("a", "m2", 1_010))?, doubtful);
            let second = held(2_010);
            // The first comes back, and is late for everything.
            assert_eq!(renew(connection, &first, Some(1_011), 2_011)?, 0);
            assert_eq!(leave(connection, &first)?, 0);
            assert_eq!(release(connection, &first)?, 0);
            assert_eq!(take(connection, &wanted("a", "m3", 2_009))?, Found::Busy);
            // Nothing of it disturbs the second.
            assert_eq!(renew(connection, &second, Some(2_000), 3_000)?, 1);
            assert_eq!(renew(connection, &second, None, 3_001)?, 0);
            assert_eq!(finish(connection, "kim", "k1", "m1", 77)?, 1);
            assert_eq!(finish(connection, "kim", "k1", "m1", 78)?, 0);
            assert_eq!(renew(connection, &held(3_000), None, 3_001)?, 0);
            assert_eq!(release(connection, &held(3_000))?, 0);
            assert_eq!(take(connection, &wanted("a", "m4", 9_000))?, Found::Made(77));
            Ok(())
        })
        .await
        .unwrap();
}

#[tokio::test]
async fn a_job_that_comes_to_light_late_keeps_who_took_over_from_making_another() {
    let database = TestDatabase::new();
    open(&database)
        .run(|connection| {
            assert_eq!(take(connection, &wanted("a", "m1", 10))?, Found::New);
            assert_eq!(renew(connection, &held(1_010), Some(20), 1_020)?, 1);
            let doubtful = Found::Doubtful {
                marker: "m1".to_owned(),
                tried_at: 20,
            };
            assert_eq!(take(connection, &wanted("a", "m2", 1_020))?, doubtful);
            // Of another marker it is another submission's.
            assert_eq!(finish(connection, "kim", "k1", "m2", 76)?, 0);
            assert_eq!(finish(connection, "kim", "k1", "m1", 77)?, 1);
            assert_eq!(renew(connection, &held(2_020), Some(1_021), 2_021)?, 0);
            assert_eq!(take(connection, &wanted("a", "m3", 9_000))?, Found::Made(77));
            Ok(())
        })
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_at_once_one_makes_it() {
    let database = TestDatabase::new();
    let db = open(&database);
    let takers = (0..16).map(|number| {
        let db = db.clone();
        tokio::spawn(async move {
            let marker = format!("m{number}");
            db.run(move |connection| take(connection, &wanted("a", &marker, 10)))
                .await
                .unwrap()
        })
    });
    let mut made = 0;
    for taker in takers.collect::<Vec<_>>() {
        match taker.await.unwrap() {
            Found::New => made += 1,
            other => assert_eq!(other, Found::Busy),
        }
    }
    assert_eq!(made, 1);
}
