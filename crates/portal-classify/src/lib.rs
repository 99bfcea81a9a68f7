//! What an uploaded file is, told from its name and its first bytes, and whether it may stay.
//!
//! The name alone decides the [`FileKind`], which is also the folder the file is put in: it has to be known before the
//! first byte arrives and must not change afterwards. The first [`HEAD_LEN`] bytes then correct what a name can only
//! guess (MIME type, binary or text, compressed or not) and show executables under any name.
//!
//! Nothing here reads a file: names and bytes are handed in, answers are values.

mod content;
mod executable;
mod extension;
mod info;
mod kind;
mod mime;
mod security;

pub use executable::Executable;
pub use info::{FileInfo, classify};
pub use kind::{FileKind, UnknownKind};
pub use security::{RiskLevel, Security, SecurityPolicy};

/// How many of a file's first bytes are worth handing in; more are ignored, fewer only make the answer less sure.
///
/// Office documents are told from plain ZIP archives by an entry that can lie a few KiB in; all else needs 512 bytes.
pub const HEAD_LEN: usize = 8 * 1024;

/// The largest file that the contract accepts: 50 GiB, in bytes.
pub const MAX_FILE_BYTES: u64 = 50 * 1024 * 1024 * 1024;
