//! What one listener sees of a channel: the messages for everyone and their own, in one numbered line.
//!
//! A channel has one ring for everyone and one per user. A listener's line is their merge, and a message's `seq` is its
//! place in that line, so that a client sees numbers that count up by one and never learns how many messages others
//! got. No line is stored: a private message remembers how many public ones came before it, which fixes the order for
//! ever. At position (e, p), with e public and p private messages behind, the next is the private one when it came
//! after at most e public ones, and the public one otherwise; its number is e + p + 1.

use bytes::Bytes;

use super::ring::Ring;

/// How many messages of each kind a listener has behind them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Position {
    public: u64,
    private: u64,
}

/// Both rings, locked by the caller, the public one first.
#[derive(Clone, Copy)]
pub(super) struct Line<'a> {
    pub(super) public: &'a Ring,
    pub(super) private: Option<&'a Ring>,
}

/// The next step along a line.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// A message, as a frame.
    Message(Bytes),
    /// The next message is no longer kept.
    Lost,
    /// Everything is behind.
    End,
}

impl Position {
    /// The `seq` of the last message behind.
    pub(super) fn seq(self) -> u64 {
        self.public + self.private
    }
}

impl Line<'_> {
    /// The position behind everything.
    pub(super) fn end(&self) -> Position {
        Position {
            public: self.public.head(),
            private: self.private.map_or(0, Ring::head),
        }
    }

    /// The position from which only the newest message is left; the end when there is none.
    pub(super) fn before_newest(&self) -> Position {
        let mut position = self.end();
        let newest_is_private = self.private.is_some_and(|private| {
            private
                .get(private.head())
                .is_some_and(|entry| entry.place() == self.end().seq())
        });
        if newest_is_private {
            position.private -= 1;
        } else if self.public.head() > 0 {
            position.public -= 1;
        }
        position
    }

    /// The position behind message `seq`, when everything after it is still kept.
    pub(super) fn find(&self, seq: u64) -> Option<Position> {
        let private = match self.private {
            None => 0,
            Some(ring) if ring.dropped_place() > seq => return None,
            Some(ring) => ring.dropped() + ring.kept_up_to(seq),
        };
        let public = seq.checked_sub(private)?;
        (self.public.dropped()..=self.public.head())
            .contains(&public)
            .then_some(Position { public, private })
    }

    /// Takes one step.
    pub(super) fn step(&self, position: &mut Position) -> Step {
        if let Some(ring) = self.private {
            if position.private < ring.dropped() {
                return Step::Lost;
            }
            if let Some(entry) = ring.get(position.private + 1)
                // A private message's place counts the public ones before it and the private ones up to itself.
                && entry.place() <= position.seq() + 1
            {
                position.private += 1;
                return Step::Message(entry.frame(position.seq()));
            }
        }
        if position.public < self.public.dropped() {
            return Step::Lost;
        }
        match self.public.get(position.public + 1) {
            Some(entry) => {
                position.public += 1;
                Step::Message(entry.frame(position.seq()))
            }
            None => Step::End,
        }
    }
}
