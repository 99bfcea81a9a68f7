//! Where events end up.

use crate::Event;

/// The receiving end of events: the WebSocket hub, or a closure in a test.
///
/// Both calls come from the thread that received the event and must return quickly.
pub trait Sink: Send + Sync + 'static {
    /// Takes one event.
    fn deliver(&self, event: Event);

    /// Says that events may have been lost before the next one.
    fn gap(&self) {}
}

impl<F: Fn(Event) + Send + Sync + 'static> Sink for F {
    fn deliver(&self, event: Event) {
        self(event);
    }
}
