//! What the watcher tells.

use crate::store::{Document, Place};

/// One thing that the watcher tells, in the order in which it happened.
#[derive(Debug)]
pub enum News {
    /// Files that came, changed or went; what went first.
    Changes(Vec<Change>),
    /// All that was there at the start, or when the folder came back, has been told.
    Synced {
        /// How many files there are.
        files: usize,
    },
    /// The folder cannot be read, or is empty like a mount point without its mount. Nothing is removed because of that.
    Away {
        /// Why.
        reason: String,
    },
    /// The folder is there again. What changed meanwhile follows, then [`News::Synced`].
    Back,
}

/// What happened to one file.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// It was not there. It may be broken: see what was read.
    Added(Box<Document>),
    /// It says something else.
    Changed(Box<Document>),
    /// It is gone.
    Removed(Place),
    /// It is there and cannot be read; it is tried again every minute. Told once.
    #[expect(missing_docs, reason = "which and why")]
    Unreadable { place: Place, reason: String },
}

impl Change {
    /// Which file.
    #[must_use]
    pub fn place(&self) -> &Place {
        match self {
            Self::Added(document) | Self::Changed(document) => &document.place,
            Self::Removed(place) | Self::Unreadable { place, .. } => place,
        }
    }
}

/// How many files one look found changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(missing_docs, reason = "the kinds of changes")]
pub struct Counts {
    pub added: usize,
    pub changed: usize,
    pub removed: usize,
}

impl Counts {
    pub(crate) fn add(&mut self, change: &Change) {
        match change {
            Change::Added(_) => self.added += 1,
            Change::Changed(_) => self.changed += 1,
            Change::Removed(_) => self.removed += 1,
            Change::Unreadable { .. } => {}
        }
    }
}

/// How the watcher learns of changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum How {
    /// The kernel tells.
    Events,
    /// It looks, twice a second or, where looking takes long, less often.
    Polling {
        /// Why not by events: the name of the file system, or what the kernel said.
        why: String,
    },
}

/// How the watcher is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// How it learns of changes.
    pub how: How,
    /// Why the folder is away, if it is.
    pub away: Option<String>,
    /// How many files are known.
    pub files: usize,
    /// Looks at the folder so far.
    pub looks: u64,
}
