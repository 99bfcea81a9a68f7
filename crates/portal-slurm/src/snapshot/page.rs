//! Pages of a list that changes while it is read: where one ends is said by the values of its last row, not by a count.

use std::fmt;
use std::str::FromStr;

/// The last row of a page: its name, and the value that it was sorted by. The next page begins behind it, whether the row is
/// still there or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    /// Number of a job or name of a node; breaks ties.
    pub row: String,
    /// The sorted value; empty when the row has none.
    pub value: String,
}

/// Not the `next_cursor` of a page with this sort.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected the next_cursor of a page with the same sort")]
pub struct BadCursor;

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The row first: the value may contain anything.
        write!(f, "{}:{}", self.row, self.value)
    }
}

impl FromStr for Cursor {
    type Err = BadCursor;

    fn from_str(text: &str) -> Result<Self, BadCursor> {
        let (row, value) = text.split_once(':').ok_or(BadCursor)?;
        Ok(Self {
            row: row.to_owned(),
            value: value.to_owned(),
        })
    }
}

/// The first `limit` of the rows in the order of their keys, and whether there are more. Only as many as are shown get sorted.
pub(super) fn first<K: Ord + Copy>(mut rows: Vec<(K, u32)>, limit: usize) -> (Vec<(K, u32)>, bool) {
    let more = rows.len() > limit;
    if more {
        rows.select_nth_unstable_by_key(limit, |(key, _)| *key);
        rows.truncate(limit);
    }
    rows.sort_unstable_by_key(|(key, _)| *key);
    (rows, more)
}

#[cfg(test)]
mod tests {
    use super::{Cursor, first};

    #[test]
    fn a_cursor_survives_any_value() {
        for value in ["", "a:b", "이름", "17"] {
            let cursor = Cursor {
                row: "1234".to_owned(),
                value: value.to_owned(),
            };
            assert_eq!(cursor.to_string().parse(), Ok(cursor));
        }
        assert!("1234".parse::<Cursor>().is_err());
    }

    #[test]
    fn only_the_first_are_kept() {
        let rows = vec![(5, 0), (1, 1), (4, 2), (2, 3)];
        assert_eq!(first(rows.clone(), 2), (vec![(1, 1), (2, 3)], true));
        assert!(!first(rows, 4).1);
    }
}
