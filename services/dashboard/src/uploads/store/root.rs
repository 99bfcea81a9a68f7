//! The upload root: folders and files beneath it, whatever anybody named them.

use std::fs::File;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::{Path, PathBuf};

use rustix::fs::{AtFlags, CWD, Mode, OFlags, ResolveFlags};

/// Folders are readable by the cluster's users, whose jobs read the inputs; only the portal writes.
const FOLDER_MODE: Mode = Mode::from_raw_mode(0o755);

/// No symbolic link is followed on the way, and nothing leads out of the folder that a path starts from.
const BENEATH: ResolveFlags = ResolveFlags::BENEATH
    .union(ResolveFlags::NO_SYMLINKS)
    .union(ResolveFlags::NO_MAGICLINKS);

/// The folder that everything is opened beneath.
#[derive(Debug)]
pub(crate) struct Root {
    folder: OwnedFd,
    path: PathBuf,
}

/// A folder beneath the root, held open.
#[derive(Debug)]
pub(crate) struct Folder {
    fd: OwnedFd,
    path: PathBuf,
}

impl Root {
    /// Opens the root, making it when it is missing.
    ///
    /// # Errors
    /// When it cannot be made or is no folder.
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        std::fs::create_dir_all(path)?;
        let path = path.canonicalize()?;
        let folder = rustix::fs::openat(CWD, &path, OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty())?;
        Ok(Self { folder, path })
    }

    /// Opens the folder of these names, making what is missing.
    ///
    /// # Errors
    /// When a name is not a plain component, or a part is a link or not a folder.
    pub(crate) fn make_folder(&self, names: &[&str]) -> io::Result<Folder> {
        let mut folder = self.top()?;
        for name in names {
            match rustix::fs::mkdirat(&folder.fd, component(name)?, FOLDER_MODE) {
                Ok(()) => sync_folder(&folder.fd)?,
                Err(rustix::io::Errno::EXIST) => {}
                Err(error) => return Err(error.into()),
            }
            folder = folder.enter(name)?;
        }
        Ok(folder)
    }

    /// Opens a folder by the absolute path that was recorded for it.
    ///
    /// # Errors
    /// `NotFound` also when the path is not beneath the root.
    pub(crate) fn folder_at(&self, recorded: &Path) -> io::Result<Folder> {
        let names = self.names_below(recorded)?;
        names
            .into_iter()
            .try_fold(self.top()?, |folder, name| folder.enter(name))
    }

    /// The same, making what is missing of it.
    ///
    /// # Errors
    /// `NotFound` when the path is not beneath the root.
    pub(crate) fn make_folder_at(&self, recorded: &Path) -> io::Result<Folder> {
        self.make_folder(&self.names_below(recorded)?)
    }

    /// The root itself.
    ///
    /// # Errors
    /// When there are too many open files.
    pub(crate) fn top(&self) -> io::Result<Folder> {
        Ok(Folder {
            fd: rustix::io::dup(&self.folder)?,
            path: self.path.clone(),
        })
    }

    fn names_below<'a>(&self, recorded: &'a Path) -> io::Result<Vec<&'a str>> {
        let below = recorded
            .strip_prefix(&self.path)
            .map_err(|_elsewhere| io::ErrorKind::NotFound)?;
        let names = below
            .iter()
            .map(|name| name.to_str().ok_or(io::ErrorKind::NotFound.into()));
        names.collect()
    }
}

impl Folder {
    /// Opens a folder in this one.
    ///
    /// # Errors
    /// When it is a link or no folder, or what the file system says.
    pub(crate) fn enter(&self, name: &str) -> io::Result<Self> {
        let flags = OFlags::DIRECTORY | OFlags::CLOEXEC | OFlags::NOFOLLOW;
        let fd = rustix::fs::openat2(&self.fd, component(name)?, flags, Mode::empty(), BENEATH)?;
        Ok(Self {
            fd,
            path: self.path.join(name),
        })
    }

