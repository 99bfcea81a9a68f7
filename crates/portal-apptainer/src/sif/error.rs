//! Why an image is not read.

use std::io;

/// Why an image is not read. The words are for people: an operator sees them beside the image's path.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImageError {
    /// The file cannot be read; nothing is known of the image.
    #[error("the file cannot be read: {0}")]
    Read(#[source] io::Error),
    /// The file begins with something else than a SIF header.
    #[error("this is not a SIF image")]
    NotSif,
    /// Something lies outside of the file: it was cut off, or is being written.
    #[error("the image is cut off or still being written: {what} should end at byte {end}, the file has {size}")]
    Truncated {
        /// What is outside.
        what: &'static str,
        /// Where it should end, in bytes.
        end: u64,
        /// The bytes that there are.
        size: u64,
    },
    /// It contradicts itself.
    #[error("the image is damaged: {0}")]
    Broken(&'static str),
    /// It wants more than an honest image needs.
    #[error("the image asks for too much: {what} {found}, allowed are {limit}")]
    TooMuch {
        /// What is too much, with its unit.
        what: &'static str,
        /// What the image has or asks for.
        found: u64,
        /// How much is allowed.
        limit: u64,
    },
}

impl ImageError {
    /// The image itself is at fault, so that reading it again gives the same; false for a failing disk or network.
    #[must_use]
    pub const fn is_lasting(&self) -> bool {
        !matches!(self, Self::Read(_))
    }
}

/// What reading an image gives.
pub(crate) type Outcome<T> = Result<T, ImageError>;

/// `found` when it is within the limit.
pub(crate) fn at_most(what: &'static str, found: u64, limit: u64) -> Outcome<u64> {
    if found > limit {
        return Err(ImageError::TooMuch { what, found, limit });
    }
    Ok(found)
}
