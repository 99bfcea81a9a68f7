//! One channel and audience: the ring and those who listen.

use std::sync::{
    Mutex,
    atomic::{AtomicI64, AtomicU64, Ordering},
};

use portal_events::{Channel, Message};

use super::{entry::Entry, ring::Ring, wake::Listeners};
use crate::lock::lock;

#[derive(Debug)]
pub(super) struct Topic {
    /// Tells this topic from an earlier one of the same name, whose numbers meant something else.
    pub(super) generation: u64,
    pub(super) ring: Mutex<Ring>,
    pub(super) listeners: Listeners,
    /// The ring's head, readable without its lock: most looks find nothing new.
    head: AtomicU64,
    /// When (milliseconds since the epoch) it was last of use to somebody.
    last_used: AtomicI64,
}

impl Topic {
    pub(super) fn new(generation: u64, capacity: usize, now: i64) -> Self {
        Self {
            generation,
            ring: Mutex::new(Ring::new(capacity)),
            listeners: Listeners::default(),
            head: AtomicU64::new(0),
            last_used: AtomicI64::new(now),
        }
    }

    pub(super) fn head(&self) -> u64 {
        self.head.load(Ordering::Acquire)
    }

    /// Appends a message with `before` messages of another ring in front of it.
    pub(super) fn push(&self, channel: Channel, before: u64, timestamp: &str, message: Message) {
        let mut ring = lock(&self.ring);
        let place = before + ring.head() + 1;
        ring.push(Entry::new(channel, place, timestamp, message));
        self.head.store(ring.head(), Ordering::Release);
    }

    pub(super) fn touch(&self, now: i64) {
        self.last_used.store(now, Ordering::Relaxed);
    }

    /// Whether nobody listens and nothing has happened since `then`.
    pub(super) fn idle_since(&self, then: i64) -> bool {
        self.last_used.load(Ordering::Relaxed) < then && self.listeners.count() == 0
    }
}
