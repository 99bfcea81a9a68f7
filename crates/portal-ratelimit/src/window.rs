//! The log of one caller's admitted requests under one rule.

use std::collections::VecDeque;
use std::time::Duration;

use crate::{Decision, Moment, Rule};

/// Milliseconds at which a request was remembered, on the time line of [`Moment`].
pub(crate) type Stamp = u64;

/// The times of the requests that still count, oldest first.
///
/// Each takes 4 bytes: the lower half of its stamp. The upper half follows from the newest stamp, because everything
/// between the oldest and the newest lies within two windows (48 h at most) and 32 bits of milliseconds last 49 days.
///
/// A time that lies before the newest stamp (two threads that read the clock and then got the lock in the other order) is
/// remembered as the newest: the log stays sorted, and nobody's request counts for less than a window.
#[derive(Clone, Debug, Default)]
pub(crate) struct Window {
    newest: Stamp,
    stamps: VecDeque<u32>,
}

impl Window {
    /// Admits or refuses a request; an admitted one is remembered, and its stamp returned.
    pub(crate) fn admit(&mut self, rule: &Rule, now: Moment) -> (Decision, Option<Stamp>) {
        self.expire(rule, now);
        let counted = self.counted();
        if counted >= rule.limit() {
            return (Decision::new(rule, false, 0, self.until_oldest_leaves(rule, now)), None);
        }
        let stamp = self.remember(now);
        let reset = self.until_oldest_leaves(rule, now);
        (
            Decision::new(rule, true, rule.limit() - counted - 1, reset),
            Some(stamp),
        )
    }

    /// Forgets one request that was remembered with `stamp`, because it was refused elsewhere.
    pub(crate) fn withdraw(&mut self, stamp: Stamp) {
        if let Some(index) = self.stamps.iter().rposition(|&short| self.long(short) == stamp) {
            self.stamps.remove(index);
        }
    }

    /// Forgets what has left the window.
    pub(crate) fn expire(&mut self, rule: &Rule, now: Moment) {
        let gone = |stamp: Stamp| stamp + rule.window_millis() <= now.asks_at();
        if self.oldest().is_none_or(|oldest| !gone(oldest)) {
            return;
        }
        if gone(self.newest) {
            self.stamps.clear();
        } else {
            let live_from = self.stamps.partition_point(|&short| gone(self.long(short)));
            self.stamps.drain(..live_from);
        }
        // A burst's memory is given back once three quarters of it are idle.
        if self.stamps.capacity() > 64 && self.stamps.len() < self.stamps.capacity() / 4 {
            self.stamps.shrink_to(self.stamps.len() * 2);
        }
    }

    /// When the last request that counts leaves the window; a later sweep may drop the log.
    pub(crate) fn idle_from(&self, rule: &Rule) -> Stamp {
        self.newest + rule.window_millis()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.stamps.is_empty()
    }

    fn counted(&self) -> u32 {
        // Never above the rule's limit, which is a u32.
        self.stamps.len() as u32
    }

    fn remember(&mut self, now: Moment) -> Stamp {
        let at = now.remembered_at();
        self.newest = if self.stamps.is_empty() {
            at
        } else {
            at.max(self.newest)
        };
        self.stamps.push_back(self.newest as u32);
        self.newest
    }

    fn oldest(&self) -> Option<Stamp> {
        self.stamps.front().map(|&short| self.long(short))
    }

    fn long(&self, short: u32) -> Stamp {
        self.newest - u64::from((self.newest as u32).wrapping_sub(short))
    }

    fn until_oldest_leaves(&self, rule: &Rule, now: Moment) -> Duration {
        let leaves = self.oldest().unwrap_or_default() + rule.window_millis();
        Duration::from_millis(leaves.saturating_sub(now.asks_at())).min(rule.window())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHUNKS: Rule = Rule::per_minute("upload_chunk", 2000);

    fn at(millis: u64) -> Moment {
        Moment::after(Duration::from_millis(millis))
    }

    #[test]
    fn a_full_window_of_2000_takes_8_kib_and_gives_them_back() {
        let mut window = Window::default();
        for n in 0..4000 {
            assert_eq!(window.admit(&CHUNKS, at(n)).0.allowed, n < 2000);
        }
        assert_eq!(window.stamps.capacity() * size_of::<u32>(), 8192);
        assert!(window.admit(&CHUNKS, at(70_000)).0.allowed);
        assert!(window.stamps.capacity() <= 64);
    }

    #[test]
    fn a_pause_longer_than_32_bits_of_milliseconds_is_still_a_pause() {
        let mut window = Window::default();
        let day = 24 * 60 * 60 * 1000;
        for pause in [0, 49 * day, 50 * day, 99 * day + day / 2] {
            for _ in 0..2000 {
                assert!(window.admit(&CHUNKS, at(pause)).0.allowed);
            }
            assert!(!window.admit(&CHUNKS, at(pause + 59_999)).0.allowed);
        }
    }

    #[test]
    fn what_is_withdrawn_makes_room_and_nothing_else_moves() {
        let rule = Rule::new("few", 3, Duration::from_secs(1));
        let mut window = Window::default();
        let stamps: Vec<Stamp> = [10, 20, 30]
            .iter()
            .filter_map(|&millis| window.admit(&rule, at(millis)).1)
            .collect();
        assert!(!window.admit(&rule, at(40)).0.allowed);
        window.withdraw(stamps[1]);
        window.withdraw(stamps[1]);
        assert_eq!(window.admit(&rule, at(50)).0.remaining, 0);
        assert_eq!(
            window.admit(&rule, at(60)).0.retry_after,
            Duration::from_millis(950),
            "10 is still the oldest"
        );
    }
}
