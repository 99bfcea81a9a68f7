//! Any order of publishing, reading, lagging, leaving and coming back, against a model that keeps everything.

use std::{collections::VecDeque, sync::Arc};

use bytes::Bytes;
use portal_config::Clock;
use portal_events::{Channel, Event};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Hub, Since, Subscription, Wake};

const HISTORY: usize = 4;
const USERS: [&str; 2] = ["kim", "lee"];

#[derive(Clone, Debug)]
enum Act {
    /// Publish to everyone, or to one of the users.
    Publish(Option<usize>),
    /// A listener takes up to so many messages.
    Pull(usize, usize),
    /// A listener leaves and comes back with what it remembers.
    Return(usize),
    /// Messages were lost before they reached the hub.
    Gap,
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        5 => prop::option::of(0..USERS.len()).prop_map(Act::Publish),
        4 => (0..3usize, 1..8usize).prop_map(|(who, most)| Act::Pull(who, most)),
        2 => (0..3usize).prop_map(Act::Return),
        1 => Just(Act::Gap),
    ]
}

/// A client: what it would know, and what it should have got.
struct Client {
    user: Option<&'static str>,
    subscription: Subscription,
    wake: Arc<Wake>,
    seq: u64,
    epoch: String,
    /// Bodies published since the last point from which nothing may be missing.
    owed: VecDeque<u64>,
}

impl Client {
    fn new(hub: &Arc<Hub>, channel: Channel, user: Option<&'static str>) -> Self {
        let wake = Arc::new(Wake::default());
        let subscription = Subscription::open(hub, channel, user, None, &wake);
        let welcome = payload(&subscription.welcome());
        Self {
            user,
            subscription,
            wake,
            seq: welcome["seq"].as_u64().unwrap(),
            epoch: welcome["epoch"].as_str().unwrap().to_owned(),
            owed: VecDeque::new(),
        }
    }

    fn come_back(&mut self, hub: &Arc<Hub>, channel: Channel) {
        let since = Since {
            seq: self.seq,
            epoch: Some(self.epoch.clone()),
        };
        self.subscription = Subscription::open(hub, channel, self.user, Some(&since), &self.wake);
        let welcome = payload(&self.subscription.welcome());
        if welcome["seq"] == json!(self.seq) && welcome["epoch"] == json!(self.epoch) {
            return;
        }
        let mut frames = VecDeque::new();
        if !channel.latest_only() {
            self.subscription.pull(0, &mut frames);
            assert_eq!(
                payload(&frames[0])["type"],
                "resync",
                "a line that begins elsewhere must be said"
            );
        }
        self.start_over(&welcome);
    }

    fn start_over(&mut self, said: &Value) {
        self.seq = said["seq"].as_u64().unwrap();
        self.epoch = said["epoch"].as_str().unwrap().to_owned();
        self.owed.clear();
    }

    fn pull(&mut self, most: usize, channel: Channel) {
        let mut frames = VecDeque::new();
        self.subscription.pull(most, &mut frames);
        for frame in frames {
            let message = payload(&frame);
            if message["type"] == "resync" {
                if message["seq"] == json!(self.seq) {
                    // Lost before the hub: nothing the hub has is skipped.
                    self.epoch = message["epoch"].as_str().unwrap().to_owned();
                } else {
                    self.start_over(&message);
                }
                continue;
            }
            let seq = message["seq"].as_u64().unwrap();
            let body = message["data"].as_u64().unwrap();
            if channel.latest_only() {
                assert!(seq > self.seq, "newer only");
                self.owed.retain(|owed| *owed > body);
            } else {
                assert_eq!(seq, self.seq + 1, "counts up by one");
                assert_eq!(
                    self.owed.pop_front(),
                    Some(body),
                    "in order, nothing missing, nothing of others"
                );
            }
            self.seq = seq;
        }
    }
}

fn payload(frame: &Bytes) -> Value {
    let start = if frame[1] == 126 { 4 } else { 2 };
    serde_json::from_slice(&frame[start..]).unwrap()
}

