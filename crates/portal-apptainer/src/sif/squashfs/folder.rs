//! Folders: runs of names that share a block of the table of inodes.

use std::ops::ControlFlow;

use super::inode::{Inode, Node};
use super::metadata::Cursor;
use super::{BEYOND, Squashfs};
use crate::sif::error::{ImageError, Outcome, at_most};
use crate::sif::fields::Fields;

/// Bytes of one folder's list at most; about 100,000 names.
const MOST: u64 = 4 * 1024 * 1024;
/// Names in one run.
const MOST_IN_RUN: u32 = 256;
/// Bytes of a name.
const MOST_IN_NAME: usize = 256;

impl Squashfs<'_, '_> {
    /// The reference of the inode of this name, or none when there is none, or `folder` is no folder.
    pub(crate) fn entry(&mut self, folder: &Inode, name: &str) -> Outcome<Option<u64>> {
        let mut found = None;
        self.walk(folder, |known, inode| {
            if known != name.as_bytes() {
                return ControlFlow::Continue(());
            }
            found = Some(inode);
            ControlFlow::Break(())
        })?;
        Ok(found)
    }

    /// All names of a folder, at most `limit`.
    pub(crate) fn names(&mut self, folder: &Inode, what: &'static str, limit: usize) -> Outcome<Vec<Vec<u8>>> {
        let mut names = Vec::new();
        self.walk(folder, |name, _| {
            names.push(name.to_vec());
            if names.len() > limit {
                return ControlFlow::Break(());
            }
            ControlFlow::Continue(())
        })?;
        at_most(what, names.len() as u64, limit as u64)?;
        Ok(names)
    }

    /// Visits names and the references of their inodes, until told to stop.
    fn walk(&mut self, folder: &Inode, mut visit: impl FnMut(&[u8], u64) -> ControlFlow<()>) -> Outcome<()> {
        let Node::Folder { block, within, size } = folder.node else {
            return Ok(());
        };
        // An empty folder has 3: there are no entries for `.` and `..`, yet they are counted.
        let mut left = at_most("bytes of a folder", u64::from(size), MOST)?.saturating_sub(3);
        let (from, end) = (self.superblock.folders_from, self.superblock.folders_end);
        let block = from
            .checked_add(u64::from(block))
            .filter(|block| *block < end)
            .ok_or(BEYOND);
        if left == 0 {
            return Ok(());
        }
        let mut cursor = Cursor::new(block?, usize::from(within), end);
        let mut room = [0; MOST_IN_NAME];
        while left > 0 {
            let mut head = [0; 12];
            self.part(&mut cursor, &mut left, &mut head)?;
            let mut fields = Fields::of(&head);
            let (count, inodes) = (fields.u32()?, fields.u32()?);
            if count >= MOST_IN_RUN {
                return Err(ImageError::Broken("a folder with too many names in a row"));
            }
            for _ in 0..=count {
                let mut head = [0; 8];
                self.part(&mut cursor, &mut left, &mut head)?;
                let mut fields = Fields::of(&head);
                let offset = fields.u16()?;
                fields.bytes(4)?; // number, kind
                let length = usize::from(fields.u16()?) + 1;
                let name = room
                    .get_mut(..length)
                    .ok_or(ImageError::Broken("a name that is too long"))?;
                self.part(&mut cursor, &mut left, name)?;
                let inode = (u64::from(inodes) << 16) | u64::from(offset);
                if visit(name, inode).is_break() {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    /// The next bytes of a list of which so many are left.
    fn part(&mut self, cursor: &mut Cursor, left: &mut u64, room: &mut [u8]) -> Outcome<()> {
        *left = left
            .checked_sub(room.len() as u64)
            .ok_or(ImageError::Broken("a folder that ends within a name"))?;
        self.fill(cursor, room)
    }
}
