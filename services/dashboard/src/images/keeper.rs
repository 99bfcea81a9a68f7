//! Has rows follow the registry and the nodes: a thread that looks now and then and on demand, one look at a time.

use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, Builder};
use std::time::Duration;

use portal_config::Clock;
use portal_db::{Db, images};
use portal_events::Publisher;
use tokio::sync::watch;

use super::REGISTRY;
use super::look::{Remembered, Report, look};
use super::nodes::Sources;
use super::record::rows;
use super::scan::ScanView;
use super::told::{tell_changes, tell_scan};

/// So long after a look that the database did not take it is looked again: what is remembered makes that cheap.
const RETRY: Duration = Duration::from_secs(2);
/// Browsers are told at most so often how far a look is.
const TELL: Duration = Duration::from_millis(250);

/// What a keeper works with.
pub(super) struct KeeperParts {
    pub(super) sources: Sources,
    pub(super) every: Duration,
    pub(super) db: Db,
    pub(super) clock: Clock,
    pub(super) publisher: Publisher,
}

/// The thread, until this is dropped; a look that goes on then is left behind, and nothing comes of it.
#[derive(Debug)]
pub(super) struct Keeper {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    wishes: Mutex<Wishes>,
    bell: Condvar,
    scan: watch::Sender<ScanView>,
    /// Whom a look asks: the registry, then nodes.
    names: Vec<String>,
    clock: Clock,
}

#[derive(Debug, Default)]
struct Wishes {
    look: bool,
    /// The look that goes on has seen everything.
    seen: bool,
    stop: bool,
}

impl Keeper {
    /// Looks at once, and from then on now and then.
    ///
    /// # Errors
    /// When no thread can be started.
    pub(super) fn start(parts: KeeperParts) -> std::io::Result<Self> {
        let nodes = parts.sources.nodes.iter().map(|node| node.name.clone());
        let shared = Arc::new(Shared {
            wishes: Mutex::default(),
            bell: Condvar::new(),
            scan: watch::Sender::new(ScanView::default()),
            names: std::iter::once(REGISTRY.to_owned()).chain(nodes).collect(),
            clock: parts.clock,
        });
        let keeper = Self { shared };
        keeper.request();
        let mut scribe = Scribe {
            shared: Arc::clone(&keeper.shared),
            registry: parts.sources.registry.clone(),
            sources: parts.sources,
            db: parts.db,
            publisher: parts.publisher,
            remembered: Remembered::default(),
            failures: Vec::new(),
        };
        let every = parts.every;
        Builder::new()
            .name("images".to_owned())
            .spawn(move || scribe.keep(every))?;
        Ok(keeper)
    }

    /// Looks as soon as possible, unless it is looking: then that look counts. The scan, and whether it had begun before.
    pub(super) fn request(&self) -> (ScanView, bool) {
        let mut wishes = self.shared.wishes();
        let joined = self.shared.scan.borrow().running;
        if !joined {
            self.shared.begin();
            wishes.look = true;
            self.shared.bell.notify_all();
        }
        (self.shared.scan.borrow().clone(), joined)
    }

    /// The scan that goes on, or the last one.
    pub(super) fn scan(&self) -> ScanView {
        self.shared.scan.borrow().clone()
    }

    /// Waits for the end of a scan, no longer than `patience`; none when it goes on.
    pub(super) async fn finished(&self, number: u64, patience: Duration) -> Option<ScanView> {
        let mut scans = self.shared.scan.subscribe();
        let over = scans.wait_for(|scan| scan.number > number || !scan.running);
        let over = tokio::time::timeout(patience, over).await.ok()?.ok()?;
        Some(over.clone())
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        self.shared.wishes().stop = true;
        self.shared.bell.notify_all();
    }
}

impl Shared {
    fn wishes(&self) -> MutexGuard<'_, Wishes> {
        self.wishes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn begin(&self) {
        let names = self.names.iter().cloned();
        self.scan.send_modify(|scan| scan.begin(names, self.clock.rfc3339()));
    }

    /// Waits for somebody who wants to look; after `patience` it wants itself. False: stop.
    fn wait(&self, patience: Duration) -> bool {
        let idle = |wishes: &mut Wishes| !wishes.look && !wishes.stop;
        let waited = self.bell.wait_timeout_while(self.wishes(), patience, idle);
        let (mut wishes, _) = waited.unwrap_or_else(PoisonError::into_inner);
        if wishes.stop {
            return false;
        }
        if !wishes.look {
            self.begin();
        }
        wishes.look = false;
        wishes.seen = false;
        true
    }

