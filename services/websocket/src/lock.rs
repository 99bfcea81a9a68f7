//! Locks whose holders cannot leave half-done work behind.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Locks, also after a panic of an earlier holder: everything guarded in this crate is sound between statements.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
