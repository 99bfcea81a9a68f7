//! The bytes of a file.

use std::rc::Rc;

use super::inode::{Contents, Inode, Node};
use super::metadata::Cursor;
use super::{BEYOND, Squashfs, superblock};
use crate::sif::error::{ImageError, Outcome, at_most};
use crate::sif::fields::Fields;

/// Set in the size of a block that is not compressed.
const PLAIN: u32 = 1 << 24;
/// Fragments in one block of their table, and the bytes of each.
const IN_BLOCK: u32 = 512;
const FRAGMENT: usize = 16;

impl Squashfs<'_, '_> {
    /// The contents of a file of at most `limit` bytes; none when it is no file.
    pub(crate) fn contents(&mut self, inode: &Inode, what: &'static str, limit: u64) -> Outcome<Option<Vec<u8>>> {
        let Node::File(file) = &inode.node else {
            return Ok(None);
        };
        at_most(what, file.size, limit)?;
        let mut bytes = self.blocks_of(file)?;
        if let Some((number, within)) = file.fragment {
            let missing = usize::try_from(file.size).map_err(|_large| BEYOND)? - bytes.len();
            let fragment = self.fragment(number)?;
            let from = usize::try_from(within).map_err(|_large| BEYOND)?;
            let end = from.checked_add(missing).ok_or(BEYOND)?;
            bytes.extend_from_slice(fragment.get(from..end).ok_or(BEYOND)?);
        }
        Ok(Some(bytes))
    }

    /// What its whole blocks hold: all of it when it has no fragment.
    fn blocks_of(&mut self, file: &Contents) -> Outcome<Vec<u8>> {
        let block_size = u64::from(self.superblock.block_size);
        let in_blocks = if file.fragment.is_some() {
            file.size - file.size % block_size
        } else {
            file.size
        };
        let mut bytes = Vec::new();
        let (mut sizes, mut place) = (file.sizes, file.blocks_from);
        while (bytes.len() as u64) < in_blocks {
            let size = u32::from_le_bytes(self.take(&mut sizes)?);
            let expected = block_size.min(in_blocks - bytes.len() as u64);
            let expected = usize::try_from(expected).map_err(|_large| BEYOND)?;
            if size == 0 {
                // A hole.
                self.count(expected as u64)?;
                bytes.resize(bytes.len() + expected, 0);
                continue;
            }
            let block = self.data(place, size, expected)?;
            if block.len() != expected {
                return Err(ImageError::Broken("a block of a file has another size than it should"));
            }
            bytes.extend_from_slice(&block);
            place += u64::from(size & !PLAIN);
        }
        Ok(bytes)
    }

    fn fragment(&mut self, number: u32) -> Outcome<Rc<[u8]>> {
        if let Some((known, bytes)) = &self.fragment
            && *known == number
        {
            return Ok(Rc::clone(bytes));
        }
        let table = self.superblock.fragments_from.ok_or(BEYOND)?;
        if number >= self.superblock.fragments {
            return Err(ImageError::Broken("a fragment that is not there"));
        }
        let pointer = table + u64::from(number / IN_BLOCK) * 8;
        let block = Fields::of(self.raw(pointer, 8)?).u64()?;
        if block < self.superblock.folders_from || block >= table {
            return Err(BEYOND);
        }
        let within = usize::try_from(number % IN_BLOCK).map_err(|_large| BEYOND)? * FRAGMENT;
        let mut cursor = Cursor::new(block, within, table);
        let entry = self.take::<FRAGMENT>(&mut cursor)?;
        let mut fields = Fields::of(&entry);
        let (place, size) = (fields.u64()?, fields.u32()?);
        let limit = usize::try_from(self.superblock.block_size).map_err(|_large| BEYOND)?;
        let bytes: Rc<[u8]> = self.data(place, size, limit)?.into();
        self.fragment = Some((number, Rc::clone(&bytes)));
        Ok(bytes)
    }

    /// A block of files' bytes; those lie between the superblock and the first table.
    fn data(&mut self, place: u64, size: u32, limit: usize) -> Outcome<Vec<u8>> {
        let (length, plain) = (size & !PLAIN, size & PLAIN != 0);
        let end = place.checked_add(u64::from(length)).ok_or(BEYOND)?;
        let inside = superblock::LENGTH <= place && end <= self.superblock.inodes_from;
        if !inside || length == 0 || length > self.superblock.block_size {
            return Err(ImageError::Broken("a block of a file that lies where none can be"));
        }
        let stored = self.raw(place, u64::from(length))?.to_vec();
        if plain {
            self.count(stored.len() as u64)?;
            return Ok(stored);
        }
        self.unpack(&stored, limit)
    }
}
