//! One connection's place in one channel.

use std::{
    collections::VecDeque,
    sync::{Arc, atomic::Ordering},
};

use bytes::Bytes;
use portal_events::Channel;
use serde_json::json;

use super::{
    Hub,
    line::{Line, Position, Step},
    topic::Topic,
    wake::Wake,
};
use crate::{frame, lock::lock};

/// Where a returning client left off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Since {
    /// The `seq` of the last message it has.
    pub(crate) seq: u64,
    /// The `epoch` it was told; without one its number means nothing.
    pub(crate) epoch: Option<String>,
}

/// Ends when dropped.
#[derive(Debug)]
pub(crate) struct Subscription {
    hub: Arc<Hub>,
    channel: Channel,
    public: Arc<Topic>,
    private: Option<Arc<Topic>>,
    /// Our slots among the listeners of both.
    slots: (Option<usize>, Option<usize>),
    position: Position,
    gaps: u64,
    must_resync: bool,
}

impl Subscription {
    /// Subscribes a user, or somebody anonymous, who is woken by `wake`.
    ///
    /// Without `since` the line begins with the next message. With it, it begins behind the message the client has,
    /// or the client is told to start over when that is not possible.
    pub(crate) fn open(
        hub: &Arc<Hub>,
        channel: Channel,
        user: Option<&str>,
        since: Option<&Since>,
        wake: &Arc<Wake>,
    ) -> Self {
        let gaps = hub.gaps.load(Ordering::SeqCst);
        let public = Arc::clone(hub.everyone.get(channel));
        // Listening comes before looking, or a message in between would wake nobody.
        let public_slot = (!channel.private()).then(|| public.listeners.add(Arc::clone(wake)));
        let private = user.map(|name| {
            let mut users = lock(hub.users.get(channel));
            let topic = hub.topic_of(&mut users, channel, name, hub.clock.unix_millis());
            // Still under the lock of the table: an idle topic cannot be forgotten before we listen to it.
            let slot = topic.listeners.add(Arc::clone(wake));
            (topic, slot)
        });
        let (private, private_slot) = private.unzip();
        let mut subscription = Self {
            hub: Arc::clone(hub),
            channel,
            public,
            private,
            slots: (public_slot, private_slot),
            position: Position::default(),
            gaps,
            must_resync: false,
        };
        subscription.seek(since);
        subscription
    }

    fn seek(&mut self, since: Option<&Since>) {
        let epoch = self.epoch();
        let latest_only = self.channel.latest_only();
        let (position, must_resync) = self.with_line(|line| {
            let Some(since) = since else { return (line.end(), false) };
            let same_epoch = since.epoch.as_deref() == Some(epoch.as_str());
            match line.find(since.seq).filter(|_| same_epoch) {
                Some(position) => (position, false),
                None if latest_only => (line.before_newest(), false),
                None => (line.end(), true),
            }
        });
        self.position = position;
        self.must_resync = must_resync;
    }

    /// The answer to the subscription: the messages that follow begin behind its `seq`.
    pub(crate) fn welcome(&self) -> Bytes {
        self.announce("subscribed")
    }

    /// Puts the frames of up to `most` messages into `out`.
    pub(crate) fn pull(&mut self, most: usize, out: &mut VecDeque<Bytes>) {
        let gaps = self.hub.gaps.load(Ordering::SeqCst);
        if self.gaps != gaps || self.must_resync {
            self.gaps = gaps;
            self.must_resync = false;
            out.push_back(self.announce("resync"));
        }
        if self.nothing_new() {
            return;
        }
        let mut position = self.position;
        let latest_only = self.channel.latest_only();
        let mut taken = 0;
        let lost = self.with_line(|line| {
            while taken < most {
                match line.step(&mut position) {
                    Step::Message(frame) => {
                        out.push_back(frame);
                        taken += 1;
                    }
                    Step::Lost if latest_only => position = line.before_newest(),
                    Step::Lost => {
                        position = line.end();
                        return true;
                    }
                    Step::End => return false,
                }
            }
            false
        });
        self.position = position;
        self.hub
            .delivered
            .get(self.channel)
            .fetch_add(taken as u64, Ordering::Relaxed);
        if lost {
            out.push_back(self.announce("resync"));
        }
    }

    fn nothing_new(&self) -> bool {
        let private = self.private.as_ref().map_or(0, |topic| topic.head());
        self.public.head() + private == self.position.seq()
    }

    /// Identifies the numbering: another start, lost messages or a forgotten user make another one.
    fn epoch(&self) -> String {
        let (start, gaps) = (&self.hub.epoch, self.gaps);
        match &self.private {
            Some(topic) => format!("{start}.{gaps}.{}", topic.generation),
            None => format!("{start}.{gaps}"),
        }
    }

    fn announce(&self, kind: &str) -> Bytes {
        let message = json!({
            "type": kind,
            "channel": self.channel.as_str(),
            "seq": self.position.seq(),
            "epoch": self.epoch(),
            "timestamp": self.hub.clock.rfc3339(),
        });
        frame::text(&message.to_string())
    }

    fn with_line<T>(&self, look: impl FnOnce(Line<'_>) -> T) -> T {
        // The public ring first, as in `publish`.
        let public = lock(&self.public.ring);
        match &self.private {
            Some(topic) => {
                let private = lock(&topic.ring);
                look(Line {
                    public: &public,
                    private: Some(&private),
                })
            }
            None => look(Line {
                public: &public,
                private: None,
            }),
        }
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        if let Some(slot) = self.slots.0 {
            self.public.listeners.remove(slot);
        }
        if let (Some(topic), Some(slot)) = (&self.private, self.slots.1) {
            topic.touch(self.hub.clock.unix_millis());
            topic.listeners.remove(slot);
        }
    }
}
