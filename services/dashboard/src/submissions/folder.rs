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
/// A job's folder is called so as long as nobody knows of it: before its name. What keeps this name never was a job's.
pub(super) const MAKING: &str = ".making-";
/// So begin the names of folders that hold the files of one request.
pub(super) const INCOMING: &str = ".incoming-";
/// Stands in scripts for the name of a folder that is not made yet. No folder has it: names begin with a digit.
pub(super) const TO_BE_MADE: &str = "JOB_FOLDER";

pub(super) const BENEATH: ResolveFlags = ResolveFlags::BENEATH
    .union(ResolveFlags::NO_SYMLINKS)
    .union(ResolveFlags::NO_MAGICLINKS);
pub(super) const FOLDER: OFlags = OFlags::DIRECTORY.union(OFlags::CLOEXEC).union(OFlags::NOFOLLOW);

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

/// A job's folder that is being filled. The person cannot enter it before [`JobFolder::hand_over`], and it has not its name
/// before [`JobFolder::publish`].
#[derive(Debug)]
pub(crate) struct JobFolder {
    path: String,
    name: String,
    person: OwnedFd,
    fd: OwnedFd,
    staged: OwnedFd,
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

    /// Makes what will be the folder `name` of `user`, whose jobs run as `runs_as`.
    ///
    /// # Errors
    /// When it cannot be made.
    pub(crate) fn make(&self, user: &Username, name: &str, runs_as: RunsAs) -> Result<JobFolder, FolderError> {
        let person = self.of_person(user, runs_as)?;
        let called = in_the_making(name);
        rustix::fs::mkdirat(&person, component(&called)?, Mode::RWXU).map_err(io::Error::from)?;
        let made = (|| {
            let fd = open_folder(&person, &called)?;
            rustix::fs::mkdirat(&fd, STAGED, Mode::RWXU)?;
            let staged = open_folder(&fd, STAGED)?;
            io::Result::Ok((fd, staged))
        })();
        let (fd, staged) = made.inspect_err(|_| clear(&person, &called))?;
        Ok(JobFolder {
            path: self.path_of(user, name),
            name: name.to_owned(),
            person,
            fd,
            staged,
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

    /// Gives the folder with this recorded path its name, which an attempt of before may not have come to. Tells whether there is
    /// such a folder.
    ///
    /// # Errors
    /// What the file system says.
    pub(super) fn publish_recorded(&self, recorded: &str) -> Result<bool, FolderError> {
        let Some((parent, name)) = split(recorded) else {
            return Ok(false);
        };
        let is_there = |opened: Result<OwnedFd, FolderError>| match opened {
            Ok(folder) => Ok(Some(folder)),
            Err(FolderError::Io(error)) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        };
        let Some(person) = is_there(self.open_recorded(parent))? else {
            return Ok(false);
        };
        match rustix::fs::renameat(&person, in_the_making(name), &person, name) {
            Ok(()) => Ok(true),
            Err(Errno::NOENT) => Ok(is_there(self.open_recorded(recorded))?.is_some()),
            Err(error) => Err(io::Error::from(error).into()),
        }
    }

    /// Removes what the portal put into a folder that never had a job, and the folder unless there is something else.
    pub(super) fn discard_recorded(&self, recorded: &str) {
        let Some((parent, name)) = split(recorded) else { return };
        if let Ok(person) = self.open_recorded(parent) {
            clear(&person, name);
            clear(&person, &in_the_making(name));
        }
    }

    pub(super) fn open(&self) -> Result<OwnedFd, FolderError> {
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
    pub(crate) fn stage(&self, from: BorrowedFd<'_>, name: &str, to: &str) -> Result<u64, FolderError> {
        let (name, to) = (component(name)?, component(to)?);
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
        // Only now a file system behind a network tells that it is full.
        file.sync_data()?;
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

    /// Gives it its name: from now on it is a job's.
    ///
    /// # Errors
    /// When there is a folder of that name, or what the file system says.
    pub(crate) fn publish(&self) -> Result<(), FolderError> {
        let renamed = rustix::fs::renameat(&self.person, in_the_making(&self.name), &self.person, &self.name);
        Ok(renamed.map_err(io::Error::from)?)
    }

    /// Removes what was put into it, and the folder unless there is something else by now: there is no job.
    pub(crate) fn discard(&self) {
        clear(&self.person, &in_the_making(&self.name));
    }
}

fn in_the_making(name: &str) -> String {
    format!("{MAKING}{name}")
}

/// The folder that a recorded folder is in, and its name there.
fn split(recorded: &str) -> Option<(&str, &str)> {
    recorded.rsplit_once('/').filter(|(_, name)| component(name).is_ok())
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

pub(super) fn open_folder(at: impl AsFd, name: &str) -> io::Result<OwnedFd> {
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

/// Removes from the folder `name` what the portal puts into a job's, and the folder unless there is something else.
pub(super) fn clear(at: impl AsFd, name: &str) {
    let Ok(folder) = open_folder(&at, name) else { return };
    if let Ok(staged) = open_folder(&folder, STAGED) {
        remove_files(&staged);
        remove_empty(&folder, STAGED);
    }
    remove(&folder, SCRIPT);
    remove_empty(&at, name);
}

/// Removes all files in a folder that only the portal writes to.
pub(super) fn remove_files(folder: impl AsFd) {
    for name in names_in(&folder).unwrap_or_default() {
        remove(&folder, &name);
    }
}

pub(super) fn remove_empty(at: impl AsFd, name: &str) {
    match rustix::fs::unlinkat(at, name, AtFlags::REMOVEDIR) {
        Ok(()) | Err(Errno::NOENT) => {}
        Err(error) => left_behind(name, error),
    }
}

/// Names in a folder; those that are no text are none of the portal's.
///
/// # Errors
/// When it cannot be read.
pub(super) fn names_in(folder: impl AsFd) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in rustix::fs::Dir::read_from(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_str();
        names.extend(name.ok().filter(|name| !matches!(*name, "." | "..")).map(str::to_owned));
    }
    Ok(names)
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
