//! Uploads on the disk: no HTTP, no database.
//!
//! One pre-sized `.part` file beside the target; each chunk is written once, to its place; a map beside it says which are
//! there; at the end the file is synced and renamed. Nothing is assembled, nothing is held in memory.

mod boot;
mod claims;
mod leftovers;
mod map;
mod part;
mod pieces;
mod root;

pub(super) use boot::boot_id;
pub(super) use claims::{Claim, Outcome, Superseded};
pub(super) use leftovers::hidden_below;
pub(super) use map::{BootId, Geometry};
pub(super) use part::{Found, Part, PublishError, Published, remove_leftovers};
pub(crate) use root::Root;
