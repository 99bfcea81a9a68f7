//! One unfinished upload on the disk: its `.part` file, pre-sized, and its map.

use std::fs::{File, Permissions};
use std::io;
use std::os::unix::fs::{FileExt, MetadataExt, PermissionsExt};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use rustix::fs::{FallocateFlags, FlockOperation};

use super::claims::{Claim, Claims, Superseded};
use super::map::{BootId, Geometry, Map, Reopened};
use super::pieces;
use super::root::Folder;
use crate::uploads::names::{FileName, OnConflict, UploadId};

/// Others may read a finished file; jobs of cluster users do.
const FINISHED_MODE: u32 = 0o644;

/// A part file that receives chunks.
#[derive(Debug)]
pub(crate) struct Part {
    folder: Folder,
    file: File,
    inode: u64,
    map: Map,
    geometry: Geometry,
    boot: BootId,
    names: Names,
    chunks: Mutex<Vec<bool>>,
    received: AtomicU64,
    // Received but not yet synced.
    unsynced: Mutex<Vec<u64>>,
    unsynced_bytes: AtomicU64,
    gone: AtomicBool,
    /// Who is writing which chunk.
    pub claims: Claims,
}

/// What stands on the disk for an upload that the database calls open.
#[derive(Debug)]
pub(crate) enum Found {
    /// It receives chunks.
    Receiving(Box<Part>),
    /// The process ended between the rename and the database's note.
    Published(Published),
}

/// A file that has its name already.
#[derive(Clone, Debug)]
pub(crate) struct Published {
    /// The name.
    pub name: String,
    inode: u64,
}

impl Published {
    /// Removes the file, unless something else has its name by now.
    ///
    /// # Errors
    /// What the file system says.
    pub(crate) fn remove(&self, folder: &Folder) -> io::Result<()> {
        if folder.inode(&self.name)? == Some(self.inode) {
            folder.remove(&self.name)?;
        }
        Ok(())
    }
}

/// A final name could not be given.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PublishError {
    /// The name is taken and must not be replaced.
    #[error("the name is taken")]
    Taken,
    /// What the file system says.
    #[error("the file could not be given its name")]
    Io(#[from] io::Error),
}

#[derive(Clone, Debug)]
struct Names {
    part: String,
    map: String,
}

impl Names {
    fn of(id: &UploadId) -> Self {
        Self {
            part: format!(".{id}.part"),
            map: format!(".{id}.map"),
        }
    }
}

impl Part {
    /// Reserves the space and makes both files.
    ///
    /// # Errors
    /// `StorageFull` or `QuotaExceeded` before a byte was sent, when the file system can tell.
    pub(crate) fn create(folder: Folder, id: &UploadId, geometry: Geometry, boot: &BootId) -> io::Result<Self> {
        let names = Names::of(id);
        let made = Self::make_files(&folder, &names, geometry, boot);
        if made.is_err() {
            // Half of a reservation must not stay behind; what can be removed is.
            let _ = folder.remove(&names.part);
            let _ = folder.remove(&names.map);
        }
        let (file, map) = made?;
        let chunks = vec![false; usize::try_from(geometry.chunks()).map_err(io::Error::other)?];
        Self::assemble(folder, names, file, map, geometry, boot, chunks)
    }

    fn make_files(folder: &Folder, names: &Names, geometry: Geometry, boot: &BootId) -> io::Result<(File, Map)> {
        let file = folder.create(&names.part)?;
        reserve(&file, geometry.file_size)?;
        let map_file = folder.create(&names.map)?;
        lock_for_this_node(&map_file)?;
        // The map's space too: on a disk that is full by then, a chunk whose own space is there must not fail for its mark.
        reserve(&map_file, Map::length(geometry))?;
        let map = Map::create(map_file, geometry, boot, file.metadata()?.ino())?;
        folder.sync()?;
        Ok((file, map))
    }

