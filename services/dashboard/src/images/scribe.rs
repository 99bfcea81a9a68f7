//! What the thread that looks for images does: takes its turn, looks, has rows say what was found, and tells browsers and the other
//! portal nodes.

use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use portal_config::Clock;
use portal_db::images::Applied;
use portal_db::{Db, images};
use portal_events::Publisher;

use super::keeper::{Heard, KeeperParts, Shared, Wish};
use super::look::{Remembered, Report, look};
use super::nodes::Sources;
use super::record::rows;
use super::told::{tell_changes, tell_scan};
use super::turns::{Turn, Turns};

/// So long after a look that the database did not take it is looked again: what is remembered makes that cheap.
const RETRY: Duration = Duration::from_secs(2);
/// So often it is asked what other nodes do.
const LISTEN: Duration = Duration::from_secs(1);
/// The node that looked last looks next, since it remembers what it has read; the others so much later.
const LATER: Duration = Duration::from_secs(10);
/// So often the others are told that this node still looks.
const HOLD: Duration = Duration::from_secs(1);

/// What the thread works with.
pub(super) struct Scribe {
    shared: Arc<Shared>,
    turns: Turns,
    every: Duration,
    registry: PathBuf,
    sources: Sources,
    db: Db,
    clock: Clock,
    publisher: Publisher,
    remembered: Remembered,
    /// What went wrong the last time: the same again is not logged again.
    failures: Vec<(String, Option<String>)>,
}

/// What a look brought.
struct Looked {
    reports: Vec<Report>,
    /// No other node has looked meanwhile.
    is_ours: bool,
}

impl Scribe {
    pub(super) fn new(parts: KeeperParts, shared: Arc<Shared>) -> Self {
        Self {
            shared,
            turns: parts.turns,
            every: parts.every,
            registry: parts.sources.registry.clone(),
            sources: parts.sources,
            db: parts.db,
            clock: parts.clock,
            publisher: parts.publisher,
            remembered: Remembered::default(),
            failures: Vec::new(),
        }
    }

    /// Looks when somebody wants it, and when it is time; until it is told to stop.
    pub(super) fn keep(&mut self) {
        let mut due = Instant::now();
        loop {
            let patience = due.saturating_duration_since(Instant::now());
            let patience = match self.turns.are_shared() {
                true => patience.min(LISTEN),
                false => patience,
            };
            let next = match self.shared.wait(patience) {
                Wish::Stop => return,
                Wish::Listen if Instant::now() < due => self.listen(),
                Wish::Listen | Wish::Look => Some(self.turn()),
            };
            if let Some(patience) = next {
                due = Instant::now() + patience;
            }
        }
    }

    /// Hears what other nodes do. How long it may be until the next look of this one, when that is another time now.
    fn listen(&mut self) -> Option<Duration> {
        let seen = self.turns.seen();
        match self.shared.follow(seen) {
            Heard::Nothing => None,
            Heard::Ended => Some(self.every + LATER),
            Heard::LeftBehind => {
                tracing::warn!("the portal node that looked for images is gone; this one looks");
                Some(Duration::ZERO)
            }
        }
    }

    /// Looks, unless another node does. How long it may be until the next look.
    fn turn(&mut self) -> Duration {
        let last = match self.turns.take() {
            Turn::Here(last) => last,
            Turn::Elsewhere(theirs) => {
                self.shared.join(theirs);
                return self.every + LATER;
            }
        };
        self.shared.begin(last);
        let looked = self.look();
        if self.shared.is_stopped() {
            leave(&self.shared, &mut self.turns);
            return self.every;
        }
        self.log(&looked.reports);
        if self.write_down(&looked) {
            self.every
        } else {
            RETRY.min(self.every)
        }
    }

    /// Looks, and tells meanwhile how far it is.
    fn look(&mut self) -> Looked {
        let Self {
            shared,
            turns,
            sources,
            remembered,
            publisher,
            ..
        } = self;
        let work = || look(sources, remembered, &|change| shared.change(change));
        let (reports, is_ours) = beside(shared, turns, publisher, work);
        Looked {
            reports: reports.unwrap_or_default(),
            is_ours,
        }
    }

