//! What has changed since the last look, and whether it is finished. Knows no threads, no clock and no file system.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::{Duration, Instant};

use super::news::Change;
use crate::problem::Severity;
use crate::store::{Digest, Document, Place, Scan, Stamp};

/// How long a file must stay the same before it is read, or absent before it is gone. Editors rename and write anew within
/// some milliseconds.
pub(crate) const QUIET: Duration = Duration::from_millis(300);

/// How long a file must stay the same before it is called broken: until then, somebody may still be writing it.
pub(crate) const BROKEN_AFTER: Duration = Duration::from_millis(1200);

/// How long a broken file is not called so because somebody has it open for writing.
pub(crate) const WRITING_AT_MOST: Duration = Duration::from_secs(10);

/// When a file that could not be read is tried again.
pub(crate) const TRY_AGAIN: Duration = Duration::from_secs(60);

/// A file that was read.
#[derive(Debug, Clone, Copy)]
struct Known {
    /// None until it has been looked at: then only the digest is known, from the database.
    stamp: Option<Stamp>,
    digest: Digest,
}

/// A difference that may not be finished.
#[derive(Debug, Clone, Copy)]
struct Pending {
    /// None: the file is absent.
    stamp: Option<Stamp>,
    since: Instant,
    /// Not before.
    due: Instant,
    /// That it cannot be read has been told.
    told: bool,
}

/// What to do after a look.
#[derive(Debug, Default)]
pub(crate) struct Due {
    /// Files that are gone.
    pub(crate) removed: Vec<Place>,
    /// Files to be read.
    pub(crate) read: Vec<Place>,
}

/// Follows the folder from look to look.
#[derive(Debug)]
pub(crate) struct Follower {
    known: HashMap<Place, Known>,
    pending: BTreeMap<Place, Pending>,
    /// Files that somebody has open for writing, since when.
    writing: HashMap<Place, Instant>,
    /// On which device each source's folder was when it last had files.
    devices: HashMap<&'static str, u64>,
}

impl Follower {
    pub(crate) fn new(known: impl IntoIterator<Item = (Place, Digest)>) -> Self {
        let known = known
            .into_iter()
            .map(|(place, digest)| (place, Known { stamp: None, digest }));
        Self {
            known: known.collect(),
            pending: BTreeMap::new(),
            writing: HashMap::new(),
            devices: HashMap::new(),
        }
    }

    /// Adds what is known by other means; what was read here stays as it is.
    pub(crate) fn learn(&mut self, known: impl IntoIterator<Item = (Place, Digest)>) {
        for (place, digest) in known {
            self.known.entry(place).or_insert(Known { stamp: None, digest });
        }
    }

    pub(crate) fn knows_any(&self) -> bool {
        !self.known.is_empty()
    }

    pub(crate) fn count(&self) -> usize {
        self.known.len()
    }

    pub(crate) fn is_settled(&self) -> bool {
        self.pending.values().all(|pending| pending.told)
    }

    /// Forgets what was not finished: the folder is away.
    pub(crate) fn interrupted(&mut self) {
        self.pending.clear();
        self.writing.clear();
    }

    pub(crate) fn opened(&mut self, place: Place, now: Instant) {
        if self.writing.len() < 10_000 {
            self.writing.entry(place).or_insert(now);
        }
    }

    pub(crate) fn closed(&mut self, place: &Place) {
        self.writing.remove(place);
    }

    /// When something that is not finished may be.
    pub(crate) fn next_due(&self) -> Option<Instant> {
        self.pending.values().map(|pending| pending.due).min()
    }

