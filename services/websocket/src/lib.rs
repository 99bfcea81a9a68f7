//! hub only
mod frame;
#[doc(hidden)]
pub mod hub;
mod lock;
mod per_channel;
