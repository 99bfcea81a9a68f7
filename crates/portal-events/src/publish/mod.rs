//! Sending events off, by one of three ways, without ever holding up the one who sends.

mod http;
mod redis;
mod sender;

use std::{sync::Arc, time::Duration};

use metrics::counter;
use secrecy::SecretString;

use crate::{Event, Sink, queue::Queue};

/// How many events may wait for a slow or absent receiver.
const QUEUE_CAPACITY: usize = 4096;

/// Sends events; cheap to clone, all clones share one queue and so one order.
///
/// [`Publisher::publish`] never blocks and never fails. What cannot be sent in time is dropped, oldest first, counted
/// in `events_dropped_total`, and the receiver is told of the gap.
#[derive(Clone)]
pub struct Publisher(Way);

#[derive(Clone)]
enum Way {
    Queued(Arc<Feeder>),
    Direct(Arc<dyn Sink>),
    Nowhere,
}

/// The publishers' end of the queue; when the last clone goes, the sending thread sends the rest and ends.
struct Feeder(Arc<Queue>);

impl Drop for Feeder {
    fn drop(&mut self) {
        self.0.close();
    }
}

/// Why a publisher could not be made.
#[derive(Debug, thiserror::Error)]
pub enum PublisherError {
    /// The Redis URL cannot be read.
    #[error("the Redis address is not valid")]
    RedisAddress(#[source] ::redis::RedisError),
    /// No thread for sending could be started.
    #[error("the event sender could not be started")]
    Thread(#[source] std::io::Error),
}

impl Publisher {
    /// Publishes on the Redis channel [`crate::REDIS_CHANNEL`]. Redis need not be there yet.
    ///
    /// # Errors
    ///
    /// When the address cannot be read or no thread can be started.
    pub fn redis(url: &str) -> Result<Self, PublisherError> {
        let client = ::redis::Client::open(url).map_err(PublisherError::RedisAddress)?;
        Self::queued(redis::RedisCarrier::new(client))
    }

    /// Posts batches to `<base_url>/broadcast` of the WebSocket service. It need not be there yet.
    ///
    /// # Errors
    ///
    /// When no thread can be started.
    pub fn http(base_url: &str, secret: SecretString) -> Result<Self, PublisherError> {
        Self::queued(http::HttpCarrier::new(base_url, secret))
    }

    /// Hands every event straight to a sink in the same process.
    #[must_use]
    pub fn in_process(sink: Arc<dyn Sink>) -> Self {
        Self(Way::Direct(sink))
    }

    /// Drops every event on purpose, for programs without an audience.
    #[must_use]
    pub fn nowhere() -> Self {
        Self(Way::Nowhere)
    }

    /// Sends an event off.
    pub fn publish(&self, event: Event) {
        counter!("events_published_total", "channel" => event.channel.as_str()).increment(1);
        match &self.0 {
            Way::Direct(sink) => sink.deliver(event),
            Way::Queued(feeder) => match feeder.0.push(event) {
                0 => {}
                dropped => counter!("events_dropped_total").increment(dropped),
            },
            Way::Nowhere => {}
        }
    }

    /// Waits, blocking, until all that was published is sent; false when `patience` ran out first. For the end of a
    /// program.
    #[must_use]
    pub fn drain(&self, patience: Duration) -> bool {
        match &self.0 {
            Way::Queued(feeder) => feeder.0.drain(patience),
            Way::Direct(_) | Way::Nowhere => true,
        }
    }

    fn queued(carrier: impl sender::Carrier) -> Result<Self, PublisherError> {
        let queue = Arc::new(Queue::new(QUEUE_CAPACITY));
        sender::spawn(Arc::clone(&queue), carrier).map_err(PublisherError::Thread)?;
        Ok(Self(Way::Queued(Arc::new(Feeder(queue)))))
    }
}

impl std::fmt::Debug for Publisher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let way = match &self.0 {
            Way::Queued(_) => "queued",
            Way::Direct(_) => "in process",
            Way::Nowhere => "nowhere",
        };
        f.debug_tuple("Publisher").field(&way).finish()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use serde_json::json;

    use super::*;
    use crate::Channel;

    #[test]
    fn in_process_the_sink_has_it_before_publish_returns() {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let sink = Arc::clone(&seen);
        let publisher = Publisher::in_process(Arc::new(move |event: Event| sink.lock().unwrap().push(event)));
        let event = Event::to_everyone(Channel::Jobs, "job_update", json!({"id": 1}));
        publisher.publish(event.clone());
        assert_eq!(*seen.lock().unwrap(), [event]);
    }

    #[test]
    fn publishing_to_a_service_that_is_not_there_holds_nobody_up() {
        let publisher = Publisher::http("http://127.0.0.1:1", SecretString::from("a secret")).unwrap();
        for number in 0..2 * QUEUE_CAPACITY {
            publisher.publish(Event::to_everyone(Channel::Jobs, "job_update", json!(number)));
        }
        assert!(!publisher.drain(Duration::from_millis(10)));
    }
}
