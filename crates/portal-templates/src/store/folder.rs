//! Folders beneath the root, held open: whatever anybody named them, nothing leads out.

use std::fs::File;
use std::io;
use std::os::fd::OwnedFd;
use std::path::Path;

use rustix::fs::{AtFlags, CWD, FileType, Mode, OFlags, ResolveFlags};
use rustix::io::Errno;

/// Everybody on the cluster may read templates; private ones are kept apart by the portal, as they always were, and by a
/// mode of their own.
const FOLDER_MODE: Mode = Mode::from_raw_mode(0o755);
const FILE_MODE: Mode = Mode::from_raw_mode(0o644);
const PRIVATE_FILE_MODE: Mode = Mode::from_raw_mode(0o600);
const PRIVATE_FOLDER_MODE: Mode = Mode::from_raw_mode(0o700);

/// No symbolic link is followed, nothing leads out of the folder that a name starts from.
const BENEATH: ResolveFlags = ResolveFlags::BENEATH
    .union(ResolveFlags::NO_SYMLINKS)
    .union(ResolveFlags::NO_MAGICLINKS);

/// A folder that is open.
#[derive(Debug)]
pub(crate) struct Folder(OwnedFd);

/// What a folder says about a name in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Is {
    Folder,
    File(Stamp),
    /// A link, device or pipe: nothing that a template is read from.
    Other,
}

/// By what a file is known to be the same, without reading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    /// Bytes.
    pub size: u64,
    /// Nanoseconds since the Unix epoch.
    pub modified: i128,
    /// Of the file system.
    pub inode: u64,
}

impl Stamp {
    fn of(stat: &rustix::fs::Stat) -> Self {
        Self {
            size: u64::try_from(stat.st_size).unwrap_or_default(),
            modified: i128::from(stat.st_mtime) * 1_000_000_000 + i128::from(stat.st_mtime_nsec),
            inode: stat.st_ino,
        }
    }

    /// When it was last changed, in milliseconds since the Unix epoch.
    #[must_use]
    pub fn modified_millis(&self) -> i64 {
        i64::try_from(self.modified.div_euclid(1_000_000)).unwrap_or_default()
    }
}

impl Folder {
    /// Opens the root of everything; a link to it is fine, it is the operator's word.
    pub(crate) fn root(path: &Path) -> io::Result<Self> {
        let flags = OFlags::DIRECTORY | OFlags::CLOEXEC;
        Ok(Self(rustix::fs::openat(CWD, path, flags, Mode::empty())?))
    }

    /// Device and inode: another one under the same path is another folder.
    pub(crate) fn identity(&self) -> io::Result<(u64, u64)> {
        let stat = rustix::fs::fstat(&self.0)?;
        Ok((stat.st_dev, stat.st_ino))
    }

    pub(crate) fn enter(&self, name: &str) -> io::Result<Self> {
        let flags = OFlags::DIRECTORY | OFlags::CLOEXEC | OFlags::NOFOLLOW;
        Ok(Self(self.open_beneath(name, flags, Mode::empty())?))
    }

    /// Opens a folder, making it when it is missing.
    pub(crate) fn make(&self, name: &str, private: bool) -> io::Result<Self> {
        let mode = if private { PRIVATE_FOLDER_MODE } else { FOLDER_MODE };
        match rustix::fs::mkdirat(&self.0, component(name)?, mode) {
            Ok(()) => self.sync()?,
            Err(Errno::EXIST) => {}
            Err(error) => return Err(error.into()),
        }
        self.enter(name)
    }

    /// Opens a regular file for reading. Not for long: a pipe that somebody put there does not hold it up.
    pub(crate) fn open(&self, name: &str) -> io::Result<File> {
        let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NOFOLLOW | OFlags::NOCTTY | OFlags::NONBLOCK;
        let file = self.open_beneath(name, flags, Mode::empty())?;
        let stat = rustix::fs::fstat(&file)?;
        if FileType::from_raw_mode(stat.st_mode) != FileType::RegularFile {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file"));
        }
        Ok(file.into())
    }

