//! Inodes: what a file or folder is, and where its contents are.

use super::metadata::Cursor;
use super::{BEYOND, Squashfs};
use crate::sif::error::{ImageError, Outcome};
use crate::sif::fields::Fields;

/// A file or folder.
#[derive(Debug, Clone)]
pub(crate) struct Inode {
    pub(crate) node: Node,
}

/// What it is.
#[derive(Debug, Clone)]
pub(crate) enum Node {
    Folder {
        /// Its list's block in the table of folders, and the place in there.
        block: u32,
        within: u16,
        /// Bytes of the list, and 3.
        size: u32,
    },
    File(Contents),
    /// Links, devices, pipes, sockets: not read.
    Other,
}

/// Where the bytes of a file are.
#[derive(Debug, Clone)]
pub(crate) struct Contents {
    pub(crate) size: u64,
    /// The first of its blocks, which lie one behind the other.
    pub(crate) blocks_from: u64,
    /// The fragment with its end, and the place in there; none when its blocks hold all.
    pub(crate) fragment: Option<(u32, u32)>,
    /// Where the sizes of its blocks are, right behind the inode.
    pub(crate) sizes: Cursor,
}

impl Squashfs<'_, '_> {
    /// The inode at a reference: the block's place in the table of inodes, and 16 bits within.
    pub(crate) fn inode(&mut self, reference: u64) -> Outcome<Inode> {
        let (from, end) = (self.superblock.inodes_from, self.superblock.folders_from);
        let block = from
            .checked_add(reference >> 16)
            .filter(|block| *block < end)
            .ok_or(BEYOND)?;
        let within = usize::from(u16::try_from(reference & 0xffff).unwrap_or_default());
        let mut cursor = Cursor::new(block, within, end);
        let head = self.take::<16>(&mut cursor)?;
        let kind = Fields::of(&head).u16()?;
        let node = match kind {
            1 => {
                let bytes = self.take::<16>(&mut cursor)?;
                let mut fields = Fields::of(&bytes);
                let (block, _links) = (fields.u32()?, fields.u32()?);
                let (size, within) = (u32::from(fields.u16()?), fields.u16()?);
                Node::Folder { block, within, size }
            }
            8 => {
                let bytes = self.take::<24>(&mut cursor)?;
                let mut fields = Fields::of(&bytes);
                fields.bytes(4)?; // links
                let (size, block) = (fields.u32()?, fields.u32()?);
                fields.bytes(6)?; // parent, length of the index
                let within = fields.u16()?;
                Node::Folder { block, within, size }
            }
            2 => {
                let bytes = self.take::<16>(&mut cursor)?;
                let mut fields = Fields::of(&bytes);
                let (from, fragment) = (u64::from(fields.u32()?), fields.u32()?);
                let (within, size) = (fields.u32()?, u64::from(fields.u32()?));
                Node::File(Contents::new(size, from, (fragment, within), cursor))
            }
            9 => {
                let bytes = self.take::<40>(&mut cursor)?;
                let mut fields = Fields::of(&bytes);
                let (from, size) = (fields.u64()?, fields.u64()?);
                fields.bytes(12)?; // holes, links
                let (fragment, within) = (fields.u32()?, fields.u32()?);
                Node::File(Contents::new(size, from, (fragment, within), cursor))
            }
            3..=7 | 10..=14 => Node::Other,
            _ => return Err(ImageError::Broken("a file of an unknown kind")),
        };
        Ok(Inode { node })
    }
}

impl Contents {
    fn new(size: u64, blocks_from: u64, fragment: (u32, u32), sizes: Cursor) -> Self {
        Self {
            size,
            blocks_from,
            fragment: (fragment.0 != u32::MAX).then_some(fragment),
            sizes,
        }
    }
}
