//! The image's bytes, with a bound on how many are read.

use super::error::{ImageError, Outcome, at_most};
use crate::ReadAt;

/// Bytes that are read of one image at most. An honest one needs some hundred KiB.
const MOST_BYTES: u64 = 16 * 1024 * 1024;
/// Reads of one image at most: over SSH each is a journey.
const MOST_READS: u64 = 2048;
/// What is fetched at least: tables that are read piece by piece lie side by side.
const AHEAD: u64 = 16 * 1024;
/// Pieces that are kept.
const KEPT: usize = 8;

/// Reads an image, and counts.
pub(crate) struct Source<'a> {
    inner: &'a dyn ReadAt,
    size: u64,
    kept: Vec<Piece>,
    bytes: u64,
    reads: u64,
}

struct Piece {
    from: u64,
    bytes: Vec<u8>,
}

impl<'a> Source<'a> {
    pub(crate) fn new(inner: &'a dyn ReadAt) -> Outcome<Self> {
        Ok(Self {
            inner,
            size: inner.size().map_err(ImageError::Read)?,
            kept: Vec::new(),
            bytes: 0,
            reads: 0,
        })
    }

    /// The size of the image in bytes.
    pub(crate) const fn size(&self) -> u64 {
        self.size
    }

    /// How many bytes were fetched.
    pub(crate) const fn bytes_read(&self) -> u64 {
        self.bytes
    }

    /// How often something was fetched.
    pub(crate) const fn reads(&self) -> u64 {
        self.reads
    }

    /// `what` must lie within the file.
    pub(crate) const fn within(&self, what: &'static str, from: u64, length: u64) -> Outcome<u64> {
        match from.checked_add(length) {
            Some(end) if end <= self.size => Ok(end),
            Some(end) => Err(ImageError::Truncated {
                what,
                end,
                size: self.size,
            }),
            None => Err(ImageError::Broken("a place beyond all files")),
        }
    }

    /// The bytes of `what`. Whoever asks has bounded `length`.
    pub(crate) fn read(&mut self, what: &'static str, from: u64, length: u64) -> Outcome<&[u8]> {
        self.within(what, from, length)?;
        let place = match self.kept.iter().position(|piece| piece.has(from, length)) {
            Some(place) => place,
            None => self.fetch(what, from, length)?,
        };
        self.kept
            .get(place)
            .and_then(|piece| piece.part(from, length))
            .ok_or(ImageError::Broken("a piece that is not there"))
    }

    fn fetch(&mut self, what: &'static str, from: u64, length: u64) -> Outcome<usize> {
        let length = length.max(AHEAD).min(self.size - from);
        at_most("bytes to read", self.bytes + length, MOST_BYTES)?;
        at_most("reads", self.reads + 1, MOST_READS)?;
        self.bytes += length;
        self.reads += 1;
        let count = usize::try_from(length).map_err(|_too_large| ImageError::Broken("a place beyond all memory"))?;
        let mut bytes = vec![0; count];
        self.inner.read_exact_at(from, &mut bytes).map_err(|error| {
            // It had this size a moment ago, and was cut since.
            if error.kind() == std::io::ErrorKind::UnexpectedEof {
                let (end, size) = (from + length, self.size);
                ImageError::Truncated { what, end, size }
            } else {
                ImageError::Read(error)
            }
        })?;
        if self.kept.len() == KEPT {
            self.kept.remove(0);
        }
        self.kept.push(Piece { from, bytes });
        Ok(self.kept.len() - 1)
    }
}

impl Piece {
    fn has(&self, from: u64, length: u64) -> bool {
        self.from <= from && from + length <= self.from + self.bytes.len() as u64
    }

    fn part(&self, from: u64, length: u64) -> Option<&[u8]> {
        let start = usize::try_from(from.checked_sub(self.from)?).ok()?;
        self.bytes.get(start..start.checked_add(usize::try_from(length).ok()?)?)
    }
}
