//! What happens in the portal, on its way to the people who watch.
//!
//! Whoever changes something builds one [`Event`] and hands it to a [`Publisher`], which never blocks and never fails
//! its caller. The event travels through Redis when the portal has one, over loopback HTTP otherwise, or stays inside
//! the process when all services share one. At the other end a [`Sink`] (the WebSocket hub) receives it, in the order
//! in which one publisher sent it.
//!
//! Delivery is at least once while everything runs. When events had to be given up (a full queue, a lost connection)
//! the sink is told by [`Sink::gap`], so that nobody mistakes silence for "nothing happened".

mod channel;
mod ended;
mod event;
mod listen;
mod peer;
mod progress;
mod publish;
mod queue;
mod sink;
mod throttle;

pub use channel::{Channel, UnknownChannel};
pub use ended::{announce_ended, hear_ended};
pub use event::{Audience, EnvelopeError, Event, Message};
pub use listen::{hear_text, listen};
pub use peer::{NoAnswer, Peer, PeerAnswer};
pub use progress::Progress;
pub use publish::{Publisher, PublisherError};
pub use sink::Sink;
pub use throttle::Throttle;

/// The Redis channel that carries events.
pub const REDIS_CHANNEL: &str = "portal:events";

/// The header that proves a call comes from another service of this portal.
pub const SECRET_HEADER: &str = "X-Internal-Secret";
