//! What is written into the database beside the collecting: one task, so that no collecting thread waits for the disk.

use std::time::Duration;

use portal_db::cluster_history::{HOUR, Means, add, forget};
use portal_db::finished_jobs::{FinishedJob, record};
use portal_db::{Db, DbError};
use tokio::sync::Mutex;
use tokio::sync::mpsc::{Receiver, Sender, channel};

/// Notes that may wait while the database is away: hours of minutes, and bursts of jobs.
const WAITING: usize = 4096;
/// How long it waits after the database refused.
const PAUSE: Duration = Duration::from_secs(2);
/// Minutes are kept so long (seconds), a day more than anybody looks at.
const MINUTES_KEPT: i64 = 8 * 86_400;
/// Hours are kept so long (seconds).
const HOURS_KEPT: i64 = 400 * 86_400;

/// Something to remember.
#[derive(Clone, Debug)]
pub(super) enum Note {
    /// Jobs that were seen to end.
    Ended(Vec<FinishedJob>),
    /// A minute that is over.
    Minute(Means),
}

/// Takes notes, never waits.
#[derive(Clone, Debug)]
pub(super) struct Notebook(Sender<Note>);

impl Notebook {
    pub(super) fn note(&self, note: Note) {
        if self.0.try_send(note).is_err() {
            metrics::counter!("cluster_notes_dropped_total").increment(1);
            tracing::warn!("the database has been away for so long that a note of the cluster is lost");
        }
    }
}

/// Writes the notes.
#[derive(Debug)]
pub(super) struct Memory {
    db: Db,
    notes: Mutex<Receiver<Note>>,
}

impl Memory {
    pub(super) fn new(db: Db) -> (Notebook, Self) {
        let (sender, receiver) = channel(WAITING);
        let memory = Self {
            db,
            notes: Mutex::new(receiver),
        };
        (Notebook(sender), memory)
    }

    /// Writes for as long as it is polled.
    pub(super) async fn keep(&self) {
        let mut notes = self.notes.lock().await;
        while let Some(note) = notes.recv().await {
            while let Err(error) = self.write(note.clone()).await {
                complain(&error);
                tokio::time::sleep(PAUSE).await;
            }
        }
    }

    /// Writes what waits, once, for the end of the service.
    pub(super) async fn finish(&self) {
        let mut notes = self.notes.lock().await;
        while let Ok(note) = notes.try_recv() {
            if let Err(error) = self.write(note).await {
                let error = &error as &dyn std::error::Error;
                tracing::warn!(error, "the last notes of the cluster are lost with this stop");
                return;
            }
        }
    }

    async fn write(&self, note: Note) -> Result<(), DbError> {
        let writing = self.db.run(move |connection| match note {
            Note::Ended(jobs) => record(connection, &jobs).map(drop),
            Note::Minute(minute) => {
                add(connection, &[minute])?;
                if minute.at % HOUR == 0 {
                    forget(connection, minute.at - MINUTES_KEPT, minute.at - HOURS_KEPT)?;
                }
                Ok(())
            }
        });
        writing.await
    }
}

fn complain(error: &DbError) {
    let error = error as &dyn std::error::Error;
    tracing::warn!(
        error,
        "what happened on the cluster could not be written down; it is tried again"
    );
}
