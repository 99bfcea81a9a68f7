//! Chunked uploads (contract section 1): `/api/v2/files/*`.
//!
//! Handlers are one file each; [`desk`] is what they work with: who has which upload open, where its bytes are, what the
//! database says of it; [`store`] is the disk.

pub(crate) mod cancel;
mod checksum;
pub(crate) mod chunk;
pub(crate) mod classify;
pub(crate) mod complete;
mod desk;
mod error;
pub(crate) mod init;
pub(crate) mod limits;
pub(crate) mod list;
mod memory;
pub mod multipart;
pub mod names;
pub(crate) mod raw_chunk;
mod receive;
mod recorded;
mod sha256;
pub(crate) mod show;
mod store;
mod tidy;
mod view;

pub(crate) use desk::{Desk, DeskParts};
pub(crate) use store::Root;

use portal_ratelimit::Rule;

/// The contract's six rules (section 3).
pub(crate) const INIT: Rule = Rule::per_minute("upload_init", 20);
/// Both chunk routes.
pub(crate) const CHUNK: Rule = Rule::per_minute("upload_chunk", 2000);
/// Completing.
pub(crate) const COMPLETE: Rule = Rule::per_minute("upload_complete", 20);
/// Listing.
pub(crate) const LIST: Rule = Rule::per_minute("upload_list", 100);
/// Showing one.
pub(crate) const SHOW: Rule = Rule::per_minute("upload_show", 100);
/// Cancelling.
pub(crate) const CANCEL: Rule = Rule::per_minute("upload_cancel", 50);
