//! Which chunks are there: a small file beside the `.part`, one byte a chunk.
//!
//! Two maps answer two questions. The *received* map is written right after a chunk's bytes: the kernel keeps both when
//! the process is killed, so an acknowledged chunk survives `kill -9`. The *durable* map is written after the chunk's
//! bytes were synced: only it counts after a power cut, which shows as another boot id than the one in the header.
//!
//! Layout, little endian: header of 4096 bytes (magic, boot id, file size, chunk size, chunks, inode of the part, length
//! and bytes of the name under which the file is being published), then `received`, then `durable`, each a byte a chunk
//! and padded to 4096.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;

const MAGIC: &[u8; 8] = b"HPCMAP\x01\n";
const HEADER: u64 = 4096;
const NAME_AT: usize = 58;

/// Identifies the running kernel since its start.
pub(crate) type BootId = [u8; 16];

/// What the map is about; fixed when the upload begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Geometry {
    /// Bytes of the file.
    pub file_size: u64,
    /// Bytes of every chunk but the last.
    pub chunk_size: u64,
}

impl Geometry {
    /// How many chunks make the file.
    #[must_use]
    pub(crate) fn chunks(&self) -> u64 {
        self.file_size.div_ceil(self.chunk_size)
    }

    /// First byte and length of chunk `index`, if there is one.
    #[must_use]
    pub(crate) fn span(&self, index: u64) -> Option<(u64, u64)> {
        let start = index
            .checked_mul(self.chunk_size)
            .filter(|start| *start < self.file_size)?;
        Some((start, self.chunk_size.min(self.file_size - start)))
    }

    /// Bytes of `received` chunks; `with_last` when the last one, which may be short, is among them.
    #[must_use]
    pub(crate) fn bytes_of(&self, received: u64, with_last: bool) -> u64 {
        let last = self.chunks().checked_sub(1).and_then(|last| self.span(last));
        let short = last.map_or(0, |(_, length)| self.chunk_size - length);
        received * self.chunk_size - if with_last { short } else { 0 }
    }
}

/// The open file.
#[derive(Debug)]
pub(super) struct Map {
    file: File,
    geometry: Geometry,
}

/// What a map that was there before says.
#[derive(Debug)]
pub(super) struct Reopened {
    /// The map.
    pub map: Map,
    /// Marks of the chunks that count.
    pub received: Vec<bool>,
    /// The name under which the file was being published when the process ended, and the part's inode.
    pub publishing: Option<(String, u64)>,
}

impl Map {
    /// Writes a new, empty map into `file`.
    ///
    /// # Errors
    /// What the file system says.
    pub(super) fn create(file: File, geometry: Geometry, boot: &BootId, part_inode: u64) -> io::Result<Self> {
        let map = Self { file, geometry };
        map.file.set_len(Self::length(geometry))?;
        map.write_header(boot, part_inode, "")?;
        Ok(map)
    }

    /// Reads a map that was there before; `None` when it is not a map of this geometry, such as one that a power cut left
    /// half written.
    ///
    /// # Errors
    /// What the file system says.
    pub(super) fn reopen(file: File, geometry: Geometry, boot: &BootId) -> io::Result<Option<Reopened>> {
        let map = Self { file, geometry };
        let mut header = [0; HEADER as usize];
        match map.file.read_exact_at(&mut header, 0) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
            Err(error) => return Err(error),
        }
        let Some(header) = Header::read(&header).filter(|header| header.geometry == geometry) else {
            return Ok(None);
        };
        let durable = map.marks(HEADER + map.stride())?;
        let mut received = map.marks(HEADER)?;
        if header.boot == *boot {
            received
                .iter_mut()
                .zip(&durable)
                .for_each(|(received, durable)| *received |= durable);
        } else {
            received = durable;
            let bytes: Vec<u8> = received.iter().map(|mark| u8::from(*mark)).collect();
            map.file.write_all_at(&bytes, HEADER)?;
            map.write_header(boot, header.part_inode, &header.name)?;
        }
        let publishing = (!header.name.is_empty()).then_some((header.name, header.part_inode));
        Ok(Some(Reopened {
            map,
            received,
            publishing,
        }))
    }

    /// Chunk `index` is in the part file; it survives the end of the process from now on.
    ///
    /// # Errors
    /// What the file system says.
    pub(super) fn mark_received(&self, index: u64) -> io::Result<()> {
        self.file.write_all_at(&[1], HEADER + index)
    }

    /// Chunk `index` has to come again.
    ///
    /// # Errors
    /// What the file system says.
    pub(super) fn unmark(&self, index: u64) -> io::Result<()> {
        self.file.write_all_at(&[0], HEADER + index)
    }

    /// The bytes of these chunks were synced; they survive a power cut once the kernel has written this too.
    ///
    /// # Errors
    /// What the file system says.
    pub(super) fn mark_durable(&self, indexes: &[u64]) -> io::Result<()> {
        let start = HEADER + self.stride();
        indexes
            .iter()
            .try_for_each(|index| self.file.write_all_at(&[1], start + index))
    }

    /// The part is about to get its final name `name`; `""` takes it back.
    ///
    /// # Errors
    /// What the file system says.
    pub(super) fn mark_publishing(&self, boot: &BootId, part_inode: u64, name: &str) -> io::Result<()> {
        self.write_header(boot, part_inode, name)?;
        self.file.sync_data()
    }

    fn marks(&self, start: u64) -> io::Result<Vec<bool>> {
        let mut bytes = vec![0; usize::try_from(self.geometry.chunks()).map_err(io::Error::other)?];
        self.file.read_exact_at(&mut bytes, start)?;
        Ok(bytes.into_iter().map(|byte| byte == 1).collect())
    }

    /// Bytes of the map file.
    #[must_use]
    pub(super) fn length(geometry: Geometry) -> u64 {
        HEADER + 2 * geometry.chunks().next_multiple_of(4096)
    }

    fn stride(&self) -> u64 {
        self.geometry.chunks().next_multiple_of(4096)
    }

    fn write_header(&self, boot: &BootId, part_inode: u64, name: &str) -> io::Result<()> {
        let header = Header {
            boot: *boot,
            geometry: self.geometry,
            part_inode,
            name: name.to_owned(),
        };
        self.file.write_all_at(&header.bytes(), 0)
    }
}

