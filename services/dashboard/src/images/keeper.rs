//! Has rows follow the registry and the nodes: a thread ([`Scribe`]) that looks now and then and on demand, one look at a time, also
//! of several portal nodes.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::Builder;
use std::time::Duration;

use portal_config::Clock;
use portal_db::Db;
use portal_events::Publisher;
use tokio::sync::{oneshot, watch};

use super::REGISTRY;
use super::nodes::Sources;
use super::scan::ScanView;
use super::scribe::Scribe;
use super::turns::{Seen, Turns};

/// How far a look of this node is, is said so often.
const TELL: Duration = Duration::from_millis(250);
/// Another node's scan is as fresh as the last answer of a Redis that takes longer.
const PATIENCE: Duration = Duration::from_secs(1);
/// A service that stops waits no longer for Redis.
const LAST_WORD: Duration = Duration::from_secs(2);

/// What a keeper works with.
pub(super) struct KeeperParts {
    pub(super) sources: Sources,
    pub(super) every: Duration,
    pub(super) turns: Turns,
    pub(super) db: Db,
    pub(super) clock: Clock,
    pub(super) publisher: Publisher,
}

/// The thread, until this is dropped; a look that goes on then is left behind, and nothing comes of it.
#[derive(Debug)]
pub(super) struct Keeper {
    shared: Arc<Shared>,
}

/// What the thread and handlers share.
#[derive(Debug)]
pub(super) struct Shared {
    wishes: Mutex<Wishes>,
    bell: Condvar,
    scan: watch::Sender<ScanView>,
    /// Whom a look asks: the registry, then nodes.
    names: Vec<String>,
    /// Whether other portal nodes may look.
    may_have_others: bool,
    clock: Clock,
}

#[derive(Debug, Default)]
struct Wishes {
    /// Who wants a look.
    looks: Vec<oneshot::Sender<(ScanView, bool)>>,
    /// Who wants to know what other nodes do.
    news: Vec<oneshot::Sender<()>>,
    /// This node looks.
    busy: bool,
    /// The part of the look that goes on is over.
    seen: bool,
    stop: bool,
}

/// What the thread is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wish {
    Look,
    /// See what other nodes do.
    Listen,
    Stop,
}

impl Keeper {
    /// Looks at once, and from then on now and then; not while another node does.
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
            may_have_others: parts.turns.are_shared(),
            clock: parts.clock.clone(),
        });
        let keeper = Self {
            shared: Arc::clone(&shared),
        };
        let mut scribe = Scribe::new(parts, Arc::clone(&shared));
        Builder::new().name("images".to_owned()).spawn(move || {
            let _gone = Gone(&shared);
            scribe.keep();
        })?;
        Ok(keeper)
    }

    /// Looks as soon as possible, unless this node or another one is looking: then that look counts. The scan, and whether it had
    /// begun before.
    pub(super) async fn request(&self) -> (ScanView, bool) {
        let (asker, asked) = oneshot::channel();
        self.shared.ask(|wishes| wishes.looks.push(asker));
        // Nobody was asked: this node looks, or stops.
        asked.await.unwrap_or_else(|_unasked| (self.known(), true))
    }

    /// The scan that goes on, or the last one, of whichever node.
    pub(super) async fn scan(&self) -> ScanView {
        if self.shared.may_have_others {
            let (asker, asked) = oneshot::channel();
            self.shared.ask(|wishes| wishes.news.push(asker));
            // However that ends, what is known is the answer.
            let _ = tokio::time::timeout(PATIENCE, asked).await;
        }
        self.known()
    }

    /// Waits for the end of a scan, no longer than `patience`; none when it goes on.
    pub(super) async fn finished(&self, number: u64, patience: Duration) -> Option<ScanView> {
        let mut scans = self.shared.scan.subscribe();
        let over = scans.wait_for(|scan| scan.number > number || !scan.running);
        let over = tokio::time::timeout(patience, over).await.ok()?.ok()?;
        Some(over.clone())
    }

    /// Stops; another node may look at once.
    pub(super) async fn stop(&self) {
        let mut scans = self.shared.scan.subscribe();
        if self.shared.stop() {
            let left = scans.wait_for(|scan| !scan.running);
            // Whether it worked or not: others wait for a node that is gone, but not for long.
            let _ = tokio::time::timeout(LAST_WORD, left).await;
        }
    }

    fn known(&self) -> ScanView {
        self.shared.known()
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        self.shared.stop();
    }
}

/// Says that nobody looks any more, also when the thread panics.
struct Gone<'s>(&'s Shared);

impl Drop for Gone<'_> {
    fn drop(&mut self) {
        self.0.stop();
        let mut wishes = self.0.wishes();
        wishes.looks.clear();
        wishes.news.clear();
    }
}