    /// Finds what stands on the disk. Files that are missing or torn, as a power cut right after the start can leave them,
    /// are made anew with no chunk.
    ///
    /// # Errors
    /// `WouldBlock` when another portal node has this upload open; else what the file system says.
    pub(crate) fn find(folder: Folder, id: &UploadId, geometry: Geometry, boot: &BootId) -> io::Result<Found> {
        let names = Names::of(id);
        let map_file = optional(folder.open(&names.map))?;
        let reopened = match map_file {
            Some(file) => {
                lock_for_this_node(&file)?;
                Map::reopen(file, geometry, boot)?
            }
            None => None,
        };
        let part = optional(folder.open(&names.part))?;
        match (reopened, part) {
            (
                Some(Reopened {
                    publishing: Some((name, inode)),
                    ..
                }),
                None,
            ) => Ok(Found::Published(Published { name, inode })),
            (Some(Reopened { map, received, .. }), Some(file)) if file.metadata()?.len() == geometry.file_size => {
                Self::assemble(folder, names, file, map, geometry, boot, received)
                    .map(|part| Found::Receiving(Box::new(part)))
            }
            _ => {
                folder.remove(&names.part)?;
                folder.remove(&names.map)?;
                Self::create(folder, id, geometry, boot).map(|part| Found::Receiving(Box::new(part)))
            }
        }
    }

    fn assemble(
        folder: Folder,
        names: Names,
        file: File,
        map: Map,
        geometry: Geometry,
        boot: &BootId,
        chunks: Vec<bool>,
    ) -> io::Result<Self> {
        let received = chunks.iter().filter(|mark| **mark).count() as u64;
        // What an earlier process received is synced with the next group; which part of it was is not known any more.
        let unsynced = marked(&chunks);
        Ok(Self {
            inode: file.metadata()?.ino(),
            folder,
            file,
            map,
            geometry,
            boot: *boot,
            names,
            chunks: Mutex::new(chunks),
            received: AtomicU64::new(received),
            unsynced: Mutex::new(unsynced),
            unsynced_bytes: AtomicU64::new(0),
            gone: AtomicBool::new(false),
            claims: Claims::default(),
        })
    }

    /// Sizes.
    #[must_use]
    pub(crate) fn geometry(&self) -> Geometry {
        self.geometry
    }

    /// How many chunks are there.
    #[must_use]
    pub(crate) fn received(&self) -> u64 {
        self.received.load(Ordering::Acquire)
    }

    /// How many bytes are there.
    #[must_use]
    pub(crate) fn received_bytes(&self) -> u64 {
        let with_last = self.geometry.chunks().checked_sub(1).is_some_and(|last| self.has(last));
        self.geometry.bytes_of(self.received(), with_last)
    }

    /// Whether chunk `index` is there.
    #[must_use]
    pub(crate) fn has(&self, index: u64) -> bool {
        let index = usize::try_from(index).unwrap_or(usize::MAX);
        lock(&self.chunks).get(index).copied().unwrap_or(false)
    }

    /// Runs of missing chunks, first and last index.
    #[must_use]
    pub(crate) fn missing(&self) -> Vec<(u64, u64)> {
        let chunks = lock(&self.chunks);
        let mut runs: Vec<(u64, u64)> = Vec::new();
        for (index, _) in chunks.iter().enumerate().filter(|(_, mark)| !**mark) {
            let index = index as u64;
            match runs.last_mut() {
                Some((_, last)) if *last + 1 == index => *last = index,
                _ => runs.push((index, index)),
            }
        }
        runs
    }

    /// Writes bytes of the claimed chunk to their place.
    ///
    /// # Errors
    /// When the claim was taken over, or what the file system says.
    pub(crate) fn write(&self, claim: &Claim, pieces: &[Bytes], offset: u64) -> Result<io::Result<()>, Superseded> {
        claim.while_owned(|| pieces::write_all_at(&self.file, pieces, offset))
    }

    /// Reads bytes that were written.
    ///
    /// # Errors
    /// What the file system says.
    pub(crate) fn read(&self, bytes: &mut [u8], offset: u64) -> io::Result<usize> {
        self.file.read_at(bytes, offset)
    }

