//! The folders that jobs work in: `JOBS_ROOT/<user>/<name>`, made by the portal, shared with the person by an access list.
//!
//! What is in a job's folder belongs to the person, who may do anything with it at any time: so nothing is done there by path,
//! but through folders that are held open, and no link is ever followed.

use std::fs::File;
use std::io::{self, Write as _};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::{Path, PathBuf};

use portal_slurm::RunsAs;
use portal_slurm::model::Username;
use rustix::fs::{AtFlags, CWD, FileType, Mode, OFlags, ResolveFlags};
use rustix::io::Errno;

use super::acl::{Rights, share, share_what_comes};

/// Where inputs wait for the job, below its folder.
pub(super) const STAGED: &str = ".staged";
/// The script as it was submitted, below its folder.
pub(super) const SCRIPT: &str = "script.sh";
/// Stands in scripts for the name of a folder that is not made yet. No folder has it: names begin with a digit.
pub(super) const TO_BE_MADE: &str = "JOB_FOLDER";

pub(super) const BENEATH: ResolveFlags = ResolveFlags::BENEATH
    .union(ResolveFlags::NO_SYMLINKS)
    .union(ResolveFlags::NO_MAGICLINKS);
const FOLDER: OFlags = OFlags::DIRECTORY.union(OFlags::CLOEXEC).union(OFlags::NOFOLLOW);

/// Why there is no folder for a job.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FolderError {
    /// `JOBS_ROOT` is not there.
    #[error("the folder of jobs {} is not there", .0.display())]
    Missing(PathBuf),
    /// The file system has no access lists, and without them the person's job could not enter.
    #[error("the file system of {} has no access lists", .0.display())]
    NoAccessLists(PathBuf),
    /// What the file system says.
    #[error("the folder of jobs: {0}")]
    Io(#[from] io::Error),
}

/// The folder that all jobs' folders are in.
#[derive(Clone, Debug)]
pub(crate) struct JobsRoot {
    path: PathBuf,
}

/// A job's folder that is being filled. The person cannot enter it before [`JobFolder::hand_over`].
#[derive(Debug)]
pub(crate) struct JobFolder {
    path: String,
    name: String,
    person: OwnedFd,
    fd: OwnedFd,
    staged: OwnedFd,
    staged_names: Vec<String>,
    runs_as: RunsAs,
    root: PathBuf,
}

impl JobsRoot {
    pub(crate) fn new(path: PathBuf) -> Self {
        Self { path }
    }

    /// Where the folder `name` of `user` is, or would be.
    pub(crate) fn path_of(&self, user: &Username, name: &str) -> String {
        self.path.join(user.as_str()).join(name).to_string_lossy().into_owned()
    }

    /// Makes the folder `name` of `user`, whose jobs run as `runs_as`.
    ///
    /// # Errors
    /// When it cannot be made, or is there.
    pub(crate) fn make(&self, user: &Username, name: &str, runs_as: RunsAs) -> Result<JobFolder, FolderError> {
        let person = self.of_person(user, runs_as)?;
        rustix::fs::mkdirat(&person, component(name)?, Mode::RWXU).map_err(io::Error::from)?;
        let fd = open_folder(&person, name)?;
        let made = (|| {
            rustix::fs::mkdirat(&fd, STAGED, Mode::RWXU)?;
            open_folder(&fd, STAGED)
        })();
        let staged = made.inspect_err(|_| remove_empty(&person, name))?;
        Ok(JobFolder {
            path: self.path_of(user, name),
            name: name.to_owned(),
            person,
            fd,
            staged,
            staged_names: Vec::new(),
            runs_as,
            root: self.path.clone(),
        })
    }

    /// The folder of `user`, made when it is missing: theirs to enter, the portal's to write.
    ///
    /// # Errors
    /// When it cannot be made or shared.
    pub(super) fn of_person(&self, user: &Username, runs_as: RunsAs) -> Result<OwnedFd, FolderError> {
        let root = self.open()?;
        let name = component(user.as_str())?;
        match rustix::fs::mkdirat(&root, name, Mode::RWXU) {
            Ok(()) | Err(Errno::EXIST) => {}
            Err(error) => return Err(io::Error::from(error).into()),
        }
        let person = open_folder(&root, name)?;
        match runs_as {
            RunsAs::Portal => rustix::fs::fchmod(&person, Mode::from_raw_mode(0o770)).map_err(io::Error::from)?,
            RunsAs::Person { uid } => {
                share(&person, uid, Rights::ENTER).map_err(|error| shared(error, &self.path))?;
            }
        }
        Ok(person)
    }

