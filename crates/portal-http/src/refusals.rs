//! Refusals on their way to the audit log: the first of its kind at once, what repeats it summed up when the minute ends.
//! A script that asks in a loop for what it may not have is two rows a minute, not thousands.

use std::collections::HashMap;

use portal_audit::{Action, Entry};

/// So long is counted before it is summed up.
const MINUTE_MILLIS: i64 = 60_000;

/// Kinds that are told apart in a minute, at worst some 5 KiB each; the others are one sum.
const MOST: usize = 2048;

/// As many of them of one sender; the others are one sum of that sender. A page with a hundred links stays readable.
const SHARE: usize = 100;

/// What stands for the method and path of requests that are not told apart.
const VARIOUS: &str = "various requests";

/// What makes two refusals the same; their requests have ids of their own.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Kind {
    sender: Sender,
    object: String,
    reason: String,
}

/// Who, known how, from where.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Sender {
    actor: String,
    method: String,
    address: String,
}

impl Sender {
    fn of(entry: &Entry) -> Self {
        Self {
            actor: entry.actor().to_owned(),
            method: entry.method().to_owned(),
            address: entry.address().to_owned(),
        }
    }
}

/// What a sender did this minute.
#[derive(Debug, Default)]
struct Share {
    kinds: usize,
    beyond: Sum,
}

/// So many, the latest of which was this one.
#[derive(Debug, Default)]
struct Sum {
    times: u64,
    latest: Option<Entry>,
}

impl Sum {
    fn add(&mut self, entry: Entry) {
        self.times += 1;
        self.latest = Some(entry);
    }

    /// The row of those that are like a first one, which has a row already.
    fn repeated(self) -> Option<Entry> {
        let (times, latest) = (self.times, self.latest?);
        let reason = format!("{}, {times} more within a minute", latest.reason());
        Some(latest.because(&reason))
    }

    /// The row of those that have nothing in common but, perhaps, their sender.
    fn various(self, sender: Option<&Sender>) -> Option<Entry> {
        let (times, latest) = (self.times, self.latest?);
        let entry = Entry::new(Action::AccessRefuse, VARIOUS).refused(&format!("various, {times} within a minute"));
        Some(match sender {
            Some(Sender { actor, method, address }) => entry.by(actor, method).from(address, latest.request_id()),
            None => entry,
        })
    }
}

/// The refusals of this minute. Memory and rows have a bound, whoever asks for whatever.
#[derive(Debug, Default)]
pub(crate) struct Refusals {
    /// Milliseconds since the epoch.
    began: i64,
    kinds: HashMap<Kind, Sum>,
    senders: HashMap<Sender, Share>,
    rest: Sum,
}

impl Refusals {
    /// What is to be recorded now that `entry` was refused: it, unless it is counted; and the sums of a minute that is over.
    pub(crate) fn take(&mut self, entry: Entry, now: i64) -> Vec<Entry> {
        let mut rows = self.due(now);
        if self.kinds.is_empty() {
            self.began = now;
        }
        rows.extend(self.count(entry));
        rows
    }

    /// The sums, when the minute is over.
    pub(crate) fn due(&mut self, now: i64) -> Vec<Entry> {
        let minute = self.began..self.began.saturating_add(MINUTE_MILLIS);
        if self.kinds.is_empty() || minute.contains(&now) {
            return Vec::new();
        }
        self.end()
    }

    /// The sums as they are, and a new minute.
    pub(crate) fn end(&mut self) -> Vec<Entry> {
        let Self {
            kinds, senders, rest, ..
        } = std::mem::take(self);
        let repeated = kinds.into_values().filter_map(Sum::repeated);
        let beyond = senders
            .into_iter()
            .filter_map(|(sender, share)| share.beyond.various(Some(&sender)));
        repeated.chain(beyond).chain(rest.various(None)).collect()
    }

