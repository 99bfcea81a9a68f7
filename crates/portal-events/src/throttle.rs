//! At most one message an interval and key, without losing the last one.

use std::{
    collections::HashMap,
    hash::Hash,
    time::{Duration, Instant},
};

/// Lets the first value of a key through at once, then at most one an interval: the newest.
///
/// A value that came too early is held, replaced by newer ones, and handed out by [`Throttle::due`] when its time has
/// come, so that the last one always goes out. Time is handed in.
#[derive(Debug)]
pub struct Throttle<K, V> {
    interval: Duration,
    keys: HashMap<K, Slot<V>>,
}

#[derive(Debug)]
struct Slot<V> {
    last_sent: Instant,
    held: Option<V>,
}

impl<K: Eq + Hash + Clone, V> Throttle<K, V> {
    /// At most one value per `interval` and key.
    #[must_use]
    pub fn new(interval: Duration) -> Self {
        Self {
            interval,
            keys: HashMap::new(),
        }
    }

    /// Offers a value: it is given back when it may go out now, and held otherwise.
    pub fn offer(&mut self, key: K, value: V, now: Instant) -> Option<V> {
        let Some(slot) = self.keys.get_mut(&key) else {
            self.keys.insert(
                key,
                Slot {
                    last_sent: now,
                    held: None,
                },
            );
            return Some(value);
        };
        if now.saturating_duration_since(slot.last_sent) < self.interval {
            slot.held = Some(value);
            return None;
        }
        slot.last_sent = now;
        slot.held = None;
        Some(value)
    }

    /// The held values whose time has come. Keys that stayed silent for a whole interval are forgotten.
    pub fn due(&mut self, now: Instant) -> Vec<V> {
        let interval = self.interval;
        let mut due = Vec::new();
        self.keys.retain(|_, slot| {
            if now.saturating_duration_since(slot.last_sent) < interval {
                return true;
            }
            let Some(value) = slot.held.take() else { return false };
            slot.last_sent = now;
            due.push(value);
            true
        });
        due
    }

    /// Forgets a key and what it held, because something final about it is going out instead.
    pub fn forget(&mut self, key: &K) {
        self.keys.remove(key);
    }

    /// How many keys are remembered.
    #[must_use]
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether no key is remembered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const INTERVAL: Duration = Duration::from_millis(200);

    #[test]
    fn the_first_goes_out_at_once_and_the_last_when_its_time_has_come() {
        let start = Instant::now();
        let mut throttle = Throttle::new(INTERVAL);
        assert_eq!(throttle.offer("a", 1, start), Some(1));
        assert_eq!(throttle.offer("a", 2, start + Duration::from_millis(50)), None);
        assert_eq!(throttle.offer("a", 3, start + Duration::from_millis(60)), None);
        assert!(throttle.due(start + Duration::from_millis(199)).is_empty());
        assert_eq!(throttle.due(start + INTERVAL), [3]);
        assert!(throttle.due(start + INTERVAL * 2).is_empty());
        assert!(throttle.is_empty(), "a silent key is forgotten");
    }

    #[test]
    fn a_forgotten_key_sends_nothing_late() {
        let start = Instant::now();
        let mut throttle = Throttle::new(INTERVAL);
        throttle.offer("a", 1, start);
        throttle.offer("a", 2, start);
        throttle.forget(&"a");
        assert!(throttle.due(start + INTERVAL).is_empty());
    }

    proptest! {
        /// Whatever arrives when: never two of one key within an interval, in order, and the last is never lost.
        #[test]
        fn bounded_ordered_and_nothing_final_lost(steps in prop::collection::vec((0u8..3, 0u64..150, any::<bool>()), 1..120)) {
            let mut now = Instant::now();
            let mut throttle = Throttle::new(INTERVAL);
            let mut sent: HashMap<u8, Vec<(Instant, usize)>> = HashMap::new();
            let mut last: HashMap<u8, usize> = HashMap::new();
            for (number, (key, pause, offered)) in steps.into_iter().enumerate() {
                now += Duration::from_millis(pause);
                if offered {
                    last.insert(key, number);
                    if let Some((key, value)) = throttle.offer(key, (key, number), now) {
                        sent.entry(key).or_default().push((now, value));
                    }
                } else {
                    for (key, value) in throttle.due(now) {
                        sent.entry(key).or_default().push((now, value));
                    }
                }
            }
            now += INTERVAL;
            for (key, value) in throttle.due(now) {
                sent.entry(key).or_default().push((now, value));
            }
            for (key, sent) in &sent {
                for pair in sent.windows(2) {
                    prop_assert!(pair[1].0 - pair[0].0 >= INTERVAL);
                    prop_assert!(pair[1].1 > pair[0].1);
                }
                prop_assert_eq!(sent.last().map(|(_, value)| *value), last.get(key).copied());
            }
        }
    }
}
