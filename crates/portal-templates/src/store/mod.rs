//! The folder of templates.
//!
//! Files are the truth: operators drop them in, the portal writes them through this module, and rows of a database follow.
//! Everything is opened one name at a time beneath the root; symbolic links are not followed, so a link in it is no template.
//! Nothing stays open between two calls, so that an operator can unmount the folder.
//!
//! Old versions are left to the database, not kept in hidden files: whoever follows the folder sees every version, also
//! those that an operator wrote, and has to keep author and time with it, in the transaction that changes the row; the
//! folder may be read-only for the portal, or on a file system that loses hidden files in a copy. A version is named by its
//! [`Digest`]; [`crate::difference`] compares two; to restore one is to write its text again.

mod access;
mod document;
mod folder;
mod place;
mod scan;
mod write;

pub use access::{Access, Caller, may};
pub use document::{Digest, Document, first_of_each_id};
pub use folder::Stamp;
pub(crate) use place::SOURCE_FOLDERS;
pub use place::{Place, Source, wanted_source};
pub use scan::{MOST_FILES, Scan};
pub use write::WriteError;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use folder::Folder;

/// The folder of templates. Calls block.
#[derive(Debug)]
pub struct Store {
    root: PathBuf,
    /// One writer at a time, so that nobody's version is lost between looking and writing.
    writing: Mutex<()>,
}

/// What reading all gave.
#[derive(Debug, Default)]
pub struct All {
    /// In order of their places.
    pub documents: Vec<Document>,
    /// What could not be read, and why.
    pub failed: Vec<(Place, io::Error)>,
    /// Folders that could not be read.
    pub unreadable: Vec<String>,
}

impl Store {
    /// Of this folder, which need not be there yet.
    #[must_use]
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self {
            root: root.into(),
            writing: Mutex::new(()),
        }
    }

    /// Where it is.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Which files there are.
    ///
    /// # Errors
    /// When the root itself cannot be read. Folders below it that cannot are told in [`Scan::unreadable`].
    pub fn scan(&self) -> io::Result<Scan> {
        Scan::of(&Folder::root(&self.root)?)
    }

    /// Reads one file.
    ///
    /// # Errors
    /// `NotFound`; `ResourceBusy` while somebody writes it; what the file system says.
    pub fn read(&self, place: &Place) -> io::Result<Document> {
        Document::of(place, self.folder_of(place)?.open(place.file_name())?)
    }

    /// Reads all files.
    ///
    /// # Errors
    /// When the root itself cannot be read.
    pub fn read_all(&self) -> io::Result<All> {
        let scan = self.scan()?;
        let mut all = All {
            unreadable: scan.unreadable,
            ..All::default()
        };
        for place in scan.files.into_keys() {
            match self.read(&place) {
                Ok(document) => all.documents.push(document),
                Err(error) => all.failed.push((place, error)),
            }
        }
        Ok(all)
    }

    fn folder_of(&self, place: &Place) -> io::Result<Folder> {
        let root = Folder::root(&self.root)?;
        place
            .folders()
            .into_iter()
            .try_fold(root, |folder, name| folder.enter(name))
    }
}