fn run(channel: Channel, acts: Vec<Act>) {
    let hub = Arc::new(Hub::new("e".to_owned(), HISTORY, Clock::manual(1_700_000_000)));
    let mut clients = vec![
        Client::new(&hub, channel, None),
        Client::new(&hub, channel, Some(USERS[0])),
        Client::new(&hub, channel, Some(USERS[1])),
    ];
    for (number, act) in acts.into_iter().enumerate() {
        match act {
            Act::Publish(to) => {
                let to = to.map(|user| USERS[user]);
                let body = json!(number);
                hub.publish(match to {
                    None => Event::to_everyone(channel, "x", body),
                    Some(user) => Event::to_user(channel, user, "x", body),
                });
                for client in &mut clients {
                    if to.is_none() || to == client.user {
                        client.owed.push_back(number as u64);
                    }
                }
            }
            Act::Pull(who, most) => clients[who].pull(most, channel),
            Act::Return(who) => clients[who].come_back(&hub, channel),
            Act::Gap => hub.note_gap(),
        }
    }
    for client in &mut clients {
        client.pull(usize::MAX, channel);
        assert!(client.owed.is_empty(), "in the end nothing is owed");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn every_listener_sees_a_line_without_gaps_or_is_told_to_start_over(acts in prop::collection::vec(act(), 1..60)) {
        run(Channel::Jobs, acts);
    }

    #[test]
    fn a_latest_only_listener_always_ends_with_the_newest(acts in prop::collection::vec(act(), 1..40)) {
        run(Channel::Metrics, acts);
    }
}

#[test]
fn equal_messages_are_the_same_bytes_for_everyone() {
    let hub = Arc::new(Hub::new("e".to_owned(), HISTORY, Clock::System));
    let mut clients: Vec<_> = (0..3).map(|_| Client::new(&hub, Channel::Alerts, None)).collect();
    hub.publish(Event::to_everyone(Channel::Alerts, "alert", json!("once")));
    let pointers: Vec<_> = clients
        .iter_mut()
        .map(|client| {
            let mut frames = VecDeque::new();
            client.subscription.pull(10, &mut frames);
            frames[0].as_ptr()
        })
        .collect();
    assert!(pointers.windows(2).all(|pair| pair[0] == pair[1]));
}

#[test]
fn a_user_who_was_forgotten_starts_over_and_others_never_see_their_messages() {
    let clock = Clock::manual(1_700_000_000);
    let hub = Arc::new(Hub::new("e".to_owned(), HISTORY, clock.clone()));
    let mut kim = Client::new(&hub, Channel::Uploads, Some("kim"));
    let mut lee = Client::new(&hub, Channel::Uploads, Some("lee"));
    hub.publish(Event::to_user(Channel::Uploads, "kim", "upload_progress", json!(1)));
    kim.owed.push_back(1);
    kim.pull(10, Channel::Uploads);
    lee.pull(10, Channel::Uploads);
    assert_eq!((kim.seq, lee.seq), (1, 0));
    let remembered = Since {
        seq: kim.seq,
        epoch: Some(kim.epoch.clone()),
    };
    drop(kim);
    clock.advance(std::time::Duration::from_secs(11 * 60));
    hub.forget_idle();
    assert_eq!(hub.user_topics(), 1, "lee still listens");
    let wake = Arc::new(Wake::default());
    let mut back = Subscription::open(&hub, Channel::Uploads, Some("kim"), Some(&remembered), &wake);
    let mut frames = VecDeque::new();
    back.pull(10, &mut frames);
    assert_eq!(payload(&frames[0])["type"], "resync");
}

#[test]
fn threads_that_publish_and_listen_at_once_agree_on_one_line() {
    let hub = Arc::new(Hub::new("e".to_owned(), 100_000, Clock::System));
    let listeners: Vec<_> = [None, Some("kim"), Some("kim")]
        .into_iter()
        .map(|user| Subscription::open(&hub, Channel::Jobs, user, None, &Arc::new(Wake::default())))
        .collect();
    let publish = |to: Option<&'static str>| {
        let hub = Arc::clone(&hub);
        std::thread::spawn(move || {
            for number in 0..3_000 {
                hub.publish(match to {
                    None => Event::to_everyone(Channel::Jobs, "public", json!(number)),
                    Some(user) => Event::to_user(Channel::Jobs, user, "private", json!(number)),
                });
            }
        })
    };
    let publishers = [publish(None), publish(None), publish(Some("kim"))];
    let readers: Vec<_> = listeners
        .into_iter()
        .enumerate()
        .map(|(who, mut listener)| {
            std::thread::spawn(move || {
                let wanted = if who == 0 { 6_000 } else { 9_000 };
                let mut line = Vec::new();
                let mut frames = VecDeque::new();
                while line.len() < wanted {
                    listener.pull(7, &mut frames);
                    line.extend(frames.drain(..).map(|frame| payload(&frame)));
                    std::thread::yield_now();
                }
                line
            })
        })
        .collect();
    publishers.into_iter().for_each(|publisher| publisher.join().unwrap());
    let lines: Vec<_> = readers.into_iter().map(|reader| reader.join().unwrap()).collect();
    for line in &lines {
        assert!(
            line.iter()
                .zip(1_u64..)
                .all(|(message, seq)| message["seq"] == json!(seq))
        );
    }
    assert!(lines[1] == lines[2], "two connections of one person see the same line");
}