struct Header {
    boot: BootId,
    geometry: Geometry,
    part_inode: u64,
    name: String,
}

impl Header {
    fn bytes(&self) -> Vec<u8> {
        let length = u16::try_from(self.name.len()).unwrap_or_default();
        let mut bytes = Vec::with_capacity(HEADER as usize);
        bytes.extend_from_slice(MAGIC);
        bytes.extend_from_slice(&self.boot);
        for number in [
            self.geometry.file_size,
            self.geometry.chunk_size,
            self.geometry.chunks(),
            self.part_inode,
        ] {
            bytes.extend_from_slice(&number.to_le_bytes());
        }
        bytes.extend_from_slice(&length.to_le_bytes());
        bytes.extend_from_slice(self.name.as_bytes());
        bytes.resize(HEADER as usize, 0);
        bytes
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let number = |at: usize| Some(u64::from_le_bytes(bytes.get(at..at + 8)?.try_into().ok()?));
        let length = u16::from_le_bytes(bytes.get(NAME_AT - 2..NAME_AT)?.try_into().ok()?);
        let name = bytes.get(NAME_AT..NAME_AT + usize::from(length))?;
        let geometry = Geometry {
            file_size: number(24)?,
            chunk_size: number(32)?.max(1),
        };
        let sound = bytes.starts_with(MAGIC) && number(40)? == geometry.chunks();
        sound.then_some(Self {
            boot: bytes.get(8..24)?.try_into().ok()?,
            geometry,
            part_inode: number(48)?,
            name: String::from_utf8(name.to_vec()).ok()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const BOOT: BootId = [7; 16];
    const NEXT_BOOT: BootId = [8; 16];
    const GEOMETRY: Geometry = Geometry {
        file_size: 1000,
        chunk_size: 300,
    };

    fn file() -> File {
        tempfile::tempfile().unwrap()
    }

    fn reopen(map: &Map, boot: &BootId) -> Reopened {
        Map::reopen(map.file.try_clone().unwrap(), GEOMETRY, boot)
            .unwrap()
            .unwrap()
    }

    #[test]
    fn spans_cover_the_file() {
        assert_eq!(GEOMETRY.chunks(), 4);
        assert_eq!(GEOMETRY.span(3), Some((900, 100)));
        assert_eq!(GEOMETRY.span(4), None);
        assert_eq!(GEOMETRY.span(u64::MAX), None);
        assert_eq!(GEOMETRY.bytes_of(2, true), 400);
        assert_eq!(GEOMETRY.bytes_of(4, true), 1000);
        assert_eq!(
            Geometry {
                file_size: 0,
                chunk_size: 300
            }
            .bytes_of(0, false),
            0
        );
    }

    #[test]
    fn a_killed_process_loses_nothing_a_power_cut_what_was_not_synced() {
        let map = Map::create(file(), GEOMETRY, &BOOT, 5).unwrap();
        map.mark_received(0).unwrap();
        map.mark_received(2).unwrap();
        map.mark_durable(&[2]).unwrap();
        assert_eq!(reopen(&map, &BOOT).received, [true, false, true, false]);
        assert_eq!(reopen(&map, &NEXT_BOOT).received, [false, false, true, false]);
        assert_eq!(reopen(&map, &NEXT_BOOT).received, [false, false, true, false]);
    }

    #[test]
    fn the_name_being_published_is_remembered() {
        let map = Map::create(file(), GEOMETRY, &BOOT, 5).unwrap();
        assert!(reopen(&map, &BOOT).publishing.is_none());
        map.mark_publishing(&BOOT, 5, "결과.dat").unwrap();
        assert_eq!(reopen(&map, &NEXT_BOOT).publishing, Some(("결과.dat".to_owned(), 5)));
    }

    #[test]
    fn a_map_of_another_upload_or_a_torn_one_is_none() {
        let other = Geometry {
            file_size: 999,
            ..GEOMETRY
        };
        let map = Map::create(file(), GEOMETRY, &BOOT, 5).unwrap();
        assert!(Map::reopen(map.file, other, &BOOT).unwrap().is_none());
        assert!(Map::reopen(file(), GEOMETRY, &BOOT).unwrap().is_none());
    }

    proptest! {
        #[test]
        fn any_header_is_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let mut header = vec![0; 4096];
            header[..bytes.len()].copy_from_slice(&bytes);
            let _ = Header::read(&header);
        }
    }
}
