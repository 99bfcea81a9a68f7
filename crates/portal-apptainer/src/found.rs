//! What a discovery finds, and remembers for the next one.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::Image;

/// What tells whether a file was changed since it was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Stamp {
    /// Its bytes.
    pub size: u64,
    /// When it was changed, in nanoseconds since 1970; whole seconds over SSH.
    pub changed: i64,
    /// Its inode; 0 over SSH, where it is not told.
    pub inode: u64,
    /// The same of the files that describe it, folded into one number; 0 when there are none.
    pub described: u64,
}

impl Stamp {
    /// Counts a file that describes the image in.
    pub(crate) fn with(&mut self, other: Self) {
        for part in [other.size, other.changed.cast_unsigned(), other.inode, 1] {
            // FNV-1a over words: it has to notice changes, not attackers.
            self.described = (self.described ^ part).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

/// What reading a file gave.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reading {
    /// It is an image.
    Image(Box<Image>),
    /// It is none, or a broken one, for this reason.
    Refused(String),
}

impl Reading {
    /// The image.
    #[must_use]
    pub fn image(&self) -> Option<&Image> {
        match self {
            Self::Image(image) => Some(image),
            Self::Refused(_) => None,
        }
    }
}

/// A file whose name is that of an image.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Found {
    /// How it looked when it was read.
    pub stamp: Stamp,
    /// What it is; shared with earlier discoveries while nothing changes.
    pub reading: Arc<Reading>,
}

/// What was found in one place, by path; handed to the next discovery, which reads only what is different.
pub type Memory = BTreeMap<String, Found>;

/// Something that could not be looked at. It may be fine the next time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Which file or folder.
    pub path: String,
    /// Why, for people.
    pub reason: String,
}

/// What one place has.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Discovery {
    /// Everything that is named like an image, by path.
    pub found: Memory,
    /// What could not be looked at. Where there is such a thing, what is missing in `found` may still be there.
    pub problems: Vec<Problem>,
    /// Images whose headers were read this time.
    pub read: usize,
    /// Bytes that were read for it.
    pub bytes_read: u64,
}

impl Discovery {
    /// All images, with their paths.
    pub fn images(&self) -> impl Iterator<Item = (&str, &Image)> {
        let images = self.found.iter();
        images.filter_map(|(path, found)| Some((path.as_str(), found.reading.image()?)))
    }

    /// All was looked at, so that what is missing is gone.
    #[must_use]
    pub const fn is_complete(&self) -> bool {
        self.problems.is_empty()
    }
}
