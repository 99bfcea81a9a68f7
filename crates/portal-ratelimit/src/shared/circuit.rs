//! When Redis is worth asking.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// So many requests in a row have to go without an answer before Redis counts as lost: one slow answer is no outage.
const FAILURES_TO_OPEN: u32 = 3;

/// How often a lost Redis is tried again.
const PROBE_INTERVAL: Duration = Duration::from_secs(1);

/// Closed while Redis answers. Open, requests do not ask and a probe does about once a second.
///
/// This runs on the real clock, whatever clock requests are judged by: it is about a network.
#[derive(Default)]
pub(super) struct Circuit {
    open: AtomicBool,
    failures_in_a_row: AtomicU32,
    next_probe: Mutex<Option<Instant>>,
}

impl Circuit {
    pub(super) fn is_open(&self) -> bool {
        self.open.load(Ordering::Relaxed)
    }

    pub(super) fn succeeded(&self) {
        // Read first: a write by each request would move the cache line between cores.
        if self.failures_in_a_row.load(Ordering::Relaxed) != 0 {
            self.failures_in_a_row.store(0, Ordering::Relaxed);
        }
    }

    /// Notes a request without an answer; true when that opened the circuit.
    pub(super) fn failed(&self) -> bool {
        if self.failures_in_a_row.fetch_add(1, Ordering::Relaxed) + 1 < FAILURES_TO_OPEN {
            return false;
        }
        !self.open.swap(true, Ordering::Relaxed)
    }

    /// True for one caller in each interval, who then has to probe.
    pub(super) fn probe_is_due(&self, now: Instant) -> bool {
        let mut next = self.next_probe.lock().unwrap_or_else(PoisonError::into_inner);
        if next.is_some_and(|next| now < next) {
            return false;
        }
        *next = Some(now + PROBE_INTERVAL);
        true
    }

    /// True when the circuit was open until now.
    pub(super) fn close(&self) -> bool {
        self.failures_in_a_row.store(0, Ordering::Relaxed);
        self.open.swap(false, Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opens_after_failures_in_a_row_and_probes_once_an_interval() {
        let circuit = Circuit::default();
        assert!(!circuit.failed() && !circuit.failed());
        circuit.succeeded();
        assert!(!circuit.failed() && !circuit.failed() && !circuit.is_open());
        assert!(circuit.failed(), "the third in a row opens it");
        assert!(!circuit.failed(), "and only the third says so");
        assert!(circuit.is_open());

        let now = Instant::now();
        assert!(circuit.probe_is_due(now));
        assert!(!circuit.probe_is_due(now));
        assert!(circuit.probe_is_due(now + PROBE_INTERVAL));

        assert!(circuit.close());
        assert!(!circuit.close());
        assert!(!circuit.is_open());
        assert!(!circuit.failed(), "it starts afresh");
    }
}
