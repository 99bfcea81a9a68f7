//! governor's state per key, with an upper bound.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hash, RandomState};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use governor::nanos::Nanos;
use governor::state::StateStore;
use governor::state::keyed::ShrinkableKeyedStateStore;

const SHARDS: usize = 16;

/// When each key's next attempt is due, and one such time for all keys that found no place.
pub(super) struct BoundedStore<K> {
    shards: Vec<Mutex<HashMap<K, Nanos>>>,
    hasher: RandomState,
    shared: Mutex<Option<Nanos>>,
    keys: AtomicUsize,
    max_keys: usize,
}

impl<K> BoundedStore<K> {
    pub(super) fn new(max_keys: usize) -> Self {
        Self {
            shards: (0..SHARDS).map(|_| Mutex::default()).collect(),
            hasher: RandomState::new(),
            shared: Mutex::default(),
            keys: AtomicUsize::new(0),
            max_keys,
        }
    }
}

impl<K: Hash + Eq + Clone> StateStore for BoundedStore<K> {
    type Key = K;

    fn measure_and_replace<T, F, E>(&self, key: &K, judge: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        let index = self.hasher.hash_one(key) as usize % SHARDS;
        #[expect(
            clippy::indexing_slicing,
            reason = "a remainder of SHARDS, which is how many there are"
        )]
        let mut shard = lock(&self.shards[index]);
        if let Some(due) = shard.get_mut(key) {
            let (answer, next) = judge(Some(*due))?;
            *due = next;
            return Ok(answer);
        }
        let mut shared = lock(&self.shared);
        // A key that has been admitted among the others goes on from there when it gets its own place.
        let (answer, next) = judge(*shared)?;
        let placed = self.keys.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |keys| {
            (keys < self.max_keys).then_some(keys + 1)
        });
        if placed.is_ok() {
            shard.insert(key.clone(), next);
        } else {
            *shared = Some(next);
        }
        Ok(answer)
    }
}

impl<K: Hash + Eq + Clone> ShrinkableKeyedStateStore<K> for BoundedStore<K> {
    fn retain_recent(&self, drop_below: Nanos) {
        for shard in &self.shards {
            let mut shard = lock(shard);
            let before = shard.len();
            shard.retain(|_, due| *due > drop_below);
            self.keys.fetch_sub(before - shard.len(), Ordering::Relaxed);
        }
    }

    fn shrink_to_fit(&self) {
        for shard in &self.shards {
            lock(shard).shrink_to_fit();
        }
    }

    fn len(&self) -> usize {
        self.keys.load(Ordering::Relaxed)
    }

    fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Times are written in one piece: a panic elsewhere leaves nothing half done.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
