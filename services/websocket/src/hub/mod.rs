//! The heart: who published what, and how far each listener is.
//!
//! The hub knows nothing of HTTP, tokens or sockets. A message is serialised once into the ring of its channel and
//! audience; a listener is two counters that say how much of the line is behind it. So there is no queue per
//! connection, a slow client costs nobody anything, and one that falls out of the ring is told to start over.

mod entry;
mod line;
mod ring;
mod subscription;
mod topic;
mod wake;

#[cfg(test)]
mod model_test;

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use portal_config::Clock;
use portal_events::{Audience, Channel, Event, Sink};

use self::topic::Topic;
use crate::{lock::lock, per_channel::PerChannel};

pub(crate) use self::subscription::{Since, Subscription};
pub(crate) use self::wake::Wake;

/// The messages of a user without a listener are kept for this long (milliseconds), so that a reload misses nothing.
const KEEP_IDLE: i64 = 10 * 60 * 1000;

/// Messages on their way to all who may see them.
#[derive(Debug)]
pub struct Hub {
    /// Differs each time the service starts, so that a number from before cannot be mistaken for one of ours.
    epoch: String,
    history: usize,
    clock: Clock,
    /// How often messages were lost on their way to the hub.
    gaps: AtomicU64,
    generations: AtomicU64,
    everyone: PerChannel<Arc<Topic>>,
    users: PerChannel<Mutex<HashMap<String, Arc<Topic>>>>,
    delivered: PerChannel<AtomicU64>,
}

impl Hub {
    /// A hub that keeps `history` messages a channel and audience. `epoch` must differ from start to start.
    #[must_use]
    pub fn new(epoch: String, history: usize, clock: Clock) -> Self {
        let now = clock.unix_millis();
        Self {
            epoch,
            history,
            clock,
            gaps: AtomicU64::new(0),
            generations: AtomicU64::new(0),
            everyone: PerChannel::from_fn(|channel| Arc::new(Topic::new(0, capacity(channel, history), now))),
            users: PerChannel::default(),
            delivered: PerChannel::default(),
        }
    }

    /// Takes one event and wakes those who listen; gives back how many connections that are.
    pub fn publish(&self, event: Event) -> usize {
        let now = self.clock.unix_millis();
        let timestamp = self.clock.rfc3339();
        let everyone = self.everyone.get(event.channel);
        match event.audience {
            // Nobody is "everyone" on a private channel; whoever published that gets no reader.
            Audience::Everyone if event.channel.private() => 0,
            Audience::Everyone => {
                everyone.push(event.channel, 0, &timestamp, event.message);
                everyone.listeners.ring(now)
            }
            Audience::User(name) => {
                let topic = {
                    let mut users = lock(self.users.get(event.channel));
                    let topic = self.topic_of(&mut users, event.channel, &name, now);
                    // With the public ring locked, no listener passes a public message that this one comes before.
                    let public = lock(&everyone.ring);
                    topic.push(event.channel, public.head(), &timestamp, event.message);
                    topic
                };
                topic.listeners.ring(now)
            }
        }
    }

    /// Notes that messages were lost before they reached the hub: every listener is told to start over.
    pub fn note_gap(&self) {
        self.gaps.fetch_add(1, Ordering::SeqCst);
        let now = self.clock.unix_millis();
        for (channel, everyone) in self.everyone.iter() {
            everyone.listeners.ring(now);
            // The listeners of a user's topic listen to the public one too, except on a private channel.
            if channel.private() {
                lock(self.users.get(channel)).values().for_each(|topic| {
                    topic.listeners.ring(now);
                });
            }
        }
    }

    /// How many connections listen to a channel.
    pub fn subscribers(&self, channel: Channel) -> usize {
        if channel.private() {
            return lock(self.users.get(channel))
                .values()
                .map(|topic| topic.listeners.count())
                .sum();
        }
        self.everyone.get(channel).listeners.count()
    }

    /// How many messages of a channel were handed to connections, each connection counted.
    pub fn delivered(&self, channel: Channel) -> u64 {
        self.delivered.get(channel).load(Ordering::Relaxed)
    }

    /// Forgets the messages of users who have not listened for a while and to whom nothing happened.
    pub fn forget_idle(&self) {
        let then = self.clock.unix_millis() - KEEP_IDLE;
        for (_, users) in self.users.iter() {
            lock(users).retain(|_, topic| !topic.idle_since(then));
        }
    }

    /// How many users' messages are kept, channels added up.
    pub fn user_topics(&self) -> usize {
        self.users.iter().map(|(_, users)| lock(users).len()).sum()
    }

    fn topic_of(&self, users: &mut HashMap<String, Arc<Topic>>, channel: Channel, name: &str, now: i64) -> Arc<Topic> {
        if let Some(topic) = users.get(name) {
            topic.touch(now);
            return Arc::clone(topic);
        }
        let generation = self.generations.fetch_add(1, Ordering::Relaxed) + 1;
        let topic = Arc::new(Topic::new(generation, capacity(channel, self.history), now));
        users.insert(name.to_owned(), Arc::clone(&topic));
        topic
    }
}

impl Sink for Hub {
    fn deliver(&self, event: Event) {
        self.publish(event);
    }

    fn gap(&self) {
        self.note_gap();
    }
}

fn capacity(channel: Channel, history: usize) -> usize {
    if channel.latest_only() { 1 } else { history }
}
