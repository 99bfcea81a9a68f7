//! Has rows follow the folder of templates: the watcher's thread writes what it sees into the database, and tells browsers.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use portal_config::Clock;
use portal_db::templates::{self, FileChange};
use portal_db::{Db, DbError};
use portal_events::Publisher;
use portal_templates::store::{Digest, Place, Store};
use portal_templates::watch::{Counts, Means, News, Status, Watcher};

use super::record::file_change;
use super::told::{tell_changes, tell_status};

/// So long after a failure the database is asked again.
const RETRY: Duration = Duration::from_secs(1);
/// A batch that the database refuses so often is tried file by file.
const TRIES: u32 = 10;
/// A look at all files takes no longer, or the folder hangs.
const LOOK: Duration = Duration::from_secs(20);

/// What a keeper works with.
pub(super) struct KeeperParts {
    pub(super) store: Arc<Store>,
    /// What rows know from before: place and digest.
    pub(super) known: Vec<(String, String)>,
    pub(super) db: Db,
    pub(super) clock: Clock,
    pub(super) publisher: Publisher,
}

/// The watcher, until this is dropped.
#[derive(Debug)]
pub(super) struct Keeper {
    watcher: Watcher,
    stop: Arc<Stop>,
}

impl Keeper {
    /// Begins to follow.
    ///
    /// # Errors
    /// When no thread can be started.
    pub(super) fn start(parts: KeeperParts) -> std::io::Result<Self> {
        let known: Vec<(Place, Digest)> = parts
            .known
            .iter()
            .filter_map(|(place, digest)| parsed(place, digest))
            .collect();
        let stop = Arc::new(Stop::default());
        let scribe = Scribe {
            db: parts.db,
            clock: parts.clock,
            publisher: parts.publisher,
            stop: Arc::clone(&stop),
        };
        let watcher = Watcher::start(parts.store, known, Means::default(), move |news| scribe.hear(news))?;
        Ok(Self { watcher, stop })
    }

    /// Looks now; rows say what was found when this returns. None when the folder or the database is away. Blocks.
    pub(super) fn look_now(&self) -> Option<Counts> {
        self.watcher.look_now(LOOK)
    }

    /// Rows say that these files are there, as a handler wrote them: the watcher may not have seen them, and nobody else would
    /// tell that they are gone again.
    pub(super) fn learn(&self, changes: &[FileChange]) {
        self.watcher.learn(changes.iter().filter_map(|change| match change {
            FileChange::There(file) => parsed(&file.path, &file.digest),
            FileChange::Gone(_) => None,
        }));
    }

    /// How the watcher is, and whether it works.
    pub(super) fn status(&self) -> (Status, bool) {
        (self.watcher.status(), self.watcher.is_running())
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        self.stop.now();
    }
}

fn parsed(place: &str, digest: &str) -> Option<(Place, Digest)> {
    Some((place.parse().ok()?, digest.parse().ok()?))
}

/// Ends waiting.
#[derive(Debug, Default)]
struct Stop {
    stopped: Mutex<bool>,
    bell: Condvar,
}

impl Stop {
    fn now(&self) {
        *self.stopped.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.bell.notify_all();
    }

    /// Waits; whether it was told to stop.
    fn wait(&self, patience: Duration) -> bool {
        let stopped = self.stopped.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.bell.wait_timeout_while(stopped, patience, |stopped| !*stopped);
        *waited.unwrap_or_else(PoisonError::into_inner).0
    }
}

/// What the watcher's thread does with its news.
struct Scribe {
    db: Db,
    clock: Clock,
    publisher: Publisher,
    stop: Arc<Stop>,
}

impl Scribe {
    fn hear(&self, news: News) {
        match news {
            News::Changes(changes) => {
                for change in &changes {
                    if let portal_templates::watch::Change::Unreadable { place, reason } = change {
                        tracing::warn!(template.path = %place, reason, "the template {place} cannot be read");
                    }
                }
                let changes: Vec<FileChange> = changes.iter().filter_map(file_change).collect();
                self.write_down(&changes);
            }
            News::Synced { files } => tracing::info!(templates.files = files, "{files} template files are known"),
            News::Away { reason } => {
                tracing::warn!(
                    reason,
                    "the folder of templates is away; what was known of it stays known"
                );
                tell_status(&self.publisher, true);
            }
            News::Back => {
                tracing::info!("the folder of templates is back");
                tell_status(&self.publisher, false);
            }
        }
    }

    /// Writes it down, however long the database is away: the watcher waits meanwhile, and nothing is forgotten.
    fn write_down(&self, changes: &[FileChange]) {
        let mut tries = 0;
        loop {
            let error = match self.try_to(changes) {
                Ok(()) => return,
                Err(error) => error,
            };
            tries += 1;
            if tries == 1 {
                let error = &error as &dyn std::error::Error;
                tracing::warn!(error, "changes of templates cannot be written down yet");
            }
            if tries >= TRIES && matches!(error, DbError::Query(_)) {
                return self.one_by_one(changes);
            }
            if self.stop.wait(RETRY) {
                return;
            }
        }
    }

    fn one_by_one(&self, changes: &[FileChange]) {
        for change in changes {
            if let Err(error) = self.try_to(std::slice::from_ref(change)) {
                let error = &error as &dyn std::error::Error;
                let path = change.path();
                tracing::error!(
                    error,
                    template.path = path,
                    "what became of the template {path} is not written down"
                );
            }
        }
    }

    fn try_to(&self, changes: &[FileChange]) -> Result<(), DbError> {
        let now = self.clock.rfc3339();
        let synced = self
            .db
            .run_here(|connection| templates::apply(connection, changes, &now))?;
        tell_changes(&self.publisher, &synced.changed);
        Ok(())
    }
}
