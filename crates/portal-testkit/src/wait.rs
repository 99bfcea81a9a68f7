//! Waiting for something to become true, with an end.

use std::time::{Duration, Instant};

/// Tries `probe` until it gives something, at most for `patience`; for what happens in another process or thread.
///
/// # Panics
/// When it never does.
pub fn eventually<T>(what: &str, patience: Duration, mut probe: impl FnMut() -> Option<T>) -> T {
    let started = Instant::now();
    loop {
        if let Some(found) = probe() {
            return found;
        }
        assert!(
            started.elapsed() < patience,
            "{what} did not happen within {patience:?}"
        );
        std::thread::park_timeout(Duration::from_millis(5));
    }
}