    /// Opens a folder by the absolute path that was recorded for it.
    ///
    /// # Errors
    /// [`io::ErrorKind::NotFound`] also when it is not beneath the root as that is now.
    pub(super) fn open_recorded(&self, recorded: &str) -> Result<OwnedFd, FolderError> {
        let below = Path::new(recorded).strip_prefix(&self.path);
        let below = below.map_err(|_elsewhere| io::Error::from(io::ErrorKind::NotFound))?;
        let root = self.open()?;
        let opened = rustix::fs::openat2(&root, below, FOLDER, Mode::empty(), BENEATH);
        Ok(opened.map_err(io::Error::from)?)
    }

    /// Removes what the portal put into a folder that never had a job, and the folder unless there is something else.
    pub(super) fn discard_recorded(&self, recorded: &str) {
        let path = Path::new(recorded);
        let names = path
            .parent()
            .and_then(Path::to_str)
            .zip(path.file_name().and_then(std::ffi::OsStr::to_str));
        let Some((parent, name)) = names else { return };
        let (Ok(person), Ok(fd)) = (self.open_recorded(parent), self.open_recorded(recorded)) else {
            return;
        };
        if let Ok(staged) = open_folder(&fd, STAGED) {
            let entries = rustix::fs::Dir::read_from(&staged).into_iter().flatten().flatten();
            for entry in entries {
                if let Some(name) = entry
                    .file_name()
                    .to_str()
                    .ok()
                    .filter(|name| !matches!(*name, "." | ".."))
                {
                    remove(&staged, name);
                }
            }
        }
        remove_empty(&fd, STAGED);
        remove(&fd, SCRIPT);
        remove_empty(&person, name);
    }

    fn open(&self) -> Result<OwnedFd, FolderError> {
        match rustix::fs::openat(CWD, &self.path, OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty()) {
            Ok(root) => Ok(root),
            Err(Errno::NOENT | Errno::NOTDIR) => Err(FolderError::Missing(self.path.clone())),
            Err(error) => Err(io::Error::from(error).into()),
        }
    }
}

impl JobFolder {
    /// Absolute.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    /// Puts the file `name` of `from` into the folder as `to`: by a link, so that nothing is copied; as a copy where there can
    /// be no link. Its size in bytes.
    ///
    /// # Errors
    /// When it is no regular file, or what the file system says.
    pub(crate) fn stage(&mut self, from: BorrowedFd<'_>, name: &str, to: &str) -> Result<u64, FolderError> {
        let (name, to) = (component(name)?, component(to)?);
        self.staged_names.push(to.to_owned());
        match rustix::fs::linkat(from, name, &self.staged, to, AtFlags::empty()) {
            Ok(()) => {}
            Err(Errno::XDEV | Errno::MLINK | Errno::PERM | Errno::OPNOTSUPP | Errno::ACCESS) => {
                self.copy(from, name, to)?;
            }
            Err(error) => return Err(io::Error::from(error).into()),
        }
        // A link to a symbolic link is one too.
        let file = open_file(&self.staged, to)?;
        if let RunsAs::Person { uid } = self.runs_as {
            let stat = rustix::fs::fstat(&file).map_err(io::Error::from)?;
            if !Mode::from_raw_mode(stat.st_mode).contains(Mode::ROTH) {
                share(&file, uid, Rights::READ).map_err(|error| shared(error, &self.root))?;
            }
        }
        Ok(file.metadata()?.len())
    }

    fn copy(&self, from: BorrowedFd<'_>, name: &str, to: &str) -> io::Result<()> {
        let mut source = open_file(from, name)?;
        let mut copy = create(&self.staged, to)?;
        io::copy(&mut source, &mut copy)?;
        copy.sync_data()
    }