    /// Has rows say what was found, and ends the scan. False when that has to be done again.
    fn write_down(&mut self, looked: &Looked) -> bool {
        let mut scan = self.shared.known();
        // Who was asleep for so long that another node has looked does not put an older look over the newer one.
        let is_ours = looked.is_ours && self.turns.hold(&scan);
        let (applied, is_ours) = match is_ours {
            true => self.apply(&looked.reports),
            false => (Err("another portal node looked meanwhile".to_owned()), false),
        };
        scan.running = false;
        scan.finished_at = Some(self.clock.rfc3339());
        match &applied {
            Ok((images, applied)) => {
                scan.images = *images;
                (scan.added, scan.changed, scan.gone) = (applied.added, applied.changed.len(), applied.gone);
            }
            Err(reason) => scan.error = Some(reason.clone()),
        }
        // Before browsers are told: who asks another node then is to hear the same.
        let is_ours = is_ours && self.turns.hold(&scan);
        self.turns.give_back();
        self.shared.end(scan.clone());
        if let Ok((_, applied)) = &applied {
            tell_changes(&self.publisher, &applied.changed);
        }
        if is_ours {
            tell_scan(&self.publisher, scan);
        }
        applied.is_ok()
    }

    /// The number of images, and what became of rows; or why nothing did. And whether it was this node's turn all the time.
    fn apply(&mut self, reports: &[Report]) -> (Result<(usize, Applied), String>, bool) {
        if reports.is_empty() {
            return (Err("the look broke off".to_owned()), true);
        }
        let look = rows(&self.registry, reports);
        let now = self.clock.rfc3339();
        let Self {
            shared,
            turns,
            db,
            publisher,
            ..
        } = self;
        let work = || db.run_here(|connection| images::apply(connection, &look, &now));
        let (applied, is_ours) = beside(shared, turns, publisher, work);
        let applied = match applied {
            Some(Ok(applied)) => Ok((look.images.len(), applied)),
            Some(Err(error)) => {
                let error = &error as &dyn std::error::Error;
                tracing::warn!(error, "what images were found is not written down yet");
                Err("what was found is not written down yet: the database does not answer".to_owned())
            }
            None => Err("writing down what was found broke off".to_owned()),
        };
        (applied, is_ours)
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

/// Does a part of a look, and tells meanwhile how far it is. None when it broke off; false when it is not this node's turn any more.
fn beside<T: Send>(
    shared: &Shared,
    turns: &mut Turns,
    publisher: &Publisher,
    work: impl FnOnce() -> T + Send,
) -> (Option<T>, bool) {
    shared.unseen();
    thread::scope(|scope| {
        let working = scope.spawn(|| {
            // Whatever becomes of it, nobody waits for it in vain.
            let _over = Over(shared);
            work()
        });
        let is_ours = tell(shared, turns, publisher);
        (working.join().ok(), is_ours)
    })
}

/// Tells browsers and the other nodes how far the look is, to the end of this part of it. False when it is not this node's turn any more.
fn tell(shared: &Shared, turns: &mut Turns, publisher: &Publisher) -> bool {
    let mut changes = shared.changes();
    changes.mark_changed();
    let mut is_ours = turns.hold(&shared.known());
    let mut held = Instant::now();
    loop {
        if held.elapsed() >= HOLD {
            is_ours = is_ours && turns.hold(&shared.known());
            held = Instant::now();
        }
        if is_ours && changes.has_changed().unwrap_or(false) {
            // Who changes the scan does not wait for who tells it.
            let scan = changes.borrow_and_update().clone();
            tell_scan(publisher, scan);
        }
        if shared.is_seen() {
            return is_ours;
        }
        if shared.is_stopped() {
            // The look itself may take a while to its end, and nothing will come of it.
            leave(shared, turns);
            return false;
        }
    }
}

/// Another node may look from now on.
fn leave(shared: &Shared, turns: &mut Turns) {
    turns.give_back();
    let mut left = shared.known();
    left.running = false;
    shared.end(left);
}

/// Says that the work is over, also when it panics.
struct Over<'s>(&'s Shared);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.seen();
    }
}