    /// Waits a moment for the end of the look; whether it has come.
    fn is_seen(&self) -> bool {
        let going_on = |wishes: &mut Wishes| !wishes.seen;
        let waited = self.bell.wait_timeout_while(self.wishes(), TELL, going_on);
        waited.unwrap_or_else(PoisonError::into_inner).0.seen
    }

    fn seen(&self) {
        self.wishes().seen = true;
        self.bell.notify_all();
    }

    fn is_stopped(&self) -> bool {
        self.wishes().stop
    }
}

/// What the thread works with.
struct Scribe {
    shared: Arc<Shared>,
    registry: PathBuf,
    sources: Sources,
    db: Db,
    publisher: Publisher,
    remembered: Remembered,
    /// What went wrong the last time: the same again is not logged again.
    failures: Vec<(String, Option<String>)>,
}

impl Scribe {
    fn keep(&mut self, every: Duration) {
        let mut patience = every;
        while self.shared.wait(patience) {
            let reports = self.look();
            if self.shared.is_stopped() {
                return;
            }
            self.log(&reports);
            patience = if self.write_down(&reports) {
                every
            } else {
                RETRY.min(every)
            };
        }
    }

    /// Looks, and tells meanwhile how far it is.
    fn look(&mut self) -> Vec<Report> {
        let Self {
            shared,
            sources,
            remembered,
            publisher,
            ..
        } = self;
        let mut news = shared.scan.subscribe();
        let looked = thread::scope(|scope| {
            let looking = scope.spawn(|| {
                // Whatever becomes of it, nobody waits for it in vain.
                let _over = Over(shared);
                look(sources, remembered, &|change| {
                    shared.scan.send_modify(|scan| change(scan))
                })
            });
            news.mark_changed();
            loop {
                if news.has_changed().unwrap_or(false) {
                    // Who changes the scan does not wait for who tells it.
                    let scan = news.borrow_and_update().clone();
                    tell_scan(publisher, scan);
                }
                if shared.is_seen() {
                    break;
                }
            }
            looking.join()
        });
        looked.unwrap_or_default()
    }

    /// Has rows say what was found, and ends the scan. False when the database does not take it.
    fn write_down(&self, reports: &[Report]) -> bool {
        let look = rows(&self.registry, reports);
        let now = self.shared.clock.rfc3339();
        let applied = match reports.is_empty() {
            true => Err("the look broke off".to_owned()),
            false => self
                .db
                .run_here(|connection| images::apply(connection, &look, &now))
                .map_err(|error| {
                    let error = &error as &dyn std::error::Error;
                    tracing::warn!(error, "what images were found is not written down yet");
                    "what was found is not written down yet: the database does not answer".to_owned()
                }),
        };
        let wishes = self.shared.wishes();
        self.shared.scan.send_modify(|scan| {
            scan.running = false;
            scan.finished_at = Some(now.clone());
            scan.images = look.images.len();
            match &applied {
                Ok(applied) => {
                    (scan.added, scan.changed, scan.gone) = (applied.added, applied.changed.len(), applied.gone);
                }
                Err(reason) => scan.error = Some(reason.clone()),
            }
        });
        drop(wishes);
        if let Ok(applied) = &applied {
            tell_changes(&self.publisher, &applied.changed);
        }
        tell_scan(&self.publisher, self.shared.scan.borrow().clone());
        applied.is_ok()
    }

    /// Says what went wrong, once.
    fn log(&mut self, reports: &[Report]) {
        let mut failures = Vec::new();
        for report in reports {
            let failure = (report.node.clone(), report.error.clone());
            if !self.failures.contains(&failure) {
                let node = report.node.as_str();
                match &report.error {
                    Some(reason) => tracing::warn!(image.node = node, reason, "no complete list of images on {node}"),
                    None => {
                        let count = report.discovery.images().count();
                        tracing::info!(image.node = node, images.count = count, "{count} images are on {node}");
                    }
                }
            }
            failures.push(failure);
        }
        self.failures = failures;
    }
}

/// Says that the look is over, also when it panics.
struct Over<'s>(&'s Shared);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.seen();
    }
}
