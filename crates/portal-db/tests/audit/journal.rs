use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use portal_audit::Head;
use portal_config::Clock;
use portal_db::audit::{Journal, NotRecorded};
use portal_testkit::TestDatabase;
use tracing_subscriber::fmt::MakeWriter;

use crate::log::{entry, rows, verified};

#[tokio::test]
async fn what_was_recorded_stands_in_the_log() {
    let database = TestDatabase::new();
    let db = database.db();
    let journal = Journal::start(db.clone(), Clock::manual(1_790_000_000));
    journal.record(entry("one")).await.unwrap();
    assert_eq!(rows(&db)[0].object, "one");
    assert_eq!(rows(&db)[0].at, "2026-09-21T14:13:20.000Z");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_writers_make_one_chain() {
    let database = TestDatabase::new();
    // Each with connections of its own, as processes have.
    let journals: Vec<_> = (0..4).map(|_| Journal::start(database.db(), Clock::System)).collect();
    let mut tasks = Vec::new();
    for number in 0..400 {
        let journal = journals[number % journals.len()].clone();
        tasks.push(tokio::spawn(async move { journal.record(entry(number)).await }));
    }
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    let db = database.db();
    assert_eq!(verified(&db).seq, 400);
    let mut numbers: Vec<usize> = rows(&db).iter().map(|row| row.object.parse().unwrap()).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (0..400).collect::<Vec<_>>());
}

#[tokio::test]
async fn nothing_that_was_noted_is_lost_at_the_end() {
    let database = TestDatabase::new();
    let db = database.db();
    let journal = Journal::start(db.clone(), Clock::System);
    for number in 0..5000 {
        journal.note(entry(number));
    }
    journal.clone().finish().await;
    assert_eq!(verified(&db).seq, 5000);
    // In the order in which they were noted.
    assert!(
        rows(&db)
            .iter()
            .enumerate()
            .all(|(number, row)| row.object == number.to_string())
    );

    let late = journal.record(entry("late")).await;
    assert!(matches!(late, Err(NotRecorded::Closed)), "{late:?}");
    journal.clone().finish().await;
    assert_eq!(verified(&db).seq, 5000);
}

#[tokio::test]
async fn a_journal_that_everybody_has_dropped_writes_what_it_has() {
    let database = TestDatabase::new();
    let db = database.db();
    let journal = Journal::start(db.clone(), Clock::System);
    for number in 0..600 {
        journal.note(entry(number));
    }
    drop(journal);
    while verified(&db).seq < 600 {
        tokio::task::yield_now().await;
    }
}

/// Lines of the service's log.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Lines {
    /// The heads that were told, oldest first.
    fn heads(&self) -> Vec<Head> {
        let text = String::from_utf8(self.0.lock().unwrap().clone()).unwrap();
        let heads = text.lines().filter_map(|line| line.split_once("the audit log is at "));
        heads
            .map(|(_, rest)| rest.split_whitespace().next().unwrap().parse().unwrap())
            .collect()
    }
}

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Lines {
    type Writer = Self;
    fn make_writer(&self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn the_head_is_told_once_a_minute_while_it_moves_and_at_the_end() {
    let lines = Lines::default();
    let subscriber = tracing_subscriber::fmt().with_ansi(false).with_writer(lines.clone());
    let _logging = tracing::subscriber::set_default(subscriber.finish());
    let database = TestDatabase::new();
    let db = database.db();
    let journal = Journal::start(db.clone(), Clock::System);
    let seqs = || lines.heads().iter().map(|head| head.seq).collect::<Vec<_>>();
    for number in 0..10 {
        journal.record(entry(number)).await.unwrap();
    }
    assert_eq!(seqs(), [1], "once, however many there are");

    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(61)).await;
    tokio::time::resume();
    while seqs().len() < 2 {
        tokio::task::yield_now().await;
    }
    assert_eq!(seqs(), [1, 10], "the last one also when nothing follows");

    journal.record(entry("last")).await.unwrap();
    journal.finish().await;
    assert_eq!(seqs(), [1, 10, 11], "at the end, at once");
    let all = rows(&db);
    for head in lines.heads() {
        assert_eq!(all[usize::try_from(head.seq).unwrap() - 1].head(), head);
    }
}
