//! Where everything is.

use super::decompress::Compression;
use crate::sif::error::{ImageError, Outcome};
use crate::sif::fields::Fields;

/// Its bytes.
pub(crate) const LENGTH: u64 = 96;
const MAGIC: u32 = 0x7371_7368;
/// A table that is not there.
const ABSENT: u64 = u64::MAX;

/// Places count from the beginning of the file system.
#[derive(Debug)]
pub(crate) struct Superblock {
    pub(crate) compression: Compression,
    pub(crate) block_size: u32,
    pub(crate) fragments: u32,
    pub(crate) root: u64,
    pub(crate) inodes_from: u64,
    pub(crate) folders_from: u64,
    /// Where the folders' table must have ended.
    pub(crate) folders_end: u64,
    pub(crate) fragments_from: Option<u64>,
}

impl Superblock {
    /// Reads it; `size` is that of the partition.
    pub(crate) fn parse(bytes: &[u8], size: u64) -> Outcome<Self> {
        let mut fields = Fields::of(bytes);
        if fields.u32()? != MAGIC {
            return Err(ImageError::Broken(
                "its partition is not the squashfs that it should be",
            ));
        }
        fields.bytes(8)?; // inodes, time
        let (block_size, fragments) = (fields.u32()?, fields.u32()?);
        let compression = Compression::of(fields.u16()?)?;
        let block_log = fields.u16()?;
        fields.bytes(4)?; // flags, ids
        let (major, minor) = (fields.u16()?, fields.u16()?);
        if (major, minor) != (4, 0) {
            return Err(ImageError::Broken("its squashfs is of a version that is not known"));
        }
        let in_range = (4096..=1024 * 1024).contains(&block_size);
        if !in_range || 1_u32.checked_shl(u32::from(block_log)) != Some(block_size) {
            return Err(ImageError::Broken("its squashfs has blocks of an impossible size"));
        }
        let (root, used) = (fields.u64()?, fields.u64()?);
        let (ids, attributes) = (fields.u64()?, fields.u64()?);
        let (inodes_from, folders_from) = (fields.u64()?, fields.u64()?);
        let (fragments_from, exports) = (fields.u64()?, fields.u64()?);
        if used > size {
            let (what, end) = ("the file system", used);
            return Err(ImageError::Truncated { what, end, size });
        }
        let ordered = LENGTH <= inodes_from && inodes_from < folders_from && folders_from <= used;
        let later = [ids, attributes, fragments_from, exports];
        let placed = later
            .iter()
            .all(|table| *table == ABSENT || (folders_from <= *table && *table <= used));
        if !ordered || !placed || (fragments > 0 && fragments_from == ABSENT) {
            return Err(ImageError::Broken("the tables of its squashfs are out of order"));
        }
        Ok(Self {
            compression,
            block_size,
            fragments,
            root,
            inodes_from,
            folders_from,
            folders_end: later
                .iter()
                .copied()
                .filter(|table| *table != ABSENT)
                .min()
                .unwrap_or(used),
            fragments_from: (fragments_from != ABSENT).then_some(fragments_from),
        })
    }
}
