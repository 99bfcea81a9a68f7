//! Files beneath a folder: links are followed while they stay in there, and nothing that is not a plain file is opened to read.

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::os::fd::OwnedFd;
use std::path::Path;

use rustix::fs::{AtFlags, CWD, Dir, FileType, Mode, OFlags, ResolveFlags, fstat, openat, openat2, statat};

use crate::found::Stamp;

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Listed {
    /// A folder.
    Folder,
    /// A file, or a link to something.
    File,
}

/// A folder that nothing leads out of.
#[derive(Debug)]
pub(crate) struct Beneath {
    root: OwnedFd,
}

/// Links that the kernel makes, such as those in `/proc`, lead anywhere.
const WITHIN: ResolveFlags = ResolveFlags::BENEATH.union(ResolveFlags::NO_MAGICLINKS);

impl Beneath {
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let root = openat(CWD, path, flags, Mode::empty())?;
        Ok(Self { root })
    }

    /// The names in a folder. Names that are no UTF-8, and those that begin with a dot, are passed over.
    pub(crate) fn list(&self, folder: &str) -> io::Result<BTreeMap<String, Listed>> {
        // A link to a folder could lead in a circle.
        let resolve = WITHIN.union(ResolveFlags::NO_SYMLINKS);
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let opened = openat2(&self.root, folder, flags, Mode::empty(), resolve)?;
        let mut names = BTreeMap::new();
        for entry in Dir::read_from(&opened)? {
            let entry = entry?;
            let Ok(name) = entry.file_name().to_str() else {
                continue;
            };
            if name.starts_with('.') {
                continue;
            }
            let listed = match entry.file_type() {
                FileType::Directory => Listed::Folder,
                FileType::RegularFile | FileType::Symlink => Listed::File,
                // Some file systems do not say.
                FileType::Unknown => match statat(&opened, name, AtFlags::SYMLINK_NOFOLLOW) {
                    Ok(stat) if FileType::from_raw_mode(stat.st_mode) == FileType::Directory => Listed::Folder,
                    Ok(_) => Listed::File,
                    Err(_gone) => continue,
                },
                _ => continue,
            };
            names.insert(name.to_owned(), listed);
        }
        Ok(names)
    }

    /// Opens a file to read.
    pub(crate) fn file(&self, path: &str) -> io::Result<File> {
        // A pipe would wait for a writer.
        let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
        let file = File::from(openat2(&self.root, path, flags, Mode::empty(), WITHIN)?);
        if !file.metadata()?.is_file() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is not a file"));
        }
        Ok(file)
    }
}

pub(crate) fn stamp(file: &File) -> io::Result<Stamp> {
    let stat = fstat(file)?;
    let seconds = stat.st_mtime.saturating_mul(1_000_000_000);
    Ok(Stamp {
        size: u64::try_from(stat.st_size).unwrap_or_default(),
        changed: seconds.saturating_add_unsigned(stat.st_mtime_nsec),
        inode: stat.st_ino,
        described: 0,
    })
}