    /// Compares with what is there now. `quiet` is how long something must have been so.
    pub(crate) fn look(&mut self, scan: &Scan, now: Instant, quiet: Duration) -> Due {
        self.writing
            .retain(|_, since| now.duration_since(*since) < WRITING_AT_MOST);
        for (place, stamp) in &scan.files {
            let same = self.known.get(place).is_some_and(|known| known.stamp == Some(*stamp));
            if same {
                self.pending.remove(place);
            } else {
                self.differs(place, Some(*stamp), now, quiet);
            }
        }
        let unmounted = self.unmounted(scan);
        let gone = |place: &Place| {
            !scan.files.contains_key(place) && !scan.is_unreadable(place) && !unmounted.contains(&place.source_folder())
        };
        let absent: Vec<Place> = self.known.keys().filter(|place| gone(place)).cloned().collect();
        for place in &absent {
            self.differs(place, None, now, quiet);
        }
        // What came and went between two looks, and what is no longer known to be gone.
        self.pending
            .retain(|place, pending| pending.stamp.is_none() == gone(place));
        let mut due = Due::default();
        for (place, pending) in self.pending.iter().filter(|(_, pending)| pending.due <= now) {
            if pending.stamp.is_some() {
                due.read.push(place.clone())
            } else {
                due.removed.push(place.clone())
            }
        }
        for place in &due.removed {
            self.pending.remove(place);
            self.known.remove(place);
        }
        due
    }

