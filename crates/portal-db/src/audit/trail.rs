//! What a service writes into the audit log, reads once a minute.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use super::{Journal, NotRecorded};
use portal_audit::Entry;
use portal_config::Clock;

/// Somebody who looks at the same thing again and again is recorded so often: pages ask every few seconds.
const SAME_READ_MILLIS: i64 = 60_000;

/// Reads remembered at a time. More are recorded too often rather than not.
const MOST_READS: usize = 10_000;

/// The way into the audit log, and what was read lately.
#[derive(Debug)]
pub struct Trail {
    journal: Journal,
    clock: Clock,
    reads: Mutex<HashMap<String, i64>>,
}

impl Trail {
    /// A way into `journal`.
    #[must_use]
    pub fn new(journal: Journal, clock: Clock) -> Self {
        Self {
            journal,
            clock,
            reads: Mutex::default(),
        }
    }

    /// What it writes into.
    #[must_use]
    pub fn journal(&self) -> &Journal {
        &self.journal
    }

    /// Records `entry`; it is kept when this returns.
    ///
    /// # Errors
    /// When it is not. Then what it says should not happen, or be tried again.
    pub async fn record(&self, entry: Entry) -> Result<(), NotRecorded> {
        self.journal.record(entry).await
    }

    /// Records what has happened anyway.
    pub fn note(&self, entry: Entry) {
        self.journal.note(entry);
    }

    /// Records that somebody read something, once a minute.
    ///
    /// # Errors
    /// When it is not recorded. Then it should not be read.
    pub async fn read(&self, entry: Entry) -> Result<(), NotRecorded> {
        let what = format!("{} {} {}", entry.actor(), entry.action(), entry.object());
        let now = self.clock.unix_millis();
        if self.was_read(&what, now) {
            return Ok(());
        }
        self.journal.record(entry).await?;
        self.remember(what, now);
        Ok(())
    }

    fn was_read(&self, what: &str, now: i64) -> bool {
        let reads = self.reads.lock().unwrap_or_else(PoisonError::into_inner);
        reads.get(what).is_some_and(|at| now - at < SAME_READ_MILLIS)
    }

    fn remember(&self, what: String, now: i64) {
        let mut reads = self.reads.lock().unwrap_or_else(PoisonError::into_inner);
        if reads.len() >= MOST_READS {
            reads.retain(|_, at| now - *at < SAME_READ_MILLIS);
        }
        if reads.len() < MOST_READS {
            reads.insert(what, now);
        }
    }
}
