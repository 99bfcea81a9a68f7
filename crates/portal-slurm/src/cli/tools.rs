//! Where Slurm's commands are.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::SlurmError;

/// Folders to look in, and what has been found so far.
#[derive(Debug)]
pub(super) struct Tools {
    folders: Vec<PathBuf>,
    found: Mutex<HashMap<&'static str, PathBuf>>,
}

impl Tools {
    /// `first` wins over `path`, which is written as in `PATH`. Folders that are not absolute are left out: what they mean
    /// would change with the working directory.
    pub(super) fn new(first: Option<&Path>, path: &str) -> Self {
        let rest = path.split(':').map(Path::new);
        Self {
            folders: first
                .into_iter()
                .chain(rest)
                .filter(|folder| folder.is_absolute())
                .map(Path::to_owned)
                .collect(),
            found: Mutex::default(),
        }
    }

    /// The same folders in the words of `PATH`.
    pub(super) fn path(&self) -> String {
        let folders: Vec<_> = self
            .folders
            .iter()
            .map(|folder| folder.to_string_lossy().into_owned())
            .collect();
        folders.join(":")
    }

    /// The absolute path of `command`, looked for once.
    ///
    /// # Errors
    /// [`SlurmError::NoCommand`]; the next question looks again, as Slurm may have been installed since.
    pub(super) fn find(&self, command: &'static str) -> Result<PathBuf, SlurmError> {
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(path) = found.get(command) {
            return Ok(path.clone());
        }
        let path = self
            .folders
            .iter()
            .map(|folder| folder.join(command))
            .find(|path| path.is_file() && rustix::fs::access(path, rustix::fs::Access::EXEC_OK).is_ok())
            .ok_or(SlurmError::NoCommand { command })?;
        found.insert(command, path.clone());
        Ok(path)
    }

    /// It is no longer where it was.
    pub(super) fn forget(&self, command: &'static str) {
        self.found
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(command);
    }
}
