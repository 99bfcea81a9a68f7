//! What the audit log costs, beside one row a transaction in the same run:
//! `cargo run --release -p portal-db --example audit_bench`. It asserts nothing.
#![expect(clippy::print_stdout, reason = "a program that prints figures")]
#![expect(clippy::expect_used, reason = "without its parts there is nothing to measure")]

use std::time::{Duration, Instant};

use portal_audit::{Action, Entry, Happened, Verifier};
use portal_config::{Clock, DatabaseSettings, DatabaseUrl};
use portal_db::Db;
use portal_db::audit::{Filter, Journal, append, newer, page};
use tempfile::TempDir;
use tokio::runtime::Builder;

/// Requests that wait for their row at a time.
const AT_ONCE: usize = 1000;
const RECORDED: usize = 200_000;
const ONE_BY_ONE: usize = 4_000;

fn main() {
    let runtime = Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime");
    println!("SQLite, synchronous=FULL: a row is on the disk when it is acknowledged");
    let one_by_one = one_row_a_transaction();
    let folder = TempDir::new().expect("a temporary folder");
    let db = open(&folder);
    let recorded = runtime.block_on(record(&db));
    println!(
        "one row a transaction        {one_by_one:>9.0} rows/s\n\
         journal, {AT_ONCE} waiting        {recorded:>9.0} rows/s   ratio {:.1}",
        recorded / one_by_one
    );
    read(&db);
}

fn open(folder: &TempDir) -> Db {
    let path = folder.path().join("portal.db");
    let settings = DatabaseSettings {
        url: DatabaseUrl::parse(&format!("sqlite:{}", path.display())).expect("a URL"),
        connections: 4,
    };
    let db = Db::open(&settings).expect("a database");
    db.migrate().expect("tables");
    db
}

fn entry(number: usize) -> Entry {
    Entry::new(
        Action::UploadComplete,
        &format!("upload:{number:016x} /shared/uploads/users/kim/data/input.dat"),
    )
    .by("kim", "cookie")
    .from("192.0.2.7", "0193f1c20193f1c20193f1c20193f1c2")
}

fn one_row_a_transaction() -> f64 {
    let folder = TempDir::new().expect("a temporary folder");
    let db = open(&folder);
    let started = Instant::now();
    for number in 0..ONE_BY_ONE {
        let happened = Happened {
            at: Clock::System.rfc3339(),
            entry: entry(number),
        };
        db.run_here(|connection| append(connection, &[happened]))
            .expect("a row");
    }
    per_second(ONE_BY_ONE, started.elapsed())
}

async fn record(db: &Db) -> f64 {
    let journal = Journal::start(db.clone(), Clock::System);
    let started = Instant::now();
    let people: Vec<_> = (0..AT_ONCE)
        .map(|person| {
            let journal = journal.clone();
            tokio::spawn(async move {
                for number in 0..RECORDED / AT_ONCE {
                    journal.record(entry(person * 1000 + number)).await.expect("a row");
                }
            })
        })
        .collect();
    for person in people {
        person.await.expect("an end");
    }
    let rate = per_second(RECORDED, started.elapsed());
    journal.finish().await;
    rate
}

fn read(db: &Db) {
    let started = Instant::now();
    let (mut verifier, mut last) = (Verifier::default(), None);
    loop {
        let rows = db
            .run_here(|connection| newer(connection, &Filter::default(), last, 2000))
            .expect("rows");
        let Some(newest) = rows.last() else { break };
        last = Some(newest.seq);
        for row in &rows {
            verifier.check(row).expect("a log as it was written");
        }
    }
    println!(
        "verify                       {:>9.0} rows/s",
        per_second(RECORDED, started.elapsed())
    );
    for (what, filter) in [
        ("newest 100", Filter::default()),
        (
            "newest 100 of an action",
            Filter {
                actions: vec![Action::UploadComplete],
                ..Filter::default()
            },
        ),
        (
            "text in any field, no hit",
            Filter {
                text_part: Some("nothing like it".to_owned()),
                ..Filter::default()
            },
        ),
    ] {
        let started = Instant::now();
        db.run_here(|connection| page(connection, &filter, None, 100))
            .expect("a page");
        println!(
            "{what:<28} {:>9.1} ms   of {RECORDED} rows",
            started.elapsed().as_secs_f64() * 1e3
        );
    }
}

fn per_second(count: usize, took: Duration) -> f64 {
    count as f64 / took.as_secs_f64()
}
