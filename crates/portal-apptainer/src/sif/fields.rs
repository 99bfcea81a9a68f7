//! Numbers in little endian, one after the other.

use super::error::{ImageError, Outcome};

/// What is left of a structure.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fields<'a>(&'a [u8]);

impl<'a> Fields<'a> {
    pub(crate) const fn of(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub(crate) fn bytes(&mut self, count: usize) -> Outcome<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or(ENDS_EARLY)?;
        self.0 = rest;
        Ok(taken)
    }

    pub(crate) fn array<const COUNT: usize>(&mut self) -> Outcome<[u8; COUNT]> {
        let (taken, rest) = self.0.split_first_chunk().ok_or(ENDS_EARLY)?;
        self.0 = rest;
        Ok(*taken)
    }

    pub(crate) fn u16(&mut self) -> Outcome<u16> {
        self.array().map(u16::from_le_bytes)
    }

    pub(crate) fn u32(&mut self) -> Outcome<u32> {
        self.array().map(u32::from_le_bytes)
    }

    pub(crate) fn i32(&mut self) -> Outcome<i32> {
        self.array().map(i32::from_le_bytes)
    }

    pub(crate) fn u64(&mut self) -> Outcome<u64> {
        self.array().map(u64::from_le_bytes)
    }

    pub(crate) fn i64(&mut self) -> Outcome<i64> {
        self.array().map(i64::from_le_bytes)
    }

    /// A count, size or place: SIF keeps them as signed numbers, and means none of the negative ones.
    pub(crate) fn place(&mut self) -> Outcome<u64> {
        u64::try_from(self.i64()?).map_err(|_negative| ImageError::Broken("a negative size or place"))
    }
}

const ENDS_EARLY: ImageError = ImageError::Broken("a structure ends early");
