//! Files that come with a request: they are written where the job's folder will be, so that they become its by a link, and go
//! with the request.

use std::fs::File;
use std::io::Write as _;
use std::os::fd::OwnedFd;
use std::sync::Arc;

use portal_slurm::RunsAs;
use portal_slurm::model::Username;
use rustix::fs::{Mode, Timespec, Timestamps, UTIME_NOW, UTIME_OMIT};
use sha2::{Digest, Sha256};

use crate::submissions::folder::{FolderError, INCOMING, JobsRoot, create, open_folder, remove_empty, remove_files};
use crate::submissions::inputs::{InputFile, Place, hex};

/// Most files of a request.
pub(super) const MOST_FILES: usize = 64;
/// Largest file, bytes (contract 6.1).
const LARGEST: u64 = 1000 << 20;

/// What is done with the form's files, in their order.
#[derive(Debug)]
pub(super) enum Step {
    /// A file of this key and name begins.
    Begin { key: String, name: String },
    /// Some of it.
    Data(Vec<u8>),
    /// That was all of it.
    End,
}

/// Why the files are not taken.
#[derive(Debug, thiserror::Error)]
pub(super) enum IncomingError {
    #[error("there are more than {MOST_FILES} files")]
    TooMany,
    #[error("{0} is larger than 1000 MiB")]
    TooLarge(String),
    #[error("{key}: {error}")]
    Folder {
        key: String,
        #[source]
        error: FolderError,
    },
}

/// A folder for the files of one request. What is in it goes when this does.
#[derive(Debug)]
pub(super) struct Incoming {
    person: OwnedFd,
    name: String,
    folder: Arc<OwnedFd>,
    files: Vec<InputFile>,
    open: Option<(File, Sha256)>,
}

impl Incoming {
    /// Makes the folder.
    ///
    /// # Errors
    /// When it cannot be made.
    pub(super) fn make(root: &JobsRoot, user: &Username, runs_as: RunsAs) -> Result<Self, FolderError> {
        let person = root.of_person(user, runs_as)?;
        let name = format!("{INCOMING}{:016x}", rand::random::<u64>());
        // Nobody but the portal looks in here.
        rustix::fs::mkdirat(&person, &name, Mode::RWXU).map_err(std::io::Error::from)?;
        let folder = open_folder(&person, &name).inspect_err(|_| remove_empty(&person, &name))?;
        Ok(Self {
            folder: folder.into(),
            person,
            name,
            files: Vec::new(),
            open: None,
        })
    }

    /// The files, as far as they have come.
    pub(super) fn files(&self) -> Vec<InputFile> {
        self.files.clone()
    }

    /// Says that somebody is still at it: what nobody touches is taken for left over.
    ///
    /// # Errors
    /// What the file system says.
    pub(super) fn touch(&self) -> std::io::Result<()> {
        let time = |tv_nsec| Timespec { tv_sec: 0, tv_nsec };
        let times = Timestamps {
            last_access: time(UTIME_OMIT),
            last_modification: time(UTIME_NOW),
        };
        Ok(rustix::fs::futimens(&*self.folder, &times)?)
    }

    /// Does one step; waits for the disk.
    ///
    /// # Errors
    /// When the file is not taken.
    pub(super) fn take(&mut self, step: Step) -> Result<(), IncomingError> {
        match step {
            Step::Begin { key, name } => self.begin(key, name),
            Step::Data(bytes) => self.write(&bytes),
            Step::End => self.end(),
        }
    }

    /// Only now a file system behind a network tells that it is full.
    fn end(&mut self) -> Result<(), IncomingError> {
        let (Some((file, digest)), Some(last)) = (self.open.take(), self.files.last_mut()) else {
            return Ok(());
        };
        last.sha256 = Some(hex(&digest.finalize()));
        file.sync_data().map_err(|error| IncomingError::Folder {
            key: last.key.clone(),
            error: error.into(),
        })
    }

    fn begin(&mut self, key: String, name: String) -> Result<(), IncomingError> {
        if self.files.len() == MOST_FILES {
            return Err(IncomingError::TooMany);
        }
        let own = self.files.len().to_string();
        let made = create(&*self.folder, &own).map_err(|error| IncomingError::Folder {
            key: key.clone(),
            error: error.into(),
        })?;
        self.open = Some((made, Sha256::new()));
        self.files.push(InputFile {
            key,
            name,
            bytes: 0,
            upload_id: None,
            sha256: None,
            place: Place::Received {
                folder: Arc::clone(&self.folder),
                name: own,
            },
        });
        Ok(())
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), IncomingError> {
        let (Some((file, digest)), Some(last)) = (&mut self.open, self.files.last_mut()) else {
            return Ok(());
        };
        digest.update(bytes);
        last.bytes += bytes.len() as u64;
        if last.bytes > LARGEST {
            return Err(IncomingError::TooLarge(last.key.clone()));
        }
        file.write_all(bytes).map_err(|error| IncomingError::Folder {
            key: last.key.clone(),
            error: error.into(),
        })
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        remove_files(&*self.folder);
        remove_empty(&self.person, &self.name);
    }
}
