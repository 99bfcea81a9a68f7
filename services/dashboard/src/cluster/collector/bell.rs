//! How the collecting threads are told: look again, begin, pause, stop.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::topic::Topic;

/// Rung by whoever wants something of a collecting thread.
#[derive(Clone, Debug, Default)]
pub(super) struct Bell(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    heard: Mutex<Wishes>,
    rung: Condvar,
}

/// What was wished for since the thread looked last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Wishes {
    /// Topics that somebody wants to see sooner.
    pub(super) sooner: Vec<Topic>,
    /// Whether another process collects at present.
    pub(super) resting: bool,
    /// Whether the service stops.
    pub(super) stop: bool,
}

impl Bell {
    /// Somebody wants to see a topic sooner.
    pub(super) fn nudge(&self, topic: Topic) {
        self.ring(|wishes| {
            if !wishes.sooner.contains(&topic) {
                wishes.sooner.push(topic);
            }
        });
    }

    /// Another process collects, or this one again.
    pub(super) fn rest(&self, resting: bool) {
        self.ring(|wishes| wishes.resting = resting);
    }

    /// The thread ends as soon as its present question is answered.
    pub(super) fn stop(&self) {
        self.ring(|wishes| wishes.stop = true);
    }

    /// Whether this process collects.
    pub(super) fn is_resting(&self) -> bool {
        self.lock().resting
    }

    /// Waits until it rings or `patience` is over, and takes the wishes.
    pub(super) fn wait(&self, patience: Duration) -> Wishes {
        let wishes = self.lock();
        let rested = wishes.resting;
        let idle = |wishes: &mut Wishes| wishes.sooner.is_empty() && !wishes.stop && wishes.resting == rested;
        let waited = self.0.rung.wait_timeout_while(wishes, patience, idle);
        let (mut wishes, _) = waited.unwrap_or_else(PoisonError::into_inner);
        let taken = wishes.clone();
        wishes.sooner.clear();
        taken
    }

    fn ring(&self, wish: impl FnOnce(&mut Wishes)) {
        wish(&mut self.lock());
        self.0.rung.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, Wishes> {
        self.0.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
