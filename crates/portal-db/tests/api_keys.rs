//! Whether a key is good is asked; that it was used is noted beside.

use std::sync::mpsc;
use std::time::Duration;

use diesel::connection::SimpleConnection;
use portal_config::Clock;
use portal_db::AnyConnection;
use portal_db::accounts::{self, Account};
use portal_db::api_keys::{self, ApiKey, NewApiKey};
use portal_jwt::ApiKeyText;
use portal_testkit::TestDatabase;

const NOW: &str = "2026-11-22T10:00:00.000Z";

#[tokio::test]
async fn a_database_that_takes_no_writes_keeps_no_key_out() {
    let database = TestDatabase::new();
    let db = database.db();
    let text = ApiKeyText::new([1; 8], [2; 32]);
    let account = Account::new("kim", String::new(), "", &["DX-Users".to_owned()], NOW.to_owned());
    let key = ApiKey::from(NewApiKey {
        key_id: text.id(),
        username: "kim",
        name: "nightly",
        key_hash: text.digest().to_string(),
        scopes: &["files:read".to_owned()],
        networks: &[],
        created_at: NOW.to_owned(),
        created_by: "kim",
        expires_at: None,
    });
    db.run_here(|connection| {
        accounts::add(connection, &account)?;
        api_keys::add_within(connection, &key, 20)
    })
    .unwrap();
    let (locked, is_locked) = mpsc::channel();
    let (release, released) = mpsc::channel::<()>();
    let holding = database.db();
    let holder = std::thread::spawn(move || {
        let hold = |connection: &mut AnyConnection| {
            let lock = match connection {
                AnyConnection::Sqlite(_) => "BEGIN IMMEDIATE",
                AnyConnection::Postgres(_) => "BEGIN; LOCK TABLE api_keys IN EXCLUSIVE MODE",
            };
            connection.batch_execute(lock)?;
            locked.send(()).unwrap();
            released.recv().unwrap();
            connection.batch_execute("ROLLBACK")
        };
        holding.run_here(hold).unwrap();
    });
    is_locked.recv().unwrap();
    let ask = api_keys::ask(&db, Clock::manual(1_800_000_000));
    let address = "10.1.2.3".parse().unwrap();
    let answer = tokio::time::timeout(Duration::from_secs(3), ask(text.digest(), address)).await;
    release.send(()).unwrap();
    holder.join().unwrap();
    let facts = answer.expect("an answer that waits for no lock").unwrap();
    assert_eq!(facts.unwrap().username, "kim");

    for _ in 0..200 {
        let keys = db.run_here(|connection| api_keys::of(connection, "kim")).unwrap();
        if keys
            .iter()
            .any(|key| key.last_used_address.as_deref() == Some("10.1.2.3"))
        {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the use was not noted when the database took writes again");
}
