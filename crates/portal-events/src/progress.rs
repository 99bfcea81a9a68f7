//! Progress of uploads, at a pace that a browser can use.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use crate::{Event, Publisher, Throttle};

/// Five messages a second and upload; a progress bar shows no more.
const INTERVAL: Duration = Duration::from_millis(200);

/// Publishes progress events, at most five a second per upload.
///
/// Somebody must call [`Progress::tick`] now and then ([`Progress::run`] does), so that the last progress before a pause
/// goes out too.
#[derive(Debug)]
pub struct Progress {
    publisher: Publisher,
    throttle: Mutex<Throttle<String, Event>>,
}

impl Progress {
    /// Progress that goes out through `publisher`.
    #[must_use]
    pub fn new(publisher: Publisher) -> Self {
        Self {
            publisher,
            throttle: Mutex::new(Throttle::new(INTERVAL)),
        }
    }

    /// Reports how far an upload is.
    pub fn report(&self, upload_id: &str, event: Event, now: Instant) {
        // Published under the lock, or an older figure could overtake a newer one.
        let mut throttle = self.lock();
        if let Some(event) = throttle.offer(upload_id.to_owned(), event, now) {
            self.publisher.publish(event);
        }
    }

    /// Reports the end of an upload: goes out at once, and no progress after it.
    pub fn finish(&self, upload_id: &str, event: Event) {
        let mut throttle = self.lock();
        throttle.forget(&upload_id.to_owned());
        self.publisher.publish(event);
    }

    /// Sends what was held back and is due.
    pub fn tick(&self, now: Instant) {
        let mut throttle = self.lock();
        for event in throttle.due(now) {
            self.publisher.publish(event);
        }
    }

    /// Ticks for as long as it is polled.
    pub async fn run(&self) {
        let mut interval = tokio::time::interval(INTERVAL);
        interval.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            interval.tick().await;
            self.tick(Instant::now());
        }
    }

    fn lock(&self) -> MutexGuard<'_, Throttle<String, Event>> {
        self.throttle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::json;

    use super::*;
    use crate::Channel;

    #[test]
    fn the_end_overtakes_what_was_held_back() {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let sink = Arc::clone(&seen);
        let publisher = Publisher::in_process(Arc::new(move |event: Event| {
            sink.lock().unwrap().push(event.message["data"].clone())
        }));
        let progress = Progress::new(publisher);
        let event = |data| Event::to_user(Channel::Uploads, "kim", "upload_progress", json!(data));
        let start = Instant::now();
        progress.report("u1", event(10), start);
        progress.report("u1", event(20), start);
        progress.report("u2", event(1), start);
        progress.report("u2", event(2), start);
        progress.finish("u1", event(100));
        progress.tick(start + INTERVAL);
        assert_eq!(*seen.lock().unwrap(), [json!(10), json!(1), json!(100), json!(2)]);
    }
}
