//! The last messages of one channel and audience.

use std::collections::VecDeque;

use super::entry::Entry;

/// A ring never holds more than this many bytes, however large its messages are.
const MOST_BYTES: usize = 1 << 20;

/// Messages counted from 1, of which the newest are kept.
#[derive(Debug)]
pub(super) struct Ring {
    capacity: usize,
    entries: VecDeque<Entry>,
    bytes: usize,
    /// The count of the newest message; 0 before the first.
    head: u64,
    /// The place in the listener's line of the newest message that is no longer kept; 0 when none was dropped.
    dropped_place: u64,
}

impl Ring {
    pub(super) fn new(capacity: usize) -> Self {
        Self {
            capacity,
            entries: VecDeque::new(),
            bytes: 0,
            head: 0,
            dropped_place: 0,
        }
    }

    /// The count of the newest message.
    pub(super) fn head(&self) -> u64 {
        self.head
    }

    /// The count of the newest message that is no longer kept.
    pub(super) fn dropped(&self) -> u64 {
        self.head - self.entries.len() as u64
    }

    /// See the field.
    pub(super) fn dropped_place(&self) -> u64 {
        self.dropped_place
    }

    pub(super) fn push(&mut self, entry: Entry) {
        self.head += 1;
        self.bytes += entry.size();
        self.entries.push_back(entry);
        while self.entries.len() > self.capacity || (self.bytes > MOST_BYTES && self.entries.len() > 1) {
            if let Some(oldest) = self.entries.pop_front() {
                self.bytes -= oldest.size();
                self.dropped_place = oldest.place();
            }
        }
    }

    /// The message with this count, when it is kept.
    pub(super) fn get(&self, count: u64) -> Option<&Entry> {
        let index = count.checked_sub(self.dropped() + 1)?;
        self.entries.get(usize::try_from(index).ok()?)
    }

    /// How many of the kept messages have a place of at most `place`.
    pub(super) fn kept_up_to(&self, place: u64) -> u64 {
        self.entries.partition_point(|entry| entry.place() <= place) as u64
    }
}
