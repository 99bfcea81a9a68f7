//! The thread: when to look, and what to tell.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, EventKind, ModifyKind};
use notify::{RecommendedWatcher, RecursiveMode, Watcher as _};

use super::Means;
use super::follower::{Due, Follower, QUIET};
use super::news::{Change, Counts, How, News, Status};
use super::remote;
use crate::store::{Digest, Place, SOURCE_FOLDERS, Scan, Store};

/// A look this long after the first event of many.
const SOON: Duration = Duration::from_millis(100);

/// How often the root itself is looked at.
const EVERY: Duration = Duration::from_secs(1);

/// How often all of it is looked at without events: often enough for a broken file, which has to settle, to be told in time.
const POLL: Duration = Duration::from_millis(500);

/// How often all of it is looked at in spite of events.
const SAFETY: Duration = Duration::from_secs(30);

/// How many changes are told at once, so that few documents are in memory.
const BATCH: usize = 256;

/// What wakes the thread.
#[derive(Debug)]
pub(super) enum Signal {
    /// Something happened below the root.
    Event(notify::Event),
    /// The kernel could not tell something.
    Trouble,
    /// Something was added to what is known.
    Learnt,
    LookNow(SyncSender<Option<Counts>>),
    Stop,
}

/// What is known by other means, until the next look.
pub(super) type Learnt = Arc<Mutex<Vec<(Place, Digest)>>>;

/// What the thread and whoever asks it share.
pub(super) struct Parts {
    pub(super) stop: Arc<AtomicBool>,
    pub(super) status: Arc<Mutex<Status>>,
    pub(super) signals: SyncSender<Signal>,
    pub(super) learnt: Learnt,
}

type Tell = Box<dyn FnMut(News) + Send>;

pub(super) struct Engine {
    store: Arc<Store>,
    means: Means,
    follower: Follower,
    parts: Parts,
    tell: Tell,
    events: Option<Events>,
    /// The folder as it was when it was last there.
    identity: Option<(u64, u64)>,
    away: bool,
    /// Whether all that was there has been told since the start, or the return.
    synced: bool,
    next_look: Instant,
    next_root: Instant,
    /// How long the last look took.
    took: Duration,
}

/// The kernel's word.
struct Events {
    /// Dropped, it ends.
    _watcher: RecommendedWatcher,
    root: PathBuf,
}

impl Engine {
    pub(super) fn new(
        store: Arc<Store>,
        known: impl IntoIterator<Item = (Place, Digest)>,
        means: Means,
        parts: Parts,
        tell: Tell,
    ) -> Self {
        let now = Instant::now();
        Self {
            store,
            means,
            follower: Follower::new(known),
            parts,
            tell,
            events: None,
            identity: None,
            away: false,
            synced: false,
            next_look: now,
            next_root: now,
            took: Duration::ZERO,
        }
    }