    /// For what is done with the folder as a whole.
    #[must_use]
    pub(crate) fn fd(&self) -> BorrowedFd<'_> {
        self.fd.as_fd()
    }

    /// Absolute.
    #[must_use]
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Makes a file that must not exist yet, for reading and writing.
    ///
    /// # Errors
    /// `AlreadyExists`, or what the file system says.
    pub(crate) fn create(&self, name: &str) -> io::Result<File> {
        self.file(name, OFlags::RDWR | OFlags::CREATE | OFlags::EXCL)
    }

    /// Opens a file for reading and writing.
    ///
    /// # Errors
    /// `NotFound`, or what the file system says.
    pub(crate) fn open(&self, name: &str) -> io::Result<File> {
        self.file(name, OFlags::RDWR)
    }

    fn file(&self, name: &str, flags: OFlags) -> io::Result<File> {
        let flags = flags | OFlags::CLOEXEC | OFlags::NOFOLLOW | OFlags::NOCTTY;
        // Others may read once the file has its final name; until then it is the portal's own.
        let mode = if flags.contains(OFlags::CREATE) {
            Mode::from_raw_mode(0o600)
        } else {
            Mode::empty()
        };
        Ok(rustix::fs::openat2(&self.fd, component(name)?, flags, mode, BENEATH)?.into())
    }

    /// Whether something has this name, a dangling link included.
    ///
    /// # Errors
    /// What the file system says.
    pub(crate) fn contains(&self, name: &str) -> io::Result<bool> {
        Ok(self.inode(name)?.is_some())
    }

    /// The inode of the file of this name, if there is one; a link's own.
    ///
    /// # Errors
    /// What the file system says.
    pub(crate) fn inode(&self, name: &str) -> io::Result<Option<u64>> {
        match rustix::fs::statat(&self.fd, component(name)?, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(stat) => Ok(Some(stat.st_ino)),
            Err(rustix::io::Errno::NOENT) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Removes a file; one that is not there is as good.
    ///
    /// # Errors
    /// What the file system says.
    pub(crate) fn remove(&self, name: &str) -> io::Result<()> {
        match rustix::fs::unlinkat(&self.fd, component(name)?, AtFlags::empty()) {
            Ok(()) | Err(rustix::io::Errno::NOENT) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Gives a file another name, taking the place of a file that has it.
    ///
    /// # Errors
    /// What the file system says.
    pub(crate) fn rename_over(&self, from: &str, to: &str) -> io::Result<()> {
        Ok(rustix::fs::renameat(
            &self.fd,
            component(from)?,
            &self.fd,
            component(to)?,
        )?)
    }

    /// Gives a file another name unless something has it: then `AlreadyExists`.
    ///
    /// # Errors
    /// What the file system says.
    pub(crate) fn rename_new(&self, from: &str, to: &str) -> io::Result<()> {
        use rustix::io::Errno;
        let (from, to) = (component(from)?, component(to)?);
        match rustix::fs::renameat_with(&self.fd, from, &self.fd, to, rustix::fs::RenameFlags::NOREPLACE) {
            // NFS and Lustre may refuse the flag. A link never overwrites either, and then the old name goes.
            Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => {
                rustix::fs::linkat(&self.fd, from, &self.fd, to, AtFlags::empty())?;
                Ok(rustix::fs::unlinkat(&self.fd, from, AtFlags::empty())?)
            }
            result => Ok(result?),
        }
    }

    /// The names in the folder.
    ///
    /// # Errors
    /// What the file system says.
    pub(crate) fn names(&self) -> io::Result<Vec<String>> {
        let entries = rustix::fs::Dir::read_from(&self.fd)?;
        entries
            .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
            .filter(|name| !matches!(name.as_deref(), Ok("." | "..")))
            .collect()
    }

    /// Makes new and changed names safe against a power cut.
    ///
    /// # Errors
    /// What the file system says.
    pub(crate) fn sync(&self) -> io::Result<()> {
        sync_folder(&self.fd)
    }
}

fn sync_folder(folder: &OwnedFd) -> io::Result<()> {
    match rustix::fs::fsync(folder) {
        // Some network file systems cannot sync a folder; their servers do it on their own.
        Ok(()) | Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOTSUP) => Ok(()),
        Err(error) => Err(error.into()),
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    fn root() -> (tempfile::TempDir, Root) {
        let dir = tempfile::tempdir().unwrap();
        let root = Root::open(dir.path()).unwrap();
        (dir, root)
    }

    #[test]
    fn nothing_leads_out_of_the_root() {
        let (dir, root) = root();
        let outside = tempfile::tempdir().unwrap();
        symlink(outside.path(), dir.path().join("link")).unwrap();
        for names in [&["..", "x"][..], &["link", "x"], &["a/b"], &[""], &["."]] {
            assert!(root.make_folder(names).is_err(), "{names:?}");
        }
        assert!(root.folder_at(outside.path()).is_err());
        let folder = root.make_folder(&["users"]).unwrap();
        symlink("/etc/passwd", dir.path().join("users/passwd")).unwrap();
        assert!(folder.open("passwd").is_err());
        assert_eq!(std::fs::read_dir(outside.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_new_name_never_overwrites() {
        let (dir, root) = root();
        let folder = root.make_folder(&["d"]).unwrap();
        std::fs::write(dir.path().join("d/old"), "old").unwrap();
        std::fs::write(dir.path().join("d/new"), "new").unwrap();
        assert_eq!(
            folder.rename_new("new", "old").unwrap_err().kind(),
            io::ErrorKind::AlreadyExists
        );
        assert_eq!(std::fs::read(dir.path().join("d/old")).unwrap(), b"old");
        folder.rename_new("new", "third").unwrap();
        assert_eq!(folder.names().unwrap().len(), 2);
    }
}
