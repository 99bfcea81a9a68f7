//! One message, serialised once for everyone who gets it.

use bytes::Bytes;
use portal_events::{Channel, Message};

use crate::frame;

/// A message as a ready frame, and its place in the line that most of its listeners see.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    place: u64,
    frame: Bytes,
    /// Where in the frame the part behind the sequence number begins.
    tail: usize,
}

impl Entry {
    /// Serialises a message. What it says about `channel`, `seq` and `timestamp` is overwritten.
    pub(super) fn new(channel: Channel, place: u64, timestamp: &str, mut message: Message) -> Self {
        for ours in ["channel", "seq", "timestamp"] {
            message.remove(ours);
        }
        let rest = serde_json::Value::Object(message).to_string();
        // The message without its opening brace; an empty one leaves only the closing brace.
        let rest = rest.strip_prefix('{').unwrap_or(&rest);
        let comma = if rest == "}" { "" } else { "," };
        let tail = format!(r#","channel":"{channel}","timestamp":"{timestamp}"{comma}{rest}"#);
        let frame = numbered(place, tail.as_bytes());
        let tail = frame.len() - tail.len();
        Self { place, frame, tail }
    }

    pub(super) fn place(&self) -> u64 {
        self.place
    }

    pub(super) fn size(&self) -> usize {
        self.frame.len()
    }

    /// The frame for a listener in whose line the message has this number: the shared bytes whenever they fit.
    pub(super) fn frame(&self, seq: u64) -> Bytes {
        if seq == self.place {
            return self.frame.clone();
        }
        numbered(seq, self.frame.get(self.tail..).unwrap_or_default())
    }
}

fn numbered(seq: u64, tail: &[u8]) -> Bytes {
    let head = format!(r#"{{"seq":{seq}"#);
    frame::text_of(&[head.as_bytes(), tail])
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn payload(frame: &Bytes) -> Value {
        serde_json::from_slice(&frame[2..]).unwrap()
    }

    #[test]
    fn ours_overwrites_what_the_message_claims() {
        let Value::Object(message) = json!({"type": "alert", "seq": 99, "timestamp": "then", "channel": "jobs"}) else {
            panic!()
        };
        let entry = Entry::new(Channel::Alerts, 7, "now", message);
        let expected = json!({"type": "alert", "seq": 7, "timestamp": "now", "channel": "alerts"});
        assert_eq!(payload(&entry.frame(7)), expected);
    }

    #[test]
    fn another_listeners_number_changes_nothing_else() {
        let Value::Object(message) = json!({"data": "한글 \" }"}) else {
            panic!()
        };
        let entry = Entry::new(Channel::Jobs, 9, "now", message);
        let (mut ours, mut theirs) = (payload(&entry.frame(9)), payload(&entry.frame(1_000)));
        assert_eq!((ours["seq"].take(), theirs["seq"].take()), (json!(9), json!(1_000)));
        assert_eq!(ours, theirs);
    }

    #[test]
    fn equal_numbers_share_the_bytes() {
        let entry = Entry::new(Channel::Jobs, 3, "now", Message::new());
        assert_eq!(entry.frame(3).as_ptr(), entry.frame(3).as_ptr());
        assert_eq!(
            payload(&entry.frame(3)),
            json!({"seq": 3, "channel": "jobs", "timestamp": "now"})
        );
    }
}