    fn count(&mut self, entry: Entry) -> Option<Entry> {
        let kind = Kind {
            sender: Sender::of(&entry),
            object: entry.object().to_owned(),
            reason: entry.reason().to_owned(),
        };
        if let Some(sum) = self.kinds.get_mut(&kind) {
            sum.add(entry);
            return None;
        }
        let full = self.kinds.len() >= MOST;
        match self.senders.get_mut(&kind.sender) {
            Some(share) if full || share.kinds >= SHARE => {
                share.beyond.add(entry);
                return None;
            }
            Some(share) => share.kinds += 1,
            None if full => {
                self.rest.add(entry);
                return None;
            }
            None => {
                let share = Share {
                    kinds: 1,
                    beyond: Sum::default(),
                };
                self.senders.insert(kind.sender.clone(), share);
            }
        }
        self.kinds.insert(kind, Sum::default());
        Some(entry)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn refused(actor: &str, object: &str, request: &str) -> Entry {
        Entry::new(Action::AccessRefuse, object)
            .by(actor, "bearer")
            .from("192.0.2.1", request)
            .refused("not_yours")
    }

    fn told(rows: Vec<Entry>) -> Vec<String> {
        let mut lines: Vec<_> = rows
            .iter()
            .map(|row| format!("{} {} {} {}", row.actor(), row.object(), row.reason(), row.request_id()))
            .collect();
        lines.sort();
        lines
    }

    #[test]
    fn the_first_is_a_row_at_once_and_the_others_are_one_when_the_minute_ends() {
        let mut refusals = Refusals::default();
        assert_eq!(
            told(refusals.take(refused("kim", "GET /a", "r0"), 1000)),
            ["kim GET /a not_yours r0"]
        );
        for number in 1..=41 {
            assert!(
                refusals
                    .take(refused("kim", "GET /a", &format!("r{number}")), 2000)
                    .is_empty()
            );
        }
        assert_eq!(
            told(refusals.take(refused("kim", "GET /b", "b"), 3000)),
            ["kim GET /b not_yours b"]
        );
        assert_eq!(
            told(refusals.take(refused("lee", "GET /a", "l"), 3000)),
            ["lee GET /a not_yours l"]
        );
        assert!(refusals.due(60_999).is_empty());
        assert_eq!(
            told(refusals.due(61_000)),
            ["kim GET /a not_yours, 41 more within a minute r41"]
        );
        assert!(refusals.due(200_000).is_empty(), "said once");
        assert_eq!(
            refusals.take(refused("kim", "GET /a", "again"), 200_000).len(),
            1,
            "another minute"
        );
    }

    #[test]
    fn a_minute_that_is_over_is_told_before_the_next_one_begins() {
        let mut refusals = Refusals::default();
        refusals.take(refused("kim", "GET /a", "1"), 0);
        refusals.take(refused("kim", "GET /a", "2"), 1);
        let rows = refusals.take(refused("kim", "GET /a", "3"), 60_000);
        let reasons: Vec<_> = rows.iter().map(Entry::reason).collect();
        assert_eq!(reasons, ["not_yours, 1 more within a minute", "not_yours"]);
    }

    #[test]
    fn who_asks_for_something_else_each_time_has_a_share_and_hides_nobody_else() {
        let mut refusals = Refusals::default();
        let rows: usize = (0..5000)
            .map(|number| refusals.take(refused("kim", &format!("GET /{number}"), "r"), 0).len())
            .sum();
        assert_eq!(rows, SHARE);
        assert_eq!(refusals.take(refused("lee", "GET /a", "l"), 0).len(), 1);
        assert_eq!(
            told(refusals.end()),
            ["kim various requests various, 4900 within a minute r"]
        );
    }

    proptest! {
        #[test]
        fn each_refusal_is_in_exactly_one_row_and_rows_are_few(
            asked in prop::collection::vec((0_u16..3000, 0_u16..300, 0_i64..100), 0..4000),
        ) {
            let mut refusals = Refusals::default();
            let (mut now, mut rows, mut minutes) = (0, Vec::new(), 1);
            for (actor, object, pause) in &asked {
                now += pause;
                minutes = 1 + now / MINUTE_MILLIS;
                rows.extend(refusals.take(refused(&format!("u{actor}"), &format!("GET /{object}"), "r"), now));
                prop_assert!(refusals.kinds.len() <= MOST && refusals.senders.len() <= MOST);
            }
            rows.extend(refusals.end());
            let counted: u64 = rows.iter().map(|row| match row.reason().split_once(", ") {
                None => 1,
                Some((_, times)) => times.split(' ').next().unwrap().parse().unwrap(),
            }).sum();
            prop_assert_eq!(counted, asked.len() as u64);
            prop_assert!(rows.len() <= usize::try_from(minutes).unwrap() * (3 * MOST + 1));
        }
    }
}
