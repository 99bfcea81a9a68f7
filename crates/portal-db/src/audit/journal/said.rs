//! The chain's head in the service's log: whoever changes the database cannot change what the system's journal has.

use std::time::Duration;

use portal_audit::Head;
use tokio::time::{Instant, sleep_until};

/// The head is told so often while it moves.
const EVERY: Duration = Duration::from_secs(60);

/// How far the chain is, and how far it was when that was last told.
#[derive(Debug, Default)]
pub(super) struct Said {
    head: Head,
    told: i64,
    next: Option<Instant>,
}

impl Said {
    /// The chain has moved on to `head`.
    pub(super) fn moved_to(&mut self, head: Head) {
        self.head = head;
        if self.next.is_none_or(|next| next <= Instant::now()) {
            self.tell();
        }
    }

    /// Returns when there is something to tell again.
    pub(super) async fn due(&self) {
        match self.next {
            Some(next) if self.is_behind() => sleep_until(next).await,
            Some(_) | None => std::future::pending().await,
        }
    }

    /// Tells the head, unless that was done.
    pub(super) fn tell(&mut self) {
        if !self.is_behind() {
            return;
        }
        let head = &self.head;
        tracing::info!(
            audit.seq = head.seq, audit.hash = %head.hash,
            "the audit log is at {head}"
        );
        self.told = head.seq;
        self.next = Some(Instant::now() + EVERY);
    }

    fn is_behind(&self) -> bool {
        self.told != self.head.seq
    }
}
