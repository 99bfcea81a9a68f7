//! Tables whose cells may hold any text.
//!
//! Job names, folders, comments and the like are whatever their owners typed: separators, line breaks, quotes. So the text
//! that ends such a cell is made anew for each command, from random letters that nobody can have known when the job was
//! submitted. Cells that Slurm itself makes (numbers, states, times) end with one control character, which keeps answers short.

use std::fmt;

use memchr::{memchr, memchr_iter};
use rand::RngExt;

use crate::SlurmError;

/// Ends a cell that Slurm makes.
const END: char = '\u{1f}';

/// Letters of a nonce: 55 bits.
const LETTERS: usize = 11;

/// What ends a cell of free text, in one answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nonce(String);

impl Nonce {
    /// Another one each time.
    #[must_use]
    pub fn random() -> Self {
        let mut random = rand::rng();
        let letters = (0..LETTERS).map(|_| char::from(random.random_range(b'a'..=b'z')));
        // Not a letter first, lest `-O field:…` takes it for something else.
        Self(std::iter::once('\u{1e}').chain(letters).collect())
    }

    /// A known one, for tests and measurements.
    #[must_use]
    pub fn of(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The columns of a table that `squeue -O` prints: first those that Slurm makes, then free text.
#[derive(Debug, Clone, Copy)]
pub struct Columns {
    /// Cannot hold a control character.
    pub made: &'static [&'static str],
    /// Can hold anything.
    pub free: &'static [&'static str],
}

impl Columns {
    /// What `-O` is told. A field without a width is neither cut nor filled up.
    #[must_use]
    pub fn format(&self, nonce: &Nonce) -> String {
        let made = self.made.iter().map(|name| format!("{name}:{END}"));
        let free = self.free.iter().map(|name| format!("{name}:{}", nonce.0));
        made.chain(free).collect::<Vec<_>>().join(",")
    }
}

/// Reads an answer cell by cell.
#[derive(Debug)]
pub(super) struct Cells<'a> {
    command: &'static str,
    rest: &'a str,
    nonce: &'a [u8],
    row: usize,
}

impl<'a> Cells<'a> {
    pub(super) fn new(command: &'static str, answer: &'a str, nonce: &'a Nonce) -> Self {
        Self {
            command,
            rest: answer,
            nonce: nonce.0.as_bytes(),
            row: 1,
        }
    }

    /// Whether there is another row.
    pub(super) fn more(&self) -> bool {
        !self.rest.is_empty()
    }

    /// The next cell, one that Slurm makes.
    pub(super) fn made(&mut self) -> Result<&'a str, SlurmError> {
        self.cut(memchr(END as u8, self.rest.as_bytes()), 1)
    }

    /// The next cell, one of free text.
    pub(super) fn free(&mut self) -> Result<&'a str, SlurmError> {
        let rest = self.rest.as_bytes();
        // Its first letter is rare in texts, so looking for that one alone is quickest.
        let end = self.nonce.first().and_then(|first| {
            memchr_iter(*first, rest).find(|at| rest.get(*at..).is_some_and(|rest| rest.starts_with(self.nonce)))
        });
        self.cut(end, self.nonce.len())
    }

    /// Passes over so many cells.
    pub(super) fn skip(&mut self, made: usize, free: usize) -> Result<(), SlurmError> {
        for _ in 0..made {
            self.made()?;
        }
        for _ in 0..free {
            self.free()?;
        }
        Ok(())
    }

    /// Goes on to the next row.
    pub(super) fn end_row(&mut self) -> Result<(), SlurmError> {
        self.rest = match self.rest.strip_prefix('\n') {
            Some(rest) => rest,
            None => return Err(self.unreadable(&"there is more in it than was asked for")),
        };
        self.row += 1;
        Ok(())
    }

    /// Says where it is.
    pub(super) fn unreadable(&self, why: &dyn fmt::Display) -> SlurmError {
        SlurmError::Unreadable {
            command: self.command,
            why: format!("row {}: {why}", self.row),
        }
    }

    fn cut(&mut self, end: Option<usize>, separator: usize) -> Result<&'a str, SlurmError> {
        let cut = end.and_then(|end| Some((self.rest.get(..end)?, self.rest.get(end + separator..)?)));
        let (cell, rest) = cut.ok_or_else(|| self.unreadable(&"a cell does not end"))?;
        self.rest = rest;
        Ok(cell)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Cells, Columns, Nonce};

    const COLUMNS: Columns = Columns {
        made: &["JobID", "State"],
        free: &["Name", "Comment"],
    };

    #[test]
    fn what_squeue_is_told_has_no_widths() {
        assert_eq!(
            COLUMNS.format(&Nonce::of("\u{1e}x")),
            "JobID:\u{1f},State:\u{1f},Name:\u{1e}x,Comment:\u{1e}x"
        );
    }

    #[test]
    fn a_nonce_is_new_each_time_and_breaks_no_format() {
        let (one, other) = (Nonce::random(), Nonce::random());
        assert_ne!(one, other);
        assert_eq!(one.as_str().len(), 12);
        assert!(!one.as_str().contains([',', ':', '.', ' ']));
    }

    #[test]
    fn an_answer_that_is_cut_off_is_not_read_as_less() {
        let nonce = Nonce::of("~~");
        for answer in [
            "1",
            "1\u{1f}",
            "1\u{1f}R\u{1f}name",
            "1\u{1f}R\u{1f}name~~c~~",
            "1\u{1f}R\u{1f}name~~c~~x\n",
        ] {
            assert!(read(answer, &nonce).is_err(), "{answer:?}");
        }
        assert_eq!(read("1\u{1f}R\u{1f}name~~c~~\n", &nonce).unwrap().len(), 1);
        assert!(read("", &nonce).unwrap().is_empty());
    }

    fn read(answer: &str, nonce: &Nonce) -> Result<Vec<[String; 4]>, crate::SlurmError> {
        let mut cells = Cells::new("squeue", answer, nonce);
        let mut rows = Vec::new();
        while cells.more() {
            let row = [cells.made()?, cells.made()?, cells.free()?, cells.free()?].map(str::to_owned);
            cells.end_row()?;
            rows.push(row);
        }
        Ok(rows)
    }

    proptest! {
        #[test]
        fn any_text_comes_back_as_it_was(texts in prop::collection::vec(("\\PC*|[\\n\\x1e\\x1f|,\"']{0,9}", any::<String>()), 0..5)) {
            let nonce = Nonce::random();
            let answer: String = texts.iter().enumerate()
                .map(|(row, (name, comment))| format!("{row}\u{1f}R\u{1f}{name}{n}{comment}{n}\n", n = nonce.as_str()))
                .collect();
            let rows = read(&answer, &nonce).unwrap();
            prop_assert_eq!(rows.len(), texts.len());
            for (row, (name, comment)) in rows.iter().zip(&texts) {
                prop_assert_eq!((&row[2], &row[3]), (name, comment));
            }
        }
    }
}
