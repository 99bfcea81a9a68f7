//! Which container images are there, and what do they say about themselves?
//!
//! Pure of HTTP and databases, and blocking: whoever calls has a thread for it.

pub mod command;
mod found;
mod image;
mod kind;
mod places;
mod read_at;
pub mod registry;
#[cfg(feature = "ssh")]
pub mod remote;
pub mod sif;

pub use found::{Discovery, Found, Memory, Problem, Reading, Stamp};
pub use image::{Beside, FoundBy, Image};
pub use kind::Kind;
pub use places::{Place, Placed, merge};
pub use read_at::ReadAt;
