//! Doing things to the cluster: weighed against who asks, recorded, done by the right hand, and looked at right after.

pub(crate) mod error;
pub(crate) mod outcomes;

use std::sync::Arc;
use std::time::Duration;

use actix_web::rt::spawn;
use actix_web::web;
use portal_audit::Entry;
use portal_config::Clock;
use portal_db::Db;
use portal_db::audit::{Journal, NotRecorded};
use portal_slurm::model::Username;
use portal_slurm::snapshot::Snapshot;
use portal_slurm::{Cluster, SlurmError};
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};

use super::collector::{Topic, Watch};
use error::ActError;

/// Commands that act, of all callers together; the collector always gets through beside them.
pub(crate) const AT_ONCE: usize = 3;
/// A caller waits so long for a turn.
const PATIENCE: Duration = Duration::from_secs(10);
/// What was done has consequences after so long.
const AFTERMATH: Duration = Duration::from_secs(3);
/// A job that is not in the snapshot may be a moment old; so long its coming is waited for.
const NEXT_LOOK: Duration = Duration::from_secs(2);

/// By which things are done.
#[derive(Debug)]
pub(crate) struct Hands {
    watch: Watch,
    journal: Journal,
    pub(crate) db: Db,
    pub(crate) clock: Clock,
    turns: Arc<Semaphore>,
}

impl Hands {
    pub(crate) fn new(watch: Watch, journal: Journal, db: Db, clock: Clock) -> Self {
        Self {
            watch,
            journal,
            db,
            clock,
            turns: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }

    /// Records what is about to be done; without that it is not done.
    ///
    /// # Errors
    /// When not all of it is recorded.
    pub(crate) async fn record(&self, entries: Vec<Entry>) -> Result<(), NotRecorded> {
        self.journal.record_together(entries).await
    }

    /// Records what came of it when it was not what was recorded before.
    pub(crate) fn note(&self, entry: Entry) {
        self.journal.note(entry);
    }

    /// Has Slurm do something, as soon as it is its turn.
    ///
    /// # Errors
    /// Those of Slurm; that there was no turn, or that the service stops.
    pub(crate) async fn ask<T: Send + 'static>(
        &self,
        work: impl FnOnce(&dyn Cluster) -> Result<T, SlurmError> + Send + 'static,
    ) -> Result<T, ActError> {
        let turn = timeout(PATIENCE, Arc::clone(&self.turns).acquire_owned()).await;
        let turn = turn
            .map_err(|_elapsed| ActError::Busy)?
            .map_err(|_closed| ActError::Busy)?;
        let slurm = Arc::clone(self.watch.slurm());
        let work = move || {
            // Held until the command has ended, also when nobody waits for it any more.
            let _turn = turn;
            work(&*slurm)
        };
        Ok(web::block(work).await??)
    }

    /// Has all screens show soon what was done, and a moment later what Slurm made of it: a released job begins, a cancelled
    /// one ends, a node answers again.
    pub(crate) fn look(&self, topic: Topic) {
        let watch = self.watch.clone();
        watch.nudge(topic);
        spawn(async move {
            sleep(AFTERMATH).await;
            watch.nudge(topic);
        });
    }

    /// Waits for the next answer about the queue, until `found` finds what it looks for there, or for long enough.
    pub(crate) async fn next_look(&self, found: impl Fn(&Snapshot) -> bool) {
        let asked = self.clock.unix_millis();
        self.watch.look_again(asked, NEXT_LOOK, found).await;
    }
}

/// Who that is to Slurm.
///
/// # Errors
/// When the name is none that a cluster has.
pub(crate) fn person(name: &str) -> Result<Username, ActError> {
    name.parse().map_err(|_unfit| ActError::NobodyThere)
}
