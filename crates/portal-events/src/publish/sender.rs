//! The thread that empties the queue: batches, retries with back-off, and giving up.

use std::{
    ops::ControlFlow,
    sync::Arc,
    time::{Duration, Instant},
};

use metrics::counter;

use crate::queue::{Batch, Queue};

const BATCH: usize = 256;
const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// After this long without success a batch is old news: listeners are better off with a gap and the current state.
const GIVE_UP_AFTER: Duration = Duration::from_secs(30);

/// One way to bring a batch to its receiver.
pub(super) trait Carrier: Send + 'static {
    /// Sends the whole batch, in order. A batch whose sending failed may be sent again.
    fn carry(&mut self, batch: &Batch) -> Result<(), CarryError>;
}

/// Why a batch did not arrive.
#[derive(Debug, thiserror::Error)]
pub(super) enum CarryError {
    /// Nobody there at the moment.
    #[error("the event receiver cannot be reached")]
    Unreachable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The receiver does not want this batch, and will not want it later.
    #[error("the event receiver refused a batch with status {0}")]
    Refused(u16),
}

/// Starts the thread; it ends when the queue is closed and everything is sent, or nobody is there to send it to.
pub(super) fn spawn(queue: Arc<Queue>, mut carrier: impl Carrier) -> std::io::Result<()> {
    std::thread::Builder::new()
        .name("event-sender".to_owned())
        .spawn(move || {
            while let Some(batch) = queue.take(BATCH) {
                if send(&queue, &mut carrier, &batch).is_break() {
                    return;
                }
            }
        })?;
    Ok(())
}

/// Sends one batch, however often that takes within reason.
fn send(queue: &Queue, carrier: &mut impl Carrier, batch: &Batch) -> ControlFlow<()> {
    let started = Instant::now();
    let mut pause = FIRST_PAUSE;
    loop {
        let error = match carrier.carry(batch) {
            Ok(()) => {
                if pause > FIRST_PAUSE {
                    tracing::info!(events = batch.events.len(), "the event receiver is back");
                }
                return ControlFlow::Continue(());
            }
            Err(error) => error,
        };
        if pause == FIRST_PAUSE {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                events = batch.events.len(),
                "events wait"
            );
        }
        let hopeless = matches!(error, CarryError::Refused(_)) || started.elapsed() >= GIVE_UP_AFTER;
        let open = queue.pause(if hopeless { LONGEST_PAUSE } else { pause });
        if hopeless || !open {
            let given_up = batch.events.len() as u64;
            tracing::warn!(events = given_up, "events were given up");
            counter!("events_dropped_total").increment(given_up);
            queue.give_up(batch.lost + given_up);
            return if open {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            };
        }
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use serde_json::json;

    use super::*;
    use crate::{Channel, Event};

    /// Answers from a script, then accepts everything; remembers what arrived.
    struct Scripted {
        answers: Vec<CarryError>,
        arrived: Arc<Mutex<Vec<Batch>>>,
    }

    impl Carrier for Scripted {
        fn carry(&mut self, batch: &Batch) -> Result<(), CarryError> {
            if !self.answers.is_empty() {
                return Err(self.answers.remove(0));
            }
            let copy = Batch {
                lost: batch.lost,
                events: batch.events.clone(),
            };
            self.arrived.lock().unwrap().push(copy);
            Ok(())
        }
    }

    fn absent() -> CarryError {
        CarryError::Unreachable("nobody there".into())
    }

    fn event(number: u64) -> Event {
        Event::to_everyone(Channel::Jobs, "job_update", json!(number))
    }

    #[test]
    fn a_receiver_that_comes_late_gets_everything_in_order() {
        let (queue, arrived) = (Arc::new(Queue::new(10)), Arc::default());
        (1..=3).for_each(|number| assert_eq!(queue.push(event(number)), 0));
        let answers = vec![absent(), absent()];
        spawn(
            Arc::clone(&queue),
            Scripted {
                answers,
                arrived: Arc::clone(&arrived),
            },
        )
        .unwrap();
        assert!(queue.drain(Duration::from_secs(10)));
        assert_eq!(
            *arrived.lock().unwrap(),
            [Batch {
                lost: 0,
                events: vec![event(1), event(2), event(3)]
            }]
        );
        queue.close();
    }

    #[test]
    fn what_was_refused_is_counted_as_lost_with_the_next_batch() {
        let queue = Queue::new(10);
        let mut carrier = Scripted {
            answers: vec![CarryError::Refused(401)],
            arrived: Arc::default(),
        };
        queue.push(event(1));
        let refused = queue.take(10).unwrap();
        queue.close();
        assert!(send(&queue, &mut carrier, &refused).is_break());
        queue.push(event(2));
        assert_eq!(
            queue.take(10),
            Some(Batch {
                lost: 1,
                events: vec![event(2)]
            })
        );
    }

    #[test]
    fn a_publisher_that_ends_does_not_wait_for_an_absent_receiver() {
        let queue = Queue::new(10);
        let mut carrier = Scripted {
            answers: vec![absent(), absent()],
            arrived: Arc::default(),
        };
        queue.push(event(1));
        let batch = queue.take(10).unwrap();
        queue.close();
        let started = Instant::now();
        assert!(send(&queue, &mut carrier, &batch).is_break());
        assert!(started.elapsed() < Duration::from_secs(1));
    }
}
