//! Metadata: tables in blocks of up to 8 KiB, each compressed, read as if they were one.

use std::rc::Rc;

use super::{BEYOND, Squashfs};
use crate::sif::error::{ImageError, Outcome, at_most};

/// What a block holds at most.
const MOST: usize = 8192;
/// Blocks that are kept unpacked: 2 MiB.
const KEPT: usize = 256;
/// Set in the length of a block that is not compressed.
const PLAIN: u16 = 0x8000;
/// Looks into blocks of one image at most, two or three for a name; an honest one needs some thousands. What is unpacked already
/// takes time too, and a folder can be in as many others as an image likes.
const MOST_LOOKS: u64 = 1_000_000;

/// An unpacked block, and where the next one begins.
#[derive(Debug, Clone)]
pub(crate) struct Block {
    bytes: Rc<[u8]>,
    next: u64,
}

/// A place in a table: the block's, from the beginning of the file system, and within it; and the end of the table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cursor {
    block: u64,
    within: usize,
    end: u64,
}

impl Cursor {
    pub(crate) const fn new(block: u64, within: usize, end: u64) -> Self {
        Self { block, within, end }
    }
}

impl Squashfs<'_, '_> {
    /// The next bytes of a table.
    pub(crate) fn take<const COUNT: usize>(&mut self, cursor: &mut Cursor) -> Outcome<[u8; COUNT]> {
        let mut taken = [0; COUNT];
        self.fill(cursor, &mut taken)?;
        Ok(taken)
    }

    /// The next bytes of a table, as many as there is room for.
    pub(crate) fn fill(&mut self, cursor: &mut Cursor, mut room: &mut [u8]) -> Outcome<()> {
        while !room.is_empty() {
            self.looks = at_most("looks into its tables", self.looks + 1, MOST_LOOKS)?;
            let block = self.block(*cursor)?;
            let Some(rest) = block.bytes.get(cursor.within..).filter(|rest| !rest.is_empty()) else {
                cursor.within = cursor.within.checked_sub(block.bytes.len()).ok_or(BEYOND)?;
                cursor.block = block.next;
                continue;
            };
            let part = rest.get(..room.len()).unwrap_or(rest);
            let (filled, left) = room.split_at_mut(part.len());
            filled.copy_from_slice(part);
            cursor.within += part.len();
            room = left;
        }
        Ok(())
    }

    fn block(&mut self, cursor: Cursor) -> Outcome<Block> {
        let place = cursor.block;
        if let Some(known) = self.blocks.get(&place) {
            return Ok(known.clone());
        }
        let start = place
            .checked_add(2)
            .filter(|start| *start <= cursor.end)
            .ok_or(BEYOND)?;
        let header = match self.raw(place, 2)? {
            [low, high] => u16::from_le_bytes([*low, *high]),
            _ => return Err(BEYOND),
        };
        let (length, plain) = (usize::from(header & !PLAIN), header & PLAIN != 0);
        let next = start + length as u64;
        if length == 0 || length > MOST || next > cursor.end {
            return Err(ImageError::Broken("a block of its tables has an impossible size"));
        }
        let stored = self.raw(start, length as u64)?.to_vec();
        let bytes = if plain { stored } else { self.unpack(&stored, MOST)? };
        if bytes.is_empty() {
            return Err(ImageError::Broken("a block of its tables is empty"));
        }
        if self.blocks.len() >= KEPT {
            self.blocks.clear();
        }
        let block = Block {
            bytes: bytes.into(),
            next,
        };
        self.blocks.insert(place, block.clone());
        Ok(block)
    }
}
