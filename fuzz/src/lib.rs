//! The parsers that are fuzzed, taken from their crates as single files: with instrumentation a whole web service and a
//! database would have to be built otherwise, which takes minutes and finds nothing more.

// What client_message.rs takes from the crate portal_events is in channel.rs below.
extern crate self as portal_events;

pub use channel::Channel;

#[path = "../../crates/portal-events/src/channel.rs"]
mod channel;
#[path = "../../services/websocket/src/client_message.rs"]
pub mod client_message;
#[path = "../../services/dashboard/src/uploads/multipart.rs"]
pub mod multipart;
#[path = "../../services/dashboard/src/uploads/names.rs"]
pub mod names;