    pub(super) fn run(&mut self, inbox: &Receiver<Signal>) {
        while !self.parts.stop.load(Ordering::Acquire) {
            let now = Instant::now();
            if now >= self.next_root {
                self.look_at_root(now);
            }
            // What has settled is found by looking again.
            let settled = self.follower.next_due().is_some_and(|due| due <= now);
            if settled || now >= self.next_look {
                self.look(QUIET);
            }
            let wake = [Some(self.next_look), Some(self.next_root), self.follower.next_due()];
            let wake = wake.into_iter().flatten().min().unwrap_or(now);
            match inbox.recv_timeout(wake.saturating_duration_since(Instant::now())) {
                Ok(signal) => {
                    self.take(signal);
                    // Of a storm only the files that are being written are of interest, and there are many.
                    while let Ok(signal) = inbox.try_recv() {
                        self.take(signal);
                    }
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    fn take(&mut self, signal: Signal) {
        match signal {
            Signal::Stop => {}
            Signal::LookNow(answer) => {
                let counts = self.look(Duration::ZERO);
                // Whoever asked may have gone.
                let _ = answer.try_send(counts);
            }
            Signal::Learnt => self.look_soon(),
            Signal::Trouble => self.look_by(Instant::now()),
            Signal::Event(event) => self.happened(&event),
        }
    }

    fn happened(&mut self, event: &notify::Event) {
        let now = Instant::now();
        let root = self
            .events
            .as_ref()
            .map(|events| events.root.clone())
            .unwrap_or_default();
        let places = || event.paths.iter().filter_map(|path| place_of(&root, path));
        match event.kind {
            EventKind::Access(AccessKind::Close(AccessMode::Write)) => {
                for place in places().collect::<Vec<_>>() {
                    self.follower.closed(&place);
                }
            }
            // Such as our own reading.
            EventKind::Access(_) => return,
            EventKind::Modify(ModifyKind::Data(_)) => {
                for place in places().collect::<Vec<_>>() {
                    self.follower.opened(place, now);
                }
            }
            _ => {}
        }
        self.look_soon();
    }

    /// During a storm a third of the time is spent looking.
    fn look_soon(&mut self) {
        self.look_by(Instant::now() + SOON.max(self.took * 2));
    }

    fn look_by(&mut self, when: Instant) {
        self.next_look = self.next_look.min(when);
    }

    /// Whether the folder is still the one that is followed: a mount comes and goes without an event.
    fn look_at_root(&mut self, now: Instant) {
        self.next_root = now + EVERY;
        let identity = identity_of(self.store.root()).ok();
        if self.away || identity != self.identity {
            self.look_by(now);
        }
    }

    /// One look; none when the folder is away.
    fn look(&mut self, quiet: Duration) -> Option<Counts> {
        let began = Instant::now();
        self.follow_root();
        // Before the look: what was there when it was learnt and is not now has gone.
        let learnt = std::mem::take(&mut *self.parts.learnt.lock().unwrap_or_else(PoisonError::into_inner));
        self.follower.learn(learnt);
        let scan = match self.store.scan() {
            Ok(scan) if scan.furnished || !self.follower.knows_any() => scan,
            Ok(_) => return self.is_away("it is empty, like a mount point without its mount".to_owned()),
            Err(error) => return self.is_away(error.to_string()),
        };
        if std::mem::take(&mut self.away) {
            (self.tell)(News::Back);
        }
        // At the start files are old, and nobody waits for them to settle.
        let quiet = if self.synced { quiet } else { Duration::ZERO };
        let due = self.follower.look(&scan, Instant::now(), quiet);
        let counts = self.tell_of(due);
        let now = Instant::now();
        self.took = now.duration_since(began);
        self.next_look = match (&self.events, counts == Counts::default()) {
            // The kernel tells of a new folder, and of what is in it only from then on: one more look finds the rest.
            (Some(_), false) => now + EVERY,
            (Some(_), true) => now + SAFETY,
            (None, _) => now + POLL.max(self.took * 5),
        };
        // Before anybody is told: who hears of it and asks for the status finds it there.
        self.note(&scan);
        if !self.synced && self.follower.is_settled() {
            self.synced = true;
            (self.tell)(News::Synced {
                files: self.follower.count(),
            });
        }
        Some(counts)
    }

    fn note(&self, scan: &Scan) {
        let mut status = self.parts.status.lock().unwrap_or_else(PoisonError::into_inner);
        status.away = None;
        status.files = scan.files.len();
        status.looks += 1;
    }

    fn is_away(&mut self, reason: String) -> Option<Counts> {
        self.events = None;
        self.identity = None;
        self.follower.interrupted();
        self.synced = false;
        self.next_look = Instant::now() + EVERY;
        {
            let mut status = self.parts.status.lock().unwrap_or_else(PoisonError::into_inner);
            status.away = Some(reason.clone());
            status.looks += 1;
        }
        if !std::mem::replace(&mut self.away, true) {
            (self.tell)(News::Away { reason });
        }
        None
    }

    /// Follows the folder that is under the path now, before it is looked at: what happens after the look is told.
    fn follow_root(&mut self) {
        let identity = identity_of(self.store.root()).ok();
        if identity == self.identity && identity.is_some() {
            return;
        }
        self.identity = identity;
        self.events = None;
        let how = match self.events_of_root() {
            Ok(events) => {
                self.events = Some(events);
                How::Events
            }
            Err(why) => How::Polling { why },
        };
        self.parts.status.lock().unwrap_or_else(PoisonError::into_inner).how = how;
    }

    fn events_of_root(&self) -> Result<Events, String> {
        if self.means == Means::Polling {
            return Err("it was asked for".to_owned());
        }
        let root = self.store.root().canonicalize().map_err(|error| error.to_string())?;
        // Each of the folders may be a mount of its own.
        for folder in SOURCE_FOLDERS.iter().map(|name| root.join(name)).chain([root.clone()]) {
            match remote::of(&folder) {
                Ok(Some(name)) => return Err(name.to_owned()),
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.to_string()),
                Ok(None) | Err(_) => {}
            }
        }
        let signals = self.parts.signals.clone();
        let hand_over = move |event: notify::Result<notify::Event>| {
            let signal = event.map_or(Signal::Trouble, Signal::Event);
            let ours = matches!(&signal, Signal::Event(event) if is_reading(event.kind));
            if !ours {
                // A full queue says the same: look.
                let _ = signals.try_send(signal);
            }
        };
        let config = notify::Config::default().with_follow_symlinks(false);
        let mut watcher = RecommendedWatcher::new(hand_over, config).map_err(|error| error.to_string())?;
        watcher
            .watch(&root, RecursiveMode::Recursive)
            .map_err(|error| error.to_string())?;
        Ok(Events {
            _watcher: watcher,
            root,
        })
    }

    /// Reads what has settled, and tells of it in batches; what went first.
    fn tell_of(&mut self, due: Due) -> Counts {
        let mut counts = Counts::default();
        let mut batch: Vec<Change> = due.removed.into_iter().map(Change::Removed).collect();
        for place in due.read {
            if self.parts.stop.load(Ordering::Acquire) {
                break;
            }
            batch.extend(self.read(&place));
            if batch.len() >= BATCH {
                self.hand_out(&mut batch, &mut counts);
            }
        }
        self.hand_out(&mut batch, &mut counts);
        counts
    }

    fn hand_out(&mut self, batch: &mut Vec<Change>, counts: &mut Counts) {
        if !batch.is_empty() {
            batch.iter().for_each(|change| counts.add(change));
            (self.tell)(News::Changes(std::mem::take(batch)));
        }
    }

    fn read(&mut self, place: &Place) -> Option<Change> {
        let now = Instant::now();
        match self.store.read(place) {
            Ok(document) => self.follower.was_read(document, now),
            Err(error) => match error.kind() {
                // Gone since the look; the next one finds that.
                io::ErrorKind::NotFound | io::ErrorKind::ResourceBusy => {
                    self.follower.was_busy(place, now);
                    None
                }
                _ => self.follower.was_refused(place, error.to_string(), now),
            },
        }
    }
}

fn is_reading(kind: EventKind) -> bool {
    matches!(kind, EventKind::Access(access) if access != AccessKind::Close(AccessMode::Write))
}

fn place_of(root: &Path, path: &Path) -> Option<Place> {
    path.strip_prefix(root).ok()?.to_str()?.parse().ok()
}

fn identity_of(root: &Path) -> io::Result<(u64, u64)> {
    let stat = rustix::fs::stat(root)?;
    Ok((stat.st_dev, stat.st_ino))
}
