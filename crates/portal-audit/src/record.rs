//! A row of the log, and how it is chained to the one before.

use std::fmt::Write;

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::{Entry, Head};

/// An entry and when it happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happened {
    /// RFC 3339 in UTC with milliseconds.
    pub at: String,
    /// What.
    pub entry: Entry,
}

/// A row of the log, exactly as it is stored: somebody may have put anything there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Record {
    /// 1, 2, 3 …, without gaps.
    pub seq: i64,
    /// RFC 3339 in UTC with milliseconds.
    pub at: String,
    /// Who; `-` where nobody was known.
    pub actor: String,
    /// How they were known.
    pub method: String,
    /// From where.
    pub address: String,
    /// The request's id in the services' logs.
    pub request_id: String,
    /// What, as [`Action`](crate::Action) says it.
    pub action: String,
    /// To what.
    pub object: String,
    /// How it ended, as [`Outcome`](crate::Outcome) says it.
    pub outcome: String,
    /// Why, or what else there is to say.
    pub reason: String,
    /// SHA-256 over the hash of the row before and all fields of this one, hexadecimal.
    pub hash: String,
}

/// Says what is hashed, so that a hash of something else never fits.
const DOMAIN: &str = "hpc-portal audit row 1";

impl Record {
    /// The row that follows `before`.
    #[must_use]
    pub fn sealed(before: &Head, happened: Happened) -> Self {
        let Happened { at, entry } = happened;
        let mut record = Self {
            seq: before.seq.saturating_add(1),
            at,
            actor: entry.actor,
            method: entry.method,
            address: entry.address,
            request_id: entry.request_id,
            action: entry.action.as_str().to_owned(),
            object: entry.object,
            outcome: entry.outcome.as_str().to_owned(),
            reason: entry.reason,
            hash: String::new(),
        };
        record.hash = record.hash_after(&before.hash);
        record
    }

    /// What its hash must be when the row before has the hash `before`. Each text goes in behind its length, so that no
    /// two different rows are the same bytes.
    #[must_use]
    pub fn hash_after(&self, before: &str) -> String {
        let mut hash = Sha256::new();
        let mut text = |text: &str| {
            hash.update((text.len() as u64).to_be_bytes());
            hash.update(text.as_bytes());
        };
        text(DOMAIN);
        text(before);
        for field in [
            &self.at,
            &self.actor,
            &self.method,
            &self.address,
            &self.request_id,
            &self.action,
            &self.object,
            &self.outcome,
            &self.reason,
        ] {
            text(field);
        }
        hash.update(self.seq.to_be_bytes());
        hexadecimal(&hash.finalize())
    }

    /// The chain's head while this is the newest row.
    #[must_use]
    pub fn head(&self) -> Head {
        Head {
            seq: self.seq,
            hash: self.hash.clone(),
        }
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        // Writing into a String does not fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Action;

    fn happened() -> Happened {
        Happened {
            at: "2026-11-22T01:02:03.004Z".to_owned(),
            entry: Entry::new(Action::UploadBegin, "upload:0123456789abcdef")
                .by("kim", "bearer")
                .from("192.0.2.7", "0193f1c2"),
        }
    }

    /// A chain that was written by an earlier release must still fit.
    #[test]
    fn the_hash_of_a_row_never_changes() {
        let first = Record::sealed(&Head::default(), happened());
        assert_eq!(first.seq, 1);
        assert_eq!(first.hash, FIRST);
        let second = Record::sealed(&first.head(), happened());
        assert_eq!((second.seq, second.hash.as_str()), (2, SECOND));
    }

    // Computed by another program, from the description above.
    const FIRST: &str = "30b6f1f38d05fa9ab0107482c07b3d0c421257028a943716c5ec9d38f77101f5";
    const SECOND: &str = "ea1a899a7e3433ea738fe428dac4f237a1ddf80b9a4fb4e586342a042f681d51";

    #[test]
    fn moving_a_letter_from_one_field_to_the_next_is_another_row() {
        let row = Record::sealed(&Head::default(), happened());
        let moved = Record {
            actor: "ki".to_owned(),
            method: "mbearer".to_owned(),
            ..row.clone()
        };
        assert_ne!(row.hash_after(""), moved.hash_after(""));
    }
}
