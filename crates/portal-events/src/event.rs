//! One event, and its form between services.
//!
//! The same object travels over Redis and over `POST /broadcast`: `{"channel", "message", "user"?}`.

use serde_json::{Map, Value};

use crate::{Channel, UnknownChannel};

/// The JSON object that a client receives; it has at least `type` and `data`.
pub type Message = Map<String, Value>;

/// Who may see an event.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Audience {
    /// Everyone who subscribed.
    Everyone,
    /// The connections of this user only.
    User(String),
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Where it is published.
    pub channel: Channel,
    /// Who may see it.
    pub audience: Audience,
    /// What they see. `channel`, `seq` and `timestamp` are added on the way out and overwrite what is here.
    pub message: Message,
}

/// Why something is not an event. The texts are those that callers of `/broadcast` know.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EnvelopeError {
    /// `channel` or `message` is absent or empty.
    #[error("channel and message are required")]
    Missing,
    /// No such channel.
    #[error(transparent)]
    Channel(#[from] UnknownChannel),
    /// `message` is not an object.
    #[error("message must be an object")]
    NotAnObject,
    /// `user` is there but is not a name.
    #[error("user must be a non-empty string")]
    BadUser,
    /// A private channel without the name of its reader.
    #[error("channel {0} requires user")]
    NeedsUser(Channel),
}

impl Event {
    /// An event for everyone: message `{"type": kind, "data": data}`.
    #[must_use]
    pub fn to_everyone(channel: Channel, kind: &str, data: Value) -> Self {
        Self {
            channel,
            audience: Audience::Everyone,
            message: message(kind, data),
        }
    }

    /// An event for one person: message `{"type": kind, "data": data}`.
    #[must_use]
    pub fn to_user(channel: Channel, user: impl Into<String>, kind: &str, data: Value) -> Self {
        Self {
            channel,
            audience: Audience::User(user.into()),
            message: message(kind, data),
        }
    }

    /// The form between services.
    #[must_use]
    pub fn into_envelope(self) -> Value {
        let mut envelope = Map::new();
        envelope.insert("channel".to_owned(), Value::from(self.channel.as_str()));
        envelope.insert("message".to_owned(), Value::Object(self.message));
        if let Audience::User(name) = self.audience {
            envelope.insert("user".to_owned(), Value::String(name));
        }
        Value::Object(envelope)
    }

    /// Reads the form between services.
    ///
    /// # Errors
    ///
    /// When a field is missing or of the wrong kind, and when a private channel names no user: such a message would
    /// have no reader at best and the wrong one at worst.
    pub fn from_envelope(envelope: Value) -> Result<Self, EnvelopeError> {
        let Value::Object(mut fields) = envelope else {
            return Err(EnvelopeError::Missing);
        };
        let channel = match fields.get("channel") {
            Some(Value::String(name)) if !name.is_empty() => name.parse::<Channel>()?,
            None | Some(Value::Null | Value::String(_)) => return Err(EnvelopeError::Missing),
            Some(other) => return Err(UnknownChannel(other.to_string()).into()),
        };
        let message = match fields.remove("message") {
            Some(Value::Object(message)) if !message.is_empty() => message,
            None | Some(Value::Null | Value::Object(_)) => return Err(EnvelopeError::Missing),
            Some(_) => return Err(EnvelopeError::NotAnObject),
        };
        let audience = match fields.remove("user") {
            None | Some(Value::Null) if channel.private() => return Err(EnvelopeError::NeedsUser(channel)),
            None | Some(Value::Null) => Audience::Everyone,
            Some(Value::String(name)) if !name.is_empty() => Audience::User(name),
            Some(_) => return Err(EnvelopeError::BadUser),
        };
        Ok(Self {
            channel,
            audience,
            message,
        })
    }
}

fn message(kind: &str, data: Value) -> Message {
    let mut message = Map::new();
    message.insert("type".to_owned(), Value::from(kind));
    message.insert("data".to_owned(), data);
    message
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_event_survives_the_way_between_services() {
        for event in [
            Event::to_everyone(Channel::Alerts, "alert", json!({"text": "호스트 n3 응답 없음"})),
            Event::to_user(Channel::Uploads, "kim", "upload_complete", json!({"progress": 100})),
        ] {
            assert_eq!(Event::from_envelope(event.clone().into_envelope()), Ok(event));
        }
    }

    #[test]
    fn what_is_not_an_event_says_why() {
        let reason = |envelope| Event::from_envelope(envelope).unwrap_err().to_string();
        assert_eq!(reason(json!([])), "channel and message are required");
        assert_eq!(reason(json!({"channel": "jobs"})), "channel and message are required");
        assert_eq!(
            reason(json!({"channel": "", "message": {"type": "x"}})),
            "channel and message are required"
        );
        assert_eq!(
            reason(json!({"channel": "jobs", "message": {}})),
            "channel and message are required"
        );
        assert_eq!(
            reason(json!({"channel": "x", "message": {"type": "x"}})),
            "Unknown channel: x"
        );
        assert_eq!(
            reason(json!({"channel": 5, "message": {"type": "x"}})),
            "Unknown channel: 5"
        );
        assert_eq!(
            reason(json!({"channel": "jobs", "message": "hello"})),
            "message must be an object"
        );
        assert_eq!(
            reason(json!({"channel": "jobs", "message": {"a": 1}, "user": 7})),
            "user must be a non-empty string"
        );
        assert_eq!(
            reason(json!({"channel": "uploads", "message": {"a": 1}})),
            "channel uploads requires user"
        );
    }
}