    /// Folders that have no files, and are on another device than when they had: what is left where a mount was.
    fn unmounted(&mut self, scan: &Scan) -> Vec<&'static str> {
        let filled: BTreeSet<_> = scan.files.keys().map(Place::source_folder).collect();
        let filled_devices = scan.devices.iter().filter(|(folder, _)| filled.contains(*folder));
        self.devices
            .extend(filled_devices.map(|(folder, device)| (*folder, *device)));
        let other = |(folder, device): &(&&'static str, &u64)| {
            self.devices.get(**folder).is_some_and(|before| before != *device)
        };
        scan.devices.iter().filter(other).map(|(folder, _)| *folder).collect()
    }

    fn differs(&mut self, place: &Place, stamp: Option<Stamp>, now: Instant, quiet: Duration) {
        let new = Pending {
            stamp,
            since: now,
            due: now + quiet,
            told: false,
        };
        let pending = self.pending.entry(place.clone()).or_insert(new);
        if pending.stamp != stamp {
            *pending = new;
        }
        if quiet.is_zero() && !pending.told {
            pending.due = now;
        }
    }

    /// What a file says that was to be read; none when it is not to be told, or not yet.
    pub(crate) fn was_read(&mut self, document: Document, now: Instant) -> Option<Change> {
        let pending = self
            .pending
            .get(&document.place)
            .filter(|pending| pending.stamp == Some(document.stamp));
        let since = pending.map_or(now, |pending| pending.since);
        let broken = document.reading.severity() >= Some(Severity::Error);
        let unfinished = now.duration_since(since) < BROKEN_AFTER || self.writing.contains_key(&document.place);
        let before = self.known.get(&document.place).copied();
        let same = before.is_some_and(|known| known.digest == document.digest);
        if broken && unfinished && !same {
            let due = (since + BROKEN_AFTER).max(now + QUIET);
            let pending = Pending {
                stamp: Some(document.stamp),
                since,
                due,
                told: false,
            };
            self.pending.insert(document.place, pending);
            return None;
        }
        self.pending.remove(&document.place);
        let known = Known {
            stamp: Some(document.stamp),
            digest: document.digest,
        };
        self.known.insert(document.place.clone(), known);
        match (before, same) {
            (_, true) => None,
            (None, _) => Some(Change::Added(Box::new(document))),
            (Some(_), _) => Some(Change::Changed(Box::new(document))),
        }
    }

    /// A file that was to be read is being written.
    pub(crate) fn was_busy(&mut self, place: &Place, now: Instant) {
        if let Some(pending) = self.pending.get_mut(place) {
            (pending.since, pending.due) = (now, now + QUIET);
        }
    }

    /// A file that was to be read could not be.
    pub(crate) fn was_refused(&mut self, place: &Place, reason: String, now: Instant) -> Option<Change> {
        let pending = self.pending.get_mut(place)?;
        pending.due = now + TRY_AGAIN;
        let first = !std::mem::replace(&mut pending.told, true);
        first.then(|| Change::Unreadable {
            place: place.clone(),
            reason,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(name: &str) -> Place {
        name.parse().unwrap()
    }

    fn scan(files: &[(&str, u64)]) -> Scan {
        let stamp = |size: &u64| Stamp {
            size: *size,
            modified: 0,
            inode: 1,
        };
        let files = files.iter().map(|(name, size)| (place(name), stamp(size))).collect();
        Scan {
            files,
            furnished: true,
            ..Scan::default()
        }
    }

    const ONE: &str = "official/ml/one.yaml";
    const TWO: &str = "community/cfd/two.yaml";

    fn follower() -> Follower {
        Follower::new([(place(ONE), Digest::of(b"1")), (place(TWO), Digest::of(b"2"))])
    }

    #[test]
    fn what_lies_in_a_folder_that_cannot_be_read_stays_known() {
        let (mut follower, start) = (follower(), Instant::now());
        let mut seen = scan(&[]);
        seen.unreadable.push("official/".to_owned());
        follower.look(&seen, start, QUIET);
        let due = follower.look(&seen, start + QUIET, QUIET);
        assert_eq!(due.removed, [place(TWO)]);
        assert_eq!(follower.count(), 1);
        // Half way to being removed, the folder becomes unreadable: it stays.
        follower.look(&scan(&[]), start + QUIET, QUIET);
        assert!(follower.look(&seen, start + QUIET * 9, QUIET).removed.is_empty());
    }

    #[test]
    fn a_folder_whose_mount_went_is_not_an_empty_one() {
        let (mut follower, start) = (follower(), Instant::now());
        let on = |files: &[(&str, u64)], device| Scan {
            devices: [("official", device), ("community", 1)].into(),
            ..scan(files)
        };
        follower.look(&on(&[(ONE, 1), (TWO, 1)], 7), start, QUIET);
        for tenths in [1, 20] {
            let due = follower.look(&on(&[(TWO, 1)], 1), start + QUIET / 10 * tenths, QUIET);
            assert!(due.removed.is_empty(), "another device, and nothing on it");
        }
        follower.look(&on(&[(TWO, 1)], 7), start + QUIET * 3, QUIET);
        let due = follower.look(&on(&[(TWO, 1)], 7), start + QUIET * 5, QUIET);
        assert_eq!(due.removed, [place(ONE)], "on its own device it is gone");
    }

    #[test]
    fn a_difference_settles_before_it_is_looked_into() {
        let (mut follower, start) = (follower(), Instant::now());
        let at = |tenths: u32| start + QUIET / 10 * tenths;
        let grown = |size| scan(&[(ONE, size), (TWO, 1)]);
        follower.look(&scan(&[(ONE, 1), (TWO, 1)]), at(0), QUIET);
        for (tenths, size) in [(5, 2), (10, 3), (15, 4)] {
            let due = follower.look(&grown(size), at(tenths), QUIET);
            assert!(!due.read.contains(&place(ONE)), "it grows");
        }
        assert!(follower.look(&grown(4), at(25), QUIET).read.contains(&place(ONE)));
        // Away and back within the time is nothing.
        follower.look(&scan(&[(TWO, 1)]), at(26), QUIET);
        assert!(follower.look(&grown(4), at(30), QUIET).removed.is_empty());
    }

    #[test]
    fn the_end_of_a_file_that_no_look_saw_is_told_when_it_was_learnt_of() {
        let (mut follower, start) = (follower(), Instant::now());
        let seen = scan(&[(ONE, 1), (TWO, 1)]);
        follower.look(&seen, start, Duration::ZERO);
        follower.learn([(place("official/ml/three.yaml"), Digest::of(b"3"))]);
        follower.look(&seen, start + QUIET, QUIET);
        let due = follower.look(&seen, start + QUIET * 2, QUIET);
        assert_eq!(due.removed, [place("official/ml/three.yaml")]);
    }

    #[test]
    fn a_file_that_cannot_be_read_is_told_once_and_tried_again() {
        let (mut follower, start) = (follower(), Instant::now());
        let seen = scan(&[(ONE, 1), (TWO, 1)]);
        assert_eq!(follower.look(&seen, start, Duration::ZERO).read.len(), 2);
        assert!(follower.was_refused(&place(ONE), "no".to_owned(), start).is_some());
        assert!(!follower.look(&seen, start + QUIET, QUIET).read.contains(&place(ONE)));
        assert!(
            follower
                .look(&seen, start + TRY_AGAIN, QUIET)
                .read
                .contains(&place(ONE))
        );
        assert!(
            follower
                .was_refused(&place(ONE), "no".to_owned(), start + TRY_AGAIN)
                .is_none()
        );
    }
}
