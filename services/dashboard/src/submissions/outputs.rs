//! What is in a job's folder, and reading it: links are not followed, and only regular files are files.

use std::fs::File;
use std::io;
use std::os::fd::OwnedFd;

use rustix::fs::{AtFlags, Dir, FileType, Mode};

use super::folder::{BENEATH, FOLDER, STAGED, open_file};

/// Files that are listed at most.
pub(super) const MOST: usize = 2000;
/// Entries that are looked at: a folder of millions of temporary files keeps nobody busy.
const MOST_ENTRIES: usize = 50_000;
/// How deep.
const DEEPEST: usize = 8;

/// A file of a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Output {
    /// Below the job's folder.
    pub(super) path: String,
    pub(super) bytes: u64,
    /// Seconds since the Unix epoch.
    pub(super) modified_at: i64,
}

/// The files of a folder, and whether there are more.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Outputs {
    /// By path.
    pub(super) files: Vec<Output>,
    /// Some are not in the list: there are too many, they lie too deep, or have names that no address can have.
    pub(super) more: bool,
}

/// Lists the files below `folder`. One folder is open at a time, however many a job makes.
///
/// # Errors
/// When the folder itself cannot be read.
pub(super) fn list(folder: &OwnedFd) -> io::Result<Outputs> {
    let mut found = Outputs::default();
    let mut looked_at = 0;
    let mut waiting = vec![(String::new(), 0)];
    while let Some((path, depth)) = waiting.pop() {
        let opened = match path.as_str() {
            "" => rustix::io::dup(folder),
            path => rustix::fs::openat2(folder, path, FOLDER, Mode::empty(), BENEATH),
        };
        let (entries, here) = match opened.and_then(|fd| Ok((Dir::read_from(&fd)?, fd))) {
            Ok(read) => read,
            // A folder that the job keeps to itself, or has removed meanwhile.
            Err(_) if depth > 0 => {
                found.more = true;
                continue;
            }
            Err(error) => return Err(error.into()),
        };
        for entry in entries {
            let Ok(entry) = entry else { break };
            let Ok(name) = entry.file_name().to_str() else {
                found.more = true;
                continue;
            };
            if matches!(name, "." | "..") || (depth == 0 && name == STAGED) {
                continue;
            }
            looked_at += 1;
            if found.files.len() == MOST || looked_at > MOST_ENTRIES {
                found.more = true;
                found.files.sort_by(|a, b| a.path.cmp(&b.path));
                return Ok(found);
            }
            let below = if path.is_empty() {
                name.to_owned()
            } else {
                format!("{path}/{name}")
            };
            let Ok(stat) = rustix::fs::statat(&here, name, AtFlags::SYMLINK_NOFOLLOW) else {
                continue;
            };
            match FileType::from_raw_mode(stat.st_mode) {
                FileType::RegularFile => found.files.push(Output {
                    path: below,
                    bytes: u64::try_from(stat.st_size).unwrap_or(0),
                    modified_at: stat.st_mtime,
                }),
                FileType::Directory if depth < DEEPEST => waiting.push((below, depth + 1)),
                FileType::Directory => found.more = true,
                _ => {}
            }
        }
    }
    found.files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}

/// Opens a file below `folder`.
///
/// # Errors
/// [`io::ErrorKind::NotFound`] when there is none, also when a link is on the way or the path leads elsewhere.
pub(super) fn open(folder: &OwnedFd, path: &str) -> io::Result<File> {
    let plain = path.split('/').all(|part| !matches!(part, "" | "." | "..")) && !path.contains('\0');
    if !plain {
        return Err(io::ErrorKind::NotFound.into());
    }
    open_file(folder, path).map_err(|error| match rustix::io::Errno::from_io_error(&error) {
        // A link on the way, something outside, or a folder where a file should be.
        Some(
            rustix::io::Errno::LOOP | rustix::io::Errno::XDEV | rustix::io::Errno::NOTDIR | rustix::io::Errno::NXIO,
        ) => io::ErrorKind::NotFound.into(),
        None if error.kind() == io::ErrorKind::InvalidInput => io::ErrorKind::NotFound.into(),
        _ => error,
    })
}