    /// Records that the claimed chunk is complete. From here on it survives the end of the process.
    ///
    /// # Errors
    /// When the claim was taken over, or what the file system says.
    pub(crate) fn record(&self, claim: &Claim, index: u64) -> Result<io::Result<()>, Superseded> {
        claim.while_owned(|| {
            self.map.mark_received(index)?;
            let (_, length) = self.geometry.span(index).unwrap_or_default();
            let mut chunks = lock(&self.chunks);
            match chunks.get_mut(usize::try_from(index).unwrap_or(usize::MAX)) {
                Some(mark) if !*mark => *mark = true,
                // Counted already, by a sender that finished just before this one began.
                _ => return Ok(()),
            }
            drop(chunks);
            self.received.fetch_add(1, Ordering::AcqRel);
            lock(&self.unsynced).push(index);
            self.unsynced_bytes.fetch_add(length, Ordering::AcqRel);
            Ok(())
        })
    }

    /// Bytes received since the last sync.
    #[must_use]
    pub(crate) fn unsynced_bytes(&self) -> u64 {
        self.unsynced_bytes.load(Ordering::Acquire)
    }

    /// Makes all received chunks safe against a power cut. When the disk refuses, none of the chunks that were not safe
    /// before counts any more: after a failed sync the kernel may have dropped their pages.
    ///
    /// # Errors
    /// What the file system says; the chunks then have to be sent again.
    pub(crate) fn sync(&self) -> io::Result<()> {
        let indexes = std::mem::take(&mut *lock(&self.unsynced));
        self.unsynced_bytes.store(0, Ordering::Release);
        match self.file.sync_data() {
            Ok(()) => self.map.mark_durable(&indexes),
            Err(error) => {
                let mut lost = indexes;
                lost.append(&mut lock(&self.unsynced));
                self.forget(&lost);
                Err(error)
            }
        }
    }

    fn forget(&self, lost: &[u64]) {
        let mut chunks = lock(&self.chunks);
        for index in lost {
            if let Err(error) = self.map.unmark(*index) {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "the map of an upload could not be corrected"
                );
            }
            if let Some(mark) = chunks.get_mut(usize::try_from(*index).unwrap_or(usize::MAX)) {
                *mark = false;
            }
        }
        self.received
            .store(chunks.iter().filter(|mark| **mark).count() as u64, Ordering::Release);
    }

    /// Gives the finished, synced file its name, and returns the name it got. Never overwrites but on
    /// [`OnConflict::Replace`]. The name is written down first, so that a process killed in between finds the file again.
    ///
    /// # Errors
    /// [`PublishError::Taken`] on [`OnConflict::Reject`].
    pub(crate) fn publish(&self, name: &FileName, on_conflict: OnConflict) -> Result<FileName, PublishError> {
        self.file.set_permissions(Permissions::from_mode(FINISHED_MODE))?;
        let mut name = name.clone();
        let (wanted, mut number) = (name.clone(), 1);
        for attempt in 0..1000 {
            self.map.mark_publishing(&self.boot, self.inode, name.as_str())?;
            let renamed = match on_conflict {
                OnConflict::Replace => self.folder.rename_over(&self.names.part, name.as_str()),
                OnConflict::Rename | OnConflict::Reject => self.folder.rename_new(&self.names.part, name.as_str()),
            };
            match renamed {
                Ok(()) => {
                    self.folder.sync()?;
                    return Ok(name);
                }
                // Where a rename is a link and an unlink, the process may have been killed between the two.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists && self.has_name(&name)? => {
                    self.folder.remove(&self.names.part)?;
                    self.folder.sync()?;
                    return Ok(name);
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists && on_conflict == OnConflict::Rename => {
                    // The folder is read once; after that, somebody else is just as quick as we are.
                    if attempt == 0 {
                        number = self.highest_number(&wanted)?;
                    }
                    number = number.saturating_add(1);
                    name = wanted.numbered(number);
                }
                Err(error) => {
                    self.map.mark_publishing(&self.boot, self.inode, "")?;
                    let taken = error.kind() == io::ErrorKind::AlreadyExists;
                    return Err(if taken { PublishError::Taken } else { error.into() });
                }
            }
        }
        Err(PublishError::Taken)
    }

    fn has_name(&self, name: &FileName) -> io::Result<bool> {
        Ok(self.folder.inode(name.as_str())? == Some(self.inode))
    }

    /// Whether somebody removed the part file behind our back.
    ///
    /// # Errors
    /// What the file system says.
    pub(crate) fn was_removed_by_others(&self) -> io::Result<bool> {
        Ok(self.folder.inode(&self.names.part)? != Some(self.inode))
    }

    fn highest_number(&self, wanted: &FileName) -> io::Result<u32> {
        let names = self.folder.names()?;
        Ok(names
            .iter()
            .filter_map(|name| wanted.number_of(name))
            // A user's own `name (4294967295)` does not end the counting.
            .filter(|number| *number < 1_000_000)
            .max()
            .unwrap_or(1)
            .max(1))
    }

    /// Whether it was removed.
    #[must_use]
    pub(crate) fn is_gone(&self) -> bool {
        self.gone.load(Ordering::Acquire)
    }

    /// Removes both files; chunks on their way are not written any more.
    ///
    /// # Errors
    /// What the file system says.
    pub(crate) fn remove(&self) -> io::Result<()> {
        self.gone.store(true, Ordering::Release);
        self.claims.revoke_all();
        self.folder.remove(&self.names.part)?;
        self.folder.remove(&self.names.map)
    }
}

