//! Whoever has something to record hands it over here; one task writes, as many rows at a time as are waiting.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use metrics::counter;
use portal_audit::{Entry, Happened};
use portal_config::Clock;
use tokio::sync::{mpsc, oneshot, watch};

use self::writer::Writer;
use crate::{Db, DbError};

mod said;
mod writer;

/// Rows that wait to be written: a few MiB at most.
const WAITING: usize = 8192;

/// Whoever finds no room in the queue waits so long for some.
const PATIENCE: Duration = Duration::from_secs(5);

/// The way into the audit log; cheap to clone.
#[derive(Clone, Debug)]
pub struct Journal(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    queue: mpsc::Sender<Line>,
    clock: Clock,
    losses: Arc<Losses>,
    stop: watch::Sender<bool>,
    /// Its other end lives as long as the writer.
    writing: watch::Receiver<()>,
}

/// A row on its way.
#[derive(Debug)]
struct Line {
    happened: Happened,
    written: Option<oneshot::Sender<Result<(), NotRecorded>>>,
}

/// Whether a row stands in the log.
type Answer = oneshot::Receiver<Result<(), NotRecorded>>;

/// It does not stand in the audit log; what may not happen unrecorded must not happen.
#[derive(Clone, Debug, thiserror::Error)]
pub enum NotRecorded {
    /// Rows come faster than the database writes them.
    #[error("too much waits to be written to the audit log")]
    Behind,
    /// The database does not take it.
    #[error("the audit log cannot be written")]
    Database(#[source] Arc<DbError>),
    /// The journal is closed.
    #[error("the audit log is closed because the service stops")]
    Closed,
}

impl Journal {
    /// Begins to write to `db`, until [`finish`](Self::finish) or until all clones are gone.
    #[must_use]
    pub fn start(db: Db, clock: Clock) -> Self {
        let (queue, lines) = mpsc::channel(WAITING);
        let (stop, stopped) = watch::channel(false);
        let (alive, writing) = watch::channel(());
        let losses = Arc::new(Losses::default());
        let writer = Writer::new(db, lines, Arc::clone(&losses));
        tokio::spawn(async move {
            writer.run(stopped).await;
            drop(alive);
        });
        Self(Arc::new(Inner {
            queue,
            clock,
            losses,
            stop,
            writing,
        }))
    }

    /// Records `entry`: it is in the database when this returns.
    ///
    /// # Errors
    /// When it is not.
    pub async fn record(&self, entry: Entry) -> Result<(), NotRecorded> {
        let answer = self.hand_over(self.happens(entry)).await?;
        answer.await.unwrap_or(Err(NotRecorded::Closed))
    }

    /// Records `entries`, which happen now: they are in the database when this returns.
    ///
    /// # Errors
    /// When not all of them are.
    pub async fn record_together(&self, entries: Vec<Entry>) -> Result<(), NotRecorded> {
        let happened = entries.into_iter().map(|entry| self.happens(entry)).collect();
        self.record_all(happened).await
    }

    /// Records what happened before, at another service: it is in the database when this returns.
    ///
    /// # Errors
    /// When not all of it is.
    pub async fn record_all(&self, happened: Vec<Happened>) -> Result<(), NotRecorded> {
        let mut answers = Vec::with_capacity(happened.len());
        for happened in happened {
            answers.push(self.hand_over(happened).await?);
        }
        for answer in answers {
            answer.await.unwrap_or(Err(NotRecorded::Closed))?;
        }
        Ok(())
    }

    async fn hand_over(&self, happened: Happened) -> Result<Answer, NotRecorded> {
        let (written, answer) = oneshot::channel();
        let written = Some(written);
        match self.0.queue.send_timeout(Line { happened, written }, PATIENCE).await {
            Ok(()) => Ok(answer),
            Err(mpsc::error::SendTimeoutError::Timeout(_)) => Err(NotRecorded::Behind),
            Err(mpsc::error::SendTimeoutError::Closed(_)) => Err(NotRecorded::Closed),
        }
    }

    /// Records `entry` a moment later, for what has happened anyway. While the database is away it is kept and tried
    /// again, as long as there is room; what is lost is counted, and said in the service's log.
    pub fn note(&self, entry: Entry) {
        let line = Line {
            happened: self.happens(entry),
            written: None,
        };
        if self.0.queue.try_send(line).is_err() {
            self.0.losses.one();
        }
    }

    /// Writes what was handed over, and nothing after it. Call it when the last request has been answered.
    pub async fn finish(self) {
        self.0.stop.send_replace(true);
        let mut writing = self.0.writing.clone();
        // Nothing is ever sent: this ends with the writer.
        while writing.changed().await.is_ok() {}
    }

    fn happens(&self, entry: Entry) -> Happened {
        let at = self.0.clock.rfc3339();
        Happened { at, entry }
    }
}

/// Counts entries that will never be written.
#[derive(Debug, Default)]
struct Losses(AtomicU64);

impl Losses {
    fn one(&self) {
        counter!("audit_dropped_total").increment(1);
        if self.0.fetch_add(1, Ordering::Relaxed) == 0 {
            tracing::error!("entries of the audit log are lost: the database does not take them as fast as they come");
        }
    }

    /// Says how many they were, once it goes on.
    fn say(&self) {
        let dropped = self.0.swap(0, Ordering::Relaxed);
        if dropped > 0 {
            tracing::error!(
                audit.dropped = dropped,
                "{dropped} entries of the audit log were lost; it is written again"
            );
        }
    }
}
