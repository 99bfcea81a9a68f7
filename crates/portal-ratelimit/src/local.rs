//! Windows kept in this process.

mod shard;

use std::hash::{BuildHasher, RandomState};
use std::sync::{Mutex, MutexGuard, PoisonError};

use shard::Shard;

use crate::window::Stamp;
use crate::{Decision, Moment, Rule};

/// How many windows are kept by default: about 50 MB when each of them holds 100 requests.
pub(crate) const DEFAULT_MAX_WINDOWS: usize = 100_000;

/// More shards than a node has cores that ask at the same time.
const SHARDS: usize = 64;

/// Longer names of callers are cut, and then share a window: no real one is this long.
const MAX_CALLER_BYTES: usize = 256;

/// All windows of this process, spread over shards by caller so that threads seldom meet.
///
/// Memory is bounded: there are at most `max_windows` windows. When they are all in use, callers without one share a
/// single window per rule and shard until others become idle. So a flood of invented names is held to a few times the
/// rule's limit in all, known callers notice nothing, and nobody is ever let in uncounted.
pub(crate) struct LocalWindows {
    shards: Box<[Aligned]>,
    /// Keyed at random, so that nobody can choose names that all end up in one place.
    hasher: RandomState,
    windows_per_shard: usize,
}

/// On cache lines of its own, or neighbours would slow each other down.
#[repr(align(128))]
struct Aligned(Mutex<Shard>);

/// What the shards have counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) total: u64,
    pub(crate) blocked: u64,
    pub(crate) unique: u64,
    pub(crate) active: u64,
    pub(crate) windows: usize,
}

impl LocalWindows {
    pub(crate) fn new(max_windows: usize) -> Self {
        Self {
            shards: (0..SHARDS).map(|_| Aligned(Mutex::default())).collect(),
            hasher: RandomState::new(),
            windows_per_shard: max_windows.div_ceil(SHARDS).max(1),
        }
    }

    /// Admits or refuses; the stamp is there when the request was admitted.
    pub(crate) fn check(&self, caller: &str, rule: &Rule, now: Moment) -> (Decision, Option<Stamp>) {
        let caller = shortened(caller);
        let hash = self.hasher.hash_one(caller);
        self.shard(hash).check(hash, caller, rule, now, self.windows_per_shard)
    }

    /// Takes an admitted request back, because Redis refused it.
    pub(crate) fn withdraw(&self, caller: &str, rule: &Rule, stamp: Stamp) {
        let caller = shortened(caller);
        let hash = self.hasher.hash_one(caller);
        self.shard(hash).withdraw(hash, caller, rule, stamp);
    }

    /// Drops the windows in which nothing counts any more.
    pub(crate) fn sweep(&self, now: Moment) {
        for shard in &self.shards {
            shard.lock().sweep(now);
        }
    }

    pub(crate) fn counts(&self, now: Moment) -> Counts {
        let mut sum = Counts::default();
        for shard in &self.shards {
            shard.lock().add_to(&mut sum, now);
        }
        sum
    }

    fn shard(&self, hash: u64) -> MutexGuard<'_, Shard> {
        // Bits that the table inside the shard does not use: it takes the lowest for the place and the highest for a tag.
        let index = (hash >> 40) as usize % SHARDS;
        #[expect(
            clippy::indexing_slicing,
            reason = "a remainder of SHARDS, which is how many there are"
        )]
        self.shards[index].lock()
    }
}

impl Aligned {
    fn lock(&self) -> MutexGuard<'_, Shard> {
        // A shard is sound between any two statements; the worst a panic leaves behind is a miscount.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn shortened(caller: &str) -> &str {
    if caller.len() <= MAX_CALLER_BYTES {
        return caller;
    }
    let end = (0..=MAX_CALLER_BYTES).rev().find(|&end| caller.is_char_boundary(end));
    caller.get(..end.unwrap_or_default()).unwrap_or_default()
}
