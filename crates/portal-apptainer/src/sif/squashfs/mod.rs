//! As much of squashfs 4.0 as it takes to read a few small files: superblock, inodes, folders, fragments, blocks.
//!
//! Nothing is trusted: each place is checked against the table that it must lie in, what is unpacked and how often tables are
//! looked into have bounds for the whole image, and paths are walked down by name, so that folders in a circle end.

mod decompress;
mod file;
mod folder;
mod inode;
mod metadata;
mod superblock;

use std::collections::HashMap;
use std::rc::Rc;

use super::error::{ImageError, Outcome, at_most};
use super::source::Source;
pub(crate) use inode::Inode;
use metadata::Block;
use superblock::Superblock;

/// What is unpacked of one image at most, in bytes: what an honest one needs is less than one.
const MOST_UNPACKED: u64 = 32 * 1024 * 1024;
/// The end of the file system, for the digest: there are the ends of the tables, and their places.
const END: u64 = 4096;

/// A squashfs within an image.
pub(crate) struct Squashfs<'s, 'i> {
    source: &'s mut Source<'i>,
    start: u64,
    superblock: Superblock,
    blocks: HashMap<u64, Block>,
    /// The fragment that was read last: small files lie in one together.
    fragment: Option<(u32, Rc<[u8]>)>,
    unpacked: u64,
    looks: u64,
}

impl<'s, 'i> Squashfs<'s, 'i> {
    /// The file system of `size` bytes at `start`.
    pub(crate) fn open(source: &'s mut Source<'i>, start: u64, size: u64) -> Outcome<Self> {
        let first = source.read("the file system", start, superblock::LENGTH.min(size))?;
        let superblock = Superblock::parse(first, size)?;
        Ok(Self {
            source,
            start,
            superblock,
            blocks: HashMap::new(),
            fragment: None,
            unpacked: 0,
            looks: 0,
        })
    }

    /// How it is compressed, in words, and whether that can be read.
    pub(crate) const fn compression(&self) -> (&'static str, bool) {
        let compression = self.superblock.compression;
        (compression.words(), compression.is_read())
    }

    /// The folder `/`.
    pub(crate) fn root(&mut self) -> Outcome<Inode> {
        self.inode(self.superblock.root)
    }

    /// The inode at the end of a path, or none when there is no such file. Links are not followed.
    pub(crate) fn find(&mut self, from: &Inode, path: &str) -> Outcome<Option<Inode>> {
        let mut found = from.clone();
        for name in path.split('/') {
            let Some(reference) = self.entry(&found, name)? else {
                return Ok(None);
            };
            found = self.inode(reference)?;
        }
        Ok(Some(found))
    }

    /// Unpacks a block of at most `limit` bytes, and counts what that costs at most: a block of which nothing comes out keeps the
    /// machine as busy as others.
    fn unpack(&mut self, packed: &[u8], limit: usize) -> Outcome<Vec<u8>> {
        self.count(packed.len().max(limit) as u64)?;
        self.superblock.compression.unpack(packed, limit)
    }

    fn count(&mut self, bytes: u64) -> Outcome<()> {
        self.unpacked = at_most("unpacked bytes", self.unpacked + bytes, MOST_UNPACKED)?;
        Ok(())
    }

    /// Bytes of the file system as they are.
    fn raw(&mut self, from: u64, length: u64) -> Outcome<&[u8]> {
        let from = self.start.checked_add(from).ok_or(BEYOND)?;
        self.source.read("the file system", from, length)
    }
}

/// First and last bytes of a file system: with the places of all its tables these tell file systems from one another.
pub(crate) fn outline(source: &mut Source<'_>, start: u64, size: u64) -> Outcome<Vec<u8>> {
    let mut outline = source
        .read("the file system", start, superblock::LENGTH.min(size))?
        .to_vec();
    let tail = END.min(size);
    outline.extend(source.read("the file system", start + (size - tail), tail)?);
    Ok(outline)
}

const BEYOND: ImageError = ImageError::Broken("a place beyond its file system");
