//! So many at once, never more.

use std::process::Child;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

/// Counts who is inside.
#[derive(Debug)]
pub(super) struct Gate {
    most: usize,
    inside: Mutex<Inside>,
    left: Condvar,
}

#[derive(Debug, Default)]
struct Inside {
    running: usize,
    /// Killed, and not gone yet.
    lingering: Vec<Child>,
}

/// The right to run one command; given back when dropped.
#[derive(Debug)]
pub(super) struct Pass {
    gate: Arc<Gate>,
}

impl Gate {
    pub(super) fn new(most: usize) -> Self {
        Self {
            most,
            inside: Mutex::default(),
            left: Condvar::new(),
        }
    }

    /// Waits for a place until `deadline`.
    pub(super) fn enter(self: &Arc<Self>, deadline: Instant) -> Option<Pass> {
        let mut inside = self.lock();
        loop {
            inside
                .lingering
                .retain_mut(|child| matches!(child.try_wait(), Ok(None)));
            if inside.running + inside.lingering.len() < self.most {
                inside.running += 1;
                return Some(Pass { gate: Arc::clone(self) });
            }
            let rest = deadline.checked_duration_since(Instant::now())?;
            // Nobody tells when a lingering process is gone: look now and then.
            let nap = rest.min(std::time::Duration::from_millis(500));
            inside = self
                .left
                .wait_timeout(inside, nap)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pass {
    /// The place stays taken until `child`, which could not be ended, is gone.
    pub(super) fn leave_to(self, child: Child) {
        self.gate.lock().lingering.push(child);
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        self.gate.lock().running -= 1;
        self.gate.left.notify_one();
    }
}