    /// Makes a file that must not exist yet.
    pub(crate) fn create(&self, name: &str, private: bool) -> io::Result<File> {
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::CLOEXEC | OFlags::NOFOLLOW;
        let mode = if private { PRIVATE_FILE_MODE } else { FILE_MODE };
        Ok(self.open_beneath(name, flags, mode)?.into())
    }

    fn open_beneath(&self, name: &str, flags: OFlags, mode: Mode) -> io::Result<OwnedFd> {
        let name = component(name)?;
        match rustix::fs::openat2(&self.0, name, flags, mode, BENEATH) {
            // One component and NOFOLLOW: without openat2 (older kernels, some sandboxes) it is as safe.
            Err(Errno::NOSYS | Errno::PERM) => Ok(rustix::fs::openat(&self.0, name, flags | OFlags::NOFOLLOW, mode)?),
            result => Ok(result?),
        }
    }

    /// What is under a name; none when nothing is.
    pub(crate) fn look(&self, name: &str) -> io::Result<Option<Is>> {
        match rustix::fs::statat(&self.0, component(name)?, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(stat) => Ok(Some(match FileType::from_raw_mode(stat.st_mode) {
                FileType::Directory => Is::Folder,
                FileType::RegularFile => Is::File(Stamp::of(&stat)),
                _ => Is::Other,
            })),
            Err(Errno::NOENT) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// The names in it that are UTF-8, in no order.
    pub(crate) fn names(&self) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in rustix::fs::Dir::read_from(&self.0)? {
            if let Ok(name) = entry?.file_name().to_str()
                && name != "."
                && name != ".."
            {
                names.push(name.to_owned());
            }
        }
        Ok(names)
    }

    pub(crate) fn remove(&self, name: &str) -> io::Result<()> {
        Ok(rustix::fs::unlinkat(&self.0, component(name)?, AtFlags::empty())?)
    }

    pub(crate) fn rename_over(&self, from: &str, to: &str) -> io::Result<()> {
        Ok(rustix::fs::renameat(
            &self.0,
            component(from)?,
            &self.0,
            component(to)?,
        )?)
    }

    /// Gives a file another name, there or here, unless something has it: then `AlreadyExists`.
    pub(crate) fn rename_new(&self, from: &str, folder: &Self, to: &str) -> io::Result<()> {
        let (from, to) = (component(from)?, component(to)?);
        match rustix::fs::renameat_with(&self.0, from, &folder.0, to, rustix::fs::RenameFlags::NOREPLACE) {
            // NFS and Lustre may refuse the flag. A link never overwrites either, and then the old name goes.
            Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => {
                rustix::fs::linkat(&self.0, from, &folder.0, to, AtFlags::empty())?;
                Ok(rustix::fs::unlinkat(&self.0, from, AtFlags::empty())?)
            }
            result => Ok(result?),
        }
    }

    /// Makes new and changed names safe against a power cut.
    pub(crate) fn sync(&self) -> io::Result<()> {
        match rustix::fs::fsync(&self.0) {
            // Some network file systems cannot sync a folder; their servers do it on their own.
            Ok(()) | Err(Errno::INVAL | Errno::NOTSUP) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

/// Size, time and inode of an open file.
pub(crate) fn stamp_of(file: &File) -> io::Result<Stamp> {
    Ok(Stamp::of(&rustix::fs::fstat(file)?))
}

/// The last guard: names were parsed at the door, and still nothing but a plain component passes here.
fn component(name: &str) -> io::Result<&str> {
    let plain = !name.is_empty() && name != "." && name != ".." && !name.contains(['/', '\0']);
    if plain {
        Ok(name)
    } else {
        Err(io::Error::new(io::ErrorKind::InvalidInput, "not a plain file name"))
    }
}
