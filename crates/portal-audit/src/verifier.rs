//! Finds out whether the log is as it was written.

use crate::{Head, Record};

/// Is fed all rows in the order of their numbers, and keeps no more than the newest one's hash.
#[derive(Clone, Debug, Default)]
pub struct Verifier {
    head: Head,
    known: Option<Head>,
}

/// What is wrong with the log, at the first row where something is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// Rows were taken out.
    #[error("row {expected} is missing: row {found} follows row {}", expected - 1)]
    Missing {
        /// The number that should have come.
        expected: i64,
        /// The number that came.
        found: i64,
    },
    /// A row stands where none can: put in, moved, or there twice.
    #[error("row {found} stands where row {expected} should: it was put in or moved")]
    OutOfOrder {
        /// The number that should have come.
        expected: i64,
        /// The number that came.
        found: i64,
    },
    /// The row's hash does not fit.
    #[error("row {seq} was altered: its hash does not fit its fields and the row before")]
    Altered {
        /// Its number.
        seq: i64,
    },
    /// The row is not the one that was known to have this number.
    #[error("row {seq} is another one than was known: its hash is {found}, it was {known}; the log was written anew")]
    AnotherRow {
        /// Its number.
        seq: i64,
        /// As it was known.
        known: String,
        /// As it is.
        found: String,
    },
    /// The end is missing.
    #[error("the end was cut off: the last row is {last}, but row {known} was known")]
    CutOff {
        /// The number of the last row; 0 when there is none.
        last: i64,
        /// The number that was known.
        known: i64,
    },
}

impl Broken {
    /// The number of the first bad row.
    #[must_use]
    pub fn seq(&self) -> i64 {
        match self {
            Self::Missing { expected, .. } => *expected,
            Self::OutOfOrder { found, .. } => *found,
            Self::Altered { seq } | Self::AnotherRow { seq, .. } => *seq,
            Self::CutOff { last, .. } => last.saturating_add(1),
        }
    }
}

impl Verifier {
    /// Also checks that the log once had this head: without one, rows that were cut off at the end leave no trace.
    #[must_use]
    pub fn knowing(head: Head) -> Self {
        Self {
            head: Head::default(),
            known: Some(head),
        }
    }

    /// Takes the next row.
    ///
    /// # Errors
    /// What is wrong with it; the rows after it tell nothing any more.
    pub fn check(&mut self, record: &Record) -> Result<(), Broken> {
        let (expected, found) = (self.head.seq.saturating_add(1), record.seq);
        if found > expected {
            return Err(Broken::Missing { expected, found });
        }
        if found < expected {
            return Err(Broken::OutOfOrder { expected, found });
        }
        if record.hash != record.hash_after(&self.head.hash) {
            return Err(Broken::Altered { seq: found });
        }
        match &self.known {
            Some(known) if known.seq == found && known.hash != record.hash => {
                return Err(Broken::AnotherRow {
                    seq: found,
                    known: known.hash.clone(),
                    found: record.hash.clone(),
                });
            }
            Some(_) | None => {}
        }
        self.head = record.head();
        Ok(())
    }

    /// There are no more rows.
    ///
    /// # Errors
    /// When rows are missing at the end.
    pub fn finish(self) -> Result<Head, Broken> {
        match self.known {
            Some(known) if known.seq > self.head.seq => Err(Broken::CutOff {
                last: self.head.seq,
                known: known.seq,
            }),
            Some(_) | None => Ok(self.head),
        }
    }
}
