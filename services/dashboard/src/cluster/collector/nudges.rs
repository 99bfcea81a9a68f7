//! Wishes for a newer snapshot, on their way to the portal node that collects.

use tokio::sync::mpsc::{Receiver, Sender, channel};

use super::topic::Topic;

/// More than this many at once say no more than these.
const WAITING: usize = 64;

/// Takes wishes, never waits.
#[derive(Clone, Debug)]
pub(super) struct Nudges(Sender<Topic>);

/// Where the wishes come out.
pub(super) type PassedOn = Receiver<Topic>;

impl Nudges {
    pub(super) fn new() -> (Self, PassedOn) {
        let (sender, receiver) = channel(WAITING);
        (Self(sender), receiver)
    }

    /// Full: the node that collects is being told already. Closed: there is no other node.
    pub(super) fn pass_on(&self, topic: Topic) {
        let _ = self.0.try_send(topic);
    }
}