    /// Writes the script and lets the person in.
    ///
    /// # Errors
    /// What the file system says.
    pub(crate) fn hand_over(&self, script: &str) -> Result<(), FolderError> {
        let mut file = create(&self.fd, SCRIPT)?;
        file.write_all(script.as_bytes())?;
        let RunsAs::Person { uid } = self.runs_as else {
            let mode = Mode::from_raw_mode(0o770);
            rustix::fs::fchmod(&self.fd, mode).map_err(io::Error::from)?;
            return Ok(());
        };
        let shares = (|| {
            share(&file, uid, Rights::READ)?;
            share(&self.staged, uid, Rights::ALL)?;
            share_what_comes(&self.fd, uid)?;
            // Last: from here on the person may change what is in it.
            share(&self.fd, uid, Rights::ALL)
        })();
        shares.map_err(|error| shared(error, &self.root))
    }

    /// Removes what was put into it, and the folder unless there is something else by now: there is no job.
    pub(crate) fn discard(&self) {
        for name in &self.staged_names {
            remove(&self.staged, name);
        }
        remove_empty(&self.fd, STAGED);
        remove(&self.fd, SCRIPT);
        remove_empty(&self.person, &self.name);
    }
}

/// The name of a new folder: when, what, and something that no other has.
pub(crate) fn folder_name(now: &str, job_name: &str, token: &str) -> String {
    // 2026-11-22T10:20:30Z becomes 20261122-102030.
    let digits: String = now.chars().filter(char::is_ascii_digit).take(14).collect();
    let (day, time) = digits.split_at_checked(8).unwrap_or((&digits, ""));
    let mut slug = String::new();
    for letter in job_name.chars() {
        match letter.to_ascii_lowercase() {
            letter if letter.is_ascii_alphanumeric() => slug.push(letter),
            _ if slug.is_empty() || slug.ends_with('-') => {}
            _ => slug.push('-'),
        }
        if slug.len() == 40 {
            break;
        }
    }
    let slug = match slug.trim_end_matches('-') {
        "" => "job",
        slug => slug,
    };
    format!("{day}-{time}-{slug}-{token}")
}

fn shared(error: io::Error, root: &Path) -> FolderError {
    match error.kind() {
        io::ErrorKind::Unsupported => FolderError::NoAccessLists(root.to_owned()),
        _ => FolderError::Io(error),
    }
}

fn open_folder(at: impl AsFd, name: &str) -> io::Result<OwnedFd> {
    Ok(rustix::fs::openat2(at, name, FOLDER, Mode::empty(), BENEATH)?)
}

/// A regular file, to read it. Nothing waits here, not for a pipe either.
pub(super) fn open_file(at: impl AsFd, path: &str) -> io::Result<File> {
    let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NONBLOCK | OFlags::NOCTTY;
    let file = rustix::fs::openat2(at, path, flags, Mode::empty(), BENEATH)?;
    let stat = rustix::fs::fstat(&file)?;
    if FileType::from_raw_mode(stat.st_mode) == FileType::RegularFile {
        Ok(file.into())
    } else {
        Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file"))
    }
}

/// A new file of the portal's own.
pub(super) fn create(at: impl AsFd, name: &str) -> io::Result<File> {
    let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::CLOEXEC | OFlags::NOFOLLOW;
    let mode = Mode::RUSR | Mode::WUSR;
    Ok(rustix::fs::openat2(at, component(name)?, flags, mode, BENEATH)?.into())
}

/// Removes a file; what cannot be removed is told to the operator.
pub(super) fn remove(at: impl AsFd, name: &str) {
    match rustix::fs::unlinkat(at, name, AtFlags::empty()) {
        Ok(()) | Err(Errno::NOENT) => {}
        Err(error) => left_behind(name, error),
    }
}

fn remove_empty(at: impl AsFd, name: &str) {
    match rustix::fs::unlinkat(at, name, AtFlags::REMOVEDIR) {
        Ok(()) | Err(Errno::NOENT) => {}
        Err(error) => left_behind(name, error),
    }
}

fn left_behind(name: &str, error: Errno) {
    let error = &error as &dyn std::error::Error;
    tracing::warn!(name, error, "something of a job that never was is left in JOBS_ROOT");
}

/// The last guard: names were made or parsed before, and still nothing but a plain component passes here.
fn component(name: &str) -> io::Result<&str> {
    let plain = !name.is_empty() && name != "." && name != ".." && !name.contains(['/', '\0']);
    if plain {
        Ok(name)
    } else {
        Err(io::Error::new(io::ErrorKind::InvalidInput, "not a plain file name"))
    }
}

#[cfg(test)]
#[path = "folder_tests.rs"]
mod tests;