/// What handlers do.
impl Shared {
    fn wishes(&self) -> MutexGuard<'_, Wishes> {
        self.wishes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Has the thread do something, unless this node looks, and so knows best, or stops.
    fn ask(&self, wish: impl FnOnce(&mut Wishes)) {
        let mut wishes = self.wishes();
        if !wishes.busy && !wishes.stop {
            wish(&mut wishes);
            self.bell.notify_all();
        }
    }

    /// Whether this node looks, and has to say that it does not any more.
    fn stop(&self) -> bool {
        let mut wishes = self.wishes();
        wishes.stop = true;
        self.bell.notify_all();
        wishes.busy
    }
}

/// What the thread does.
impl Shared {
    /// The scan as it is known here.
    pub(super) fn known(&self) -> ScanView {
        self.scan.borrow().clone()
    }

    /// Hears of every change of the scan.
    pub(super) fn changes(&self) -> watch::Receiver<ScanView> {
        self.scan.subscribe()
    }

    /// Changes the scan of this node.
    pub(super) fn change(&self, change: &dyn Fn(&mut ScanView)) {
        self.scan.send_modify(change);
    }

    /// Waits for somebody who wants something, no longer than `patience`.
    pub(super) fn wait(&self, patience: Duration) -> Wish {
        let idle = |wishes: &mut Wishes| wishes.looks.is_empty() && wishes.news.is_empty() && !wishes.stop;
        let waited = self.bell.wait_timeout_while(self.wishes(), patience, idle);
        let (wishes, _) = waited.unwrap_or_else(PoisonError::into_inner);
        match (wishes.stop, wishes.looks.is_empty()) {
            (true, _) => Wish::Stop,
            (false, false) => Wish::Look,
            (false, true) => Wish::Listen,
        }
    }

    /// This node looks from now on; `last` is the last scan of any node.
    pub(super) fn begin(&self, last: Option<ScanView>) {
        let mut wishes = self.wishes();
        self.scan.send_modify(|scan| {
            if let Some(last) = last.filter(|last| last.is_news_to(scan, false)) {
                *scan = last;
            }
            scan.begin(self.names.iter().cloned(), self.clock.rfc3339());
        });
        wishes.busy = true;
        self.answer(&mut wishes, true);
    }

    /// Another node looks; `theirs` is what it says of it, or what the one before said.
    pub(super) fn join(&self, theirs: Option<ScanView>) {
        let mut wishes = self.wishes();
        self.scan.send_modify(|scan| {
            if let Some(theirs) = theirs.filter(|theirs| theirs.is_news_to(scan, true)) {
                *scan = theirs;
            }
            if !scan.running {
                // It has just begun, and will say so.
                scan.begin(self.names.iter().cloned(), self.clock.rfc3339());
            }
        });
        self.answer(&mut wishes, false);
    }

    /// What other nodes do, and whether their scan has just ended, or been left behind.
    pub(super) fn follow(&self, seen: Option<Seen>) -> Heard {
        let mut wishes = self.wishes();
        let mut heard = Heard::Nothing;
        if let Some(seen) = seen {
            self.scan.send_if_modified(|scan| {
                let news = seen.scan.filter(|theirs| theirs.is_news_to(scan, seen.looks));
                let is_news = news.as_ref().is_some_and(|theirs| theirs != scan);
                if let Some(theirs) = news {
                    *scan = theirs;
                }
                heard = match (scan.running, seen.looks) {
                    (true, false) => Heard::LeftBehind,
                    (false, _) if is_news => Heard::Ended,
                    _ => Heard::Nothing,
                };
                is_news
            });
        }
        wishes.news.clear();
        heard
    }

    /// Another part of the look begins.
    pub(super) fn unseen(&self) {
        self.wishes().seen = false;
    }

    /// Waits a moment for the end of this part; whether it has come.
    pub(super) fn is_seen(&self) -> bool {
        let going_on = |wishes: &mut Wishes| !wishes.seen && !wishes.stop;
        let waited = self.bell.wait_timeout_while(self.wishes(), TELL, going_on);
        waited.unwrap_or_else(PoisonError::into_inner).0.seen
    }

    /// This part of the look is over.
    pub(super) fn seen(&self) {
        self.wishes().seen = true;
        self.bell.notify_all();
    }

    /// This node does not look any more.
    pub(super) fn end(&self, scan: ScanView) {
        let mut wishes = self.wishes();
        self.scan.send_replace(scan);
        wishes.busy = false;
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.wishes().stop
    }

    /// Who asked hears of the scan; only the first one can have begun it.
    fn answer(&self, wishes: &mut Wishes, begun: bool) {
        for (number, asker) in wishes.looks.drain(..).enumerate() {
            // Who has gone meanwhile does not want to know.
            let _ = asker.send((self.known(), !begun || number > 0));
        }
        wishes.news.clear();
    }
}

/// What is new of other nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Heard {
    Nothing,
    /// They have looked.
    Ended,
    /// The node that looked is gone.
    LeftBehind,
}
