//! One part of the windows, behind one lock.

use std::collections::HashSet;

use hashbrown::HashTable;

use super::Counts;
use crate::window::{Stamp, Window};
use crate::{Decision, Moment, Rule};

/// Callers remembered per shard for the count of different ones: 8 bytes each, 2 MB in all shards together.
const MAX_SEEN: usize = 4096;

/// How long a full shard waits at least before it looks for idle windows again, in milliseconds.
const SWEEP_GAP: u64 = 100;

#[derive(Default)]
pub(super) struct Shard {
    entries: HashTable<Entry>,
    /// One window per rule, shared by the callers that found the shard full.
    overflow: Vec<(Rule, Window)>,
    /// When looking for idle windows may help next.
    sweep_from: Stamp,
    total: u64,
    blocked: u64,
    seen: HashTable<u64>,
}

struct Entry {
    caller_hash: u64,
    rule: Rule,
    caller: Box<str>,
    window: Window,
}

impl Entry {
    fn is(&self, caller: &str, rule: &Rule) -> bool {
        self.rule == *rule && *self.caller == *caller
    }

    fn place(&self) -> u64 {
        place(self.caller_hash, &self.rule)
    }
}

/// Where a caller's window under a rule lies in the table.
fn place(caller_hash: u64, rule: &Rule) -> u64 {
    caller_hash ^ rule.id()
}

impl Shard {
    pub(super) fn check(
        &mut self,
        caller_hash: u64,
        caller: &str,
        rule: &Rule,
        now: Moment,
        max_windows: usize,
    ) -> (Decision, Option<Stamp>) {
        let known = self
            .entries
            .find_mut(place(caller_hash, rule), |entry| entry.is(caller, rule));
        let answer = match known {
            Some(entry) => entry.window.admit(rule, now),
            None => self.admit_newcomer(caller_hash, caller, rule, now, max_windows),
        };
        self.total += 1;
        self.blocked += u64::from(!answer.0.allowed);
        answer
    }

    fn admit_newcomer(
        &mut self,
        caller_hash: u64,
        caller: &str,
        rule: &Rule,
        now: Moment,
        max_windows: usize,
    ) -> (Decision, Option<Stamp>) {
        if self.seen.len() < MAX_SEEN && self.seen.find(caller_hash, |seen| *seen == caller_hash).is_none() {
            self.seen.insert_unique(caller_hash, caller_hash, |seen| *seen);
        }
        if self.entries.len() >= max_windows && now.asks_at() >= self.sweep_from {
            self.sweep(now);
        }
        let shared = self
            .overflow
            .iter_mut()
            .find(|(of, _)| of == rule)
            .map(|(_, window)| window);
        if self.entries.len() >= max_windows {
            let Some(window) = shared else {
                let mut window = Window::default();
                let answer = window.admit(rule, now);
                self.overflow.push((*rule, window));
                return answer;
            };
            return window.admit(rule, now);
        }
        // What the shared window holds may have been this caller's: it goes on counting until it expires.
        let mut window = shared.map_or_else(Window::default, |window| {
            window.expire(rule, now);
            window.clone()
        });
        let answer = window.admit(rule, now);
        let entry = Entry {
            caller_hash,
            rule: *rule,
            caller: caller.into(),
            window,
        };
        self.entries.insert_unique(entry.place(), entry, Entry::place);
        answer
    }

    pub(super) fn withdraw(&mut self, caller_hash: u64, caller: &str, rule: &Rule, stamp: Stamp) {
        self.blocked += 1;
        let own = self
            .entries
            .find_mut(place(caller_hash, rule), |entry| entry.is(caller, rule));
        let shared = self.overflow.iter_mut().find(|(of, _)| of == rule);
        if let Some(window) = own.map(|entry| &mut entry.window).or(shared.map(|(_, window)| window)) {
            window.withdraw(stamp);
        }
    }

    pub(super) fn sweep(&mut self, now: Moment) {
        let now = now.asks_at();
        let mut next = Stamp::MAX;
        self.entries.retain(|entry| {
            let idle_from = entry.window.idle_from(&entry.rule);
            let live = idle_from > now;
            if live {
                next = next.min(idle_from);
            }
            live
        });
        self.overflow.retain(|(rule, window)| window.idle_from(rule) > now);
        if self.entries.len() < self.entries.capacity() / 4 {
            self.entries.shrink_to(self.entries.len() * 2, Entry::place);
        }
        self.sweep_from = next.max(now + SWEEP_GAP);
    }

    pub(super) fn add_to(&mut self, sum: &mut Counts, now: Moment) {
        let mut active = HashSet::new();
        for entry in &self.entries {
            if !entry.window.is_empty() && entry.window.idle_from(&entry.rule) > now.asks_at() {
                active.insert(entry.caller_hash);
            }
        }
        sum.total += self.total;
        sum.blocked += self.blocked;
        sum.unique += self.seen.len() as u64;
        sum.active += active.len() as u64;
        sum.windows += self.entries.len();
    }
}
