//! The bounded queue between those who publish and the thread that sends.
//!
//! When it is full the oldest event goes: a newer one about the same thing says more. The loss is counted and handed
//! on as `lost`, so that the listeners learn of it.

use std::{
    collections::VecDeque,
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use crate::Event;

#[derive(Debug)]
pub(crate) struct Queue {
    capacity: usize,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    waiting: VecDeque<Event>,
    lost: u64,
    sending: bool,
    closed: bool,
}

/// What the sender takes in one go.
#[derive(Debug, PartialEq)]
pub(crate) struct Batch {
    /// How many events were given up before the first of this batch.
    pub(crate) lost: u64,
    pub(crate) events: Vec<Event>,
}

impl Queue {
    pub(crate) fn new(capacity: usize) -> Self {
        Self {
            capacity,
            state: Mutex::default(),
            changed: Condvar::new(),
        }
    }

    /// Appends an event; gives back how many were dropped to make room.
    pub(crate) fn push(&self, event: Event) -> u64 {
        let mut state = self.lock();
        let dropped = u64::from(state.waiting.len() >= self.capacity && state.waiting.pop_front().is_some());
        state.lost += dropped;
        state.waiting.push_back(event);
        drop(state);
        self.changed.notify_all();
        dropped
    }

    /// Waits for events and takes up to `most`; `None` when the queue is closed and empty.
    pub(crate) fn take(&self, most: usize) -> Option<Batch> {
        let mut state = self.lock();
        state.sending = false;
        self.changed.notify_all();
        while state.waiting.is_empty() {
            if state.closed {
                return None;
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        let count = most.min(state.waiting.len());
        let events = state.waiting.drain(..count).collect();
        state.sending = true;
        Some(Batch {
            lost: std::mem::take(&mut state.lost),
            events,
        })
    }

    /// Remembers events that were taken and could not be sent.
    pub(crate) fn give_up(&self, count: u64) {
        self.lock().lost += count;
    }

    /// Waits before another attempt, but not beyond the closing of the queue; false once it is closed.
    pub(crate) fn pause(&self, pause: Duration) -> bool {
        let state = self.lock();
        let (state, _) = self
            .changed
            .wait_timeout_while(state, pause, |state| !state.closed)
            .unwrap_or_else(PoisonError::into_inner);
        !state.closed
    }

    /// Waits until everything was sent; false when that took longer than `patience`.
    pub(crate) fn drain(&self, patience: Duration) -> bool {
        let until = Instant::now() + patience;
        let mut state = self.lock();
        while state.sending || !state.waiting.is_empty() {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return false;
            }
            state = self
                .changed
                .wait_timeout(state, left)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
        true
    }

    pub(crate) fn close(&self) {
        self.lock().closed = true;
        self.changed.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::Channel;

    fn event(number: u64) -> Event {
        Event::to_everyone(Channel::Jobs, "job_update", json!(number))
    }

    #[test]
    fn a_full_queue_gives_up_the_oldest_and_says_so() {
        let queue = Queue::new(2);
        assert_eq!(
            (queue.push(event(1)), queue.push(event(2)), queue.push(event(3))),
            (0, 0, 1)
        );
        assert_eq!(
            queue.take(10),
            Some(Batch {
                lost: 1,
                events: vec![event(2), event(3)]
            })
        );
    }

    #[test]
    fn batches_keep_the_order_and_the_bound() {
        let queue = Queue::new(10);
        (1..=3).for_each(|number| assert_eq!(queue.push(event(number)), 0));
        assert_eq!(
            queue.take(2),
            Some(Batch {
                lost: 0,
                events: vec![event(1), event(2)]
            })
        );
        assert!(!queue.drain(Duration::ZERO), "a taken batch is not sent yet");
        assert_eq!(
            queue.take(2),
            Some(Batch {
                lost: 0,
                events: vec![event(3)]
            })
        );
        queue.close();
        assert_eq!(queue.take(2), None);
        assert!(queue.drain(Duration::ZERO));
        assert!(!queue.pause(Duration::from_secs(60)), "closing ends every pause");
    }
}
