//! Waking the task of a connection, from any thread.

use std::sync::Arc;
use std::sync::{
    Mutex,
    atomic::{AtomicI64, Ordering},
};
use std::task::Context;

use futures_util::task::AtomicWaker;

use crate::lock::lock;

/// One connection's bell, shared by everything that may have news for it.
#[derive(Debug, Default)]
pub(crate) struct Wake {
    task: AtomicWaker,
    /// Since when (milliseconds since the epoch) news wait for the task; 0 when none do.
    waiting_since: AtomicI64,
}

impl Wake {
    /// Called by the task before it looks for news, so that none between looking and sleeping is missed.
    pub(crate) fn listen(&self, context: &Context<'_>) {
        self.task.register(context.waker());
        self.waiting_since.store(0, Ordering::Relaxed);
    }

    /// Wakes the task because there is something to send.
    pub(crate) fn ring(&self, now: i64) {
        if self.waiting_since.load(Ordering::Relaxed) == 0 {
            self.waiting_since.store(now, Ordering::Relaxed);
        }
        self.task.wake();
    }

    /// For how long (milliseconds) news have waited: long means that the client does not read.
    pub(crate) fn waiting(&self, now: i64) -> i64 {
        match self.waiting_since.load(Ordering::Relaxed) {
            0 => 0,
            since => now - since,
        }
    }
}

/// The bells of all who listen to one topic.
#[derive(Debug, Default)]
pub(super) struct Listeners(Mutex<Slots>);

#[derive(Debug, Default)]
struct Slots {
    slots: Vec<Option<Arc<Wake>>>,
    free: Vec<usize>,
}

impl Listeners {
    /// Adds a bell; the number takes it out again.
    pub(super) fn add(&self, wake: Arc<Wake>) -> usize {
        let mut all = lock(&self.0);
        match all.free.pop() {
            Some(number) => {
                if let Some(slot) = all.slots.get_mut(number) {
                    *slot = Some(wake);
                }
                number
            }
            None => {
                all.slots.push(Some(wake));
                all.slots.len() - 1
            }
        }
    }

    pub(super) fn remove(&self, number: usize) {
        let mut all = lock(&self.0);
        if let Some(slot) = all.slots.get_mut(number)
            && slot.take().is_some()
        {
            all.free.push(number);
        }
    }

    pub(super) fn count(&self) -> usize {
        let all = lock(&self.0);
        all.slots.len() - all.free.len()
    }

    /// Rings all bells; gives back how many.
    pub(super) fn ring(&self, now: i64) -> usize {
        let all = lock(&self.0);
        all.slots.iter().flatten().for_each(|wake| wake.ring(now));
        all.slots.len() - all.free.len()
    }
}
