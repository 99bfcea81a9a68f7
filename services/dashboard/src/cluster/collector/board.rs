//! Where the newest snapshot hangs.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use portal_slurm::snapshot::Snapshot;
use tokio::sync::watch;

/// The newest snapshot. Readers take it and never wait for whoever makes the next one.
#[derive(Debug)]
pub(super) struct Board {
    newest: RwLock<Arc<Snapshot>>,
    /// Held while a new snapshot is made from the newest.
    turn: Mutex<()>,
    version: watch::Sender<u64>,
}

impl Board {
    pub(super) fn new(snapshot: Snapshot) -> Self {
        Self {
            version: watch::Sender::new(snapshot.version),
            newest: RwLock::new(Arc::new(snapshot)),
            turn: Mutex::new(()),
        }
    }

    /// The newest snapshot.
    pub(super) fn now(&self) -> Arc<Snapshot> {
        Arc::clone(&self.newest.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Changes with each new snapshot.
    pub(super) fn versions(&self) -> watch::Receiver<u64> {
        self.version.subscribe()
    }

    /// Hangs up what `next` makes of the newest snapshot, and tells `told` of both, in the order of their versions. Nothing
    /// is hung up when `next` gives none.
    pub(super) fn change(
        &self,
        next: impl FnOnce(&Snapshot) -> Option<Snapshot>,
        told: impl FnOnce(&Arc<Snapshot>, &Arc<Snapshot>),
    ) {
        let _turn = self.turn();
        let old = self.now();
        let Some(new) = next(&old) else { return };
        let new = Arc::new(new);
        *self.newest.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&new);
        self.version.send_replace(new.version);
        told(&old, &new);
    }

    fn turn(&self) -> MutexGuard<'_, ()> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
