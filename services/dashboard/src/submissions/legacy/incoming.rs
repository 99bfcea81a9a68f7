//! Files that come with a request: they are written where the job's folder will be, so that they become its by a link, and go
//! with the request.

use std::fs::File;
use std::io::Write as _;
use std::os::fd::OwnedFd;
use std::sync::Arc;

use portal_slurm::RunsAs;
use portal_slurm::model::Username;
use rustix::fs::{AtFlags, Mode, OFlags};

use crate::submissions::folder::{BENEATH, FolderError, JobsRoot, create, remove};
use crate::submissions::inputs::{InputFile, Place};

/// Most files of a request.
const MOST_FILES: usize = 64;
/// Largest file, bytes (contract 6.1).
const LARGEST: u64 = 1000 << 20;

/// What is done with the form's files, in their order.
#[derive(Debug)]
pub(super) enum Step {
    /// A file of this key and name begins.
    Begin { key: String, name: String },
    /// Some of it.
    Data(Vec<u8>),
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
    open: Option<File>,
}

impl Incoming {
    /// Makes the folder.
    ///
    /// # Errors
    /// When it cannot be made.
    pub(super) fn make(root: &JobsRoot, user: &Username, runs_as: RunsAs) -> Result<Self, FolderError> {
        let person = root.of_person(user, runs_as)?;
        let name = format!(".incoming-{:016x}", rand::random::<u64>());
        // Nobody but the portal looks in here.
        rustix::fs::mkdirat(&person, &name, Mode::RWXU).map_err(std::io::Error::from)?;
        let flags = OFlags::DIRECTORY | OFlags::CLOEXEC | OFlags::NOFOLLOW;
        let folder = rustix::fs::openat2(&person, &name, flags, Mode::empty(), BENEATH);
        Ok(Self {
            folder: folder.map_err(std::io::Error::from)?.into(),
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

    /// Does one step; waits for the disk.
    ///
    /// # Errors
    /// When the file is not taken.
    pub(super) fn take(&mut self, step: Step) -> Result<(), IncomingError> {
        match step {
            Step::Begin { key, name } => self.begin(key, name),
            Step::Data(bytes) => self.write(&bytes),
        }
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
        self.open = Some(made);
        self.files.push(InputFile {
            key,
            name,
            bytes: 0,
            upload_id: None,
            place: Place::Received {
                folder: Arc::clone(&self.folder),
                name: own,
            },
        });
        Ok(())
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), IncomingError> {
        let (Some(file), Some(last)) = (&mut self.open, self.files.last_mut()) else {
            return Ok(());
        };
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
        for number in 0..self.files.len() {
            remove(&*self.folder, &number.to_string());
        }
        if let Err(error) = rustix::fs::unlinkat(&self.person, &self.name, AtFlags::REMOVEDIR) {
            let error = &error as &dyn std::error::Error;
            tracing::warn!(error, "{} is left in JOBS_ROOT", self.name);
        }
    }
}