/// Removes the map of an upload whose file has its name, and with `part` also what a cancelled one left.
///
/// # Errors
/// What the file system says.
pub(crate) fn remove_leftovers(folder: &Folder, id: &UploadId) -> io::Result<()> {
    let names = Names::of(id);
    folder.remove(&names.part)?;
    folder.remove(&names.map)
}

/// Takes the space now, so that a full disk is told before a byte is sent. File systems that cannot (NFS, some Lustre)
/// get a file of the right length, and tell when a chunk comes.
fn reserve(file: &File, size: u64) -> io::Result<()> {
    use rustix::io::Errno;
    if size == 0 {
        return Ok(());
    }
    match rustix::fs::fallocate(file, FallocateFlags::empty(), 0, size) {
        Ok(()) => Ok(()),
        Err(Errno::OPNOTSUPP | Errno::NOSYS | Errno::INVAL) => file.set_len(size),
        Err(error) => Err(error.into()),
    }
}

/// Two portal nodes on one file system must not serve the same upload: each keeps what it received in mind.
fn lock_for_this_node(map: &File) -> io::Result<()> {
    Ok(rustix::fs::flock(map, FlockOperation::NonBlockingLockExclusive)?)
}

fn optional(file: io::Result<File>) -> io::Result<Option<File>> {
    match file {
        Ok(file) => Ok(Some(file)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn marked(chunks: &[bool]) -> Vec<u64> {
    chunks
        .iter()
        .enumerate()
        .filter(|(_, mark)| **mark)
        .map(|(index, _)| index as u64)
        .collect()
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::uploads::store::{Root, boot_id};

    const GEOMETRY: Geometry = Geometry {
        file_size: 10,
        chunk_size: 10,
    };

    fn part(root: &std::path::Path) -> Part {
        let folder = Root::open(root).unwrap().make_folder(&["d"]).unwrap();
        Part::create(folder, &UploadId::random(), GEOMETRY, &boot_id().unwrap()).unwrap()
    }

    #[test]
    fn a_name_given_by_link_before_a_kill_is_not_given_again() {
        let dir = tempfile::tempdir().unwrap();
        let (part, name) = (part(dir.path()), FileName::parse("a.dat").unwrap());
        let folder = dir.path().join("d");
        std::fs::hard_link(folder.join(&part.names.part), folder.join("a.dat")).unwrap();
        assert_eq!(part.publish(&name, OnConflict::Rename).unwrap(), name);
        assert!(!folder.join(&part.names.part).exists());
        assert!(!folder.join("a (2).dat").exists());
    }

    #[test]
    fn a_published_file_is_removed_only_while_the_name_is_its() {
        let dir = tempfile::tempdir().unwrap();
        let part = part(dir.path());
        let published = |inode| Published {
            name: "a.dat".to_owned(),
            inode,
        };
        part.publish(&FileName::parse("a.dat").unwrap(), OnConflict::Reject)
            .unwrap();
        published(part.inode + 1).remove(&part.folder).unwrap();
        assert!(dir.path().join("d/a.dat").exists());
        published(part.inode).remove(&part.folder).unwrap();
        assert!(!dir.path().join("d/a.dat").exists());
    }
}
