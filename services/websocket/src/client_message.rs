//! What a client says, in either of the two dialects that existing pages speak.

use portal_events::Channel;
use secrecy::SecretString;
use serde_json::{Map, Value};

/// One message of a client.
#[derive(Debug)]
pub enum ClientMessage {
    /// `{"type":"ping"}`
    Ping,
    /// `{"type":"auth","token":…}`
    Auth {
        /// Empty when absent.
        token: SecretString,
    },
    /// `{"type":"subscribe","channel":c}` or `{"action":"subscribe","topic":c}`
    Subscribe {
        /// The channel, or what was named instead of one.
        channel: Result<Channel, String>,
        /// The last `seq` the client has, if it comes back.
        since: Option<u64>,
        /// The `epoch` that number belongs to.
        epoch: Option<String>,
    },
    /// `{"type":"unsubscribe","channel":c}` or `{"action":"unsubscribe","topic":c}`; nothing for an unknown channel.
    Unsubscribe {
        /// The channel, when there is one of that name.
        channel: Option<Channel>,
    },
    /// `{"type":"request_update","storage_type"?}`
    RequestUpdate {
        /// `all` unless said otherwise.
        storage_type: String,
    },
    /// `{"type":"clear_cache","prefix"?}`
    ClearCache {
        /// Echoed as it came.
        prefix: Option<String>,
    },
    /// Anything else; `None` when there is no type, as the existing service says it.
    Unknown {
        /// What was in `type`.
        kind: String,
    },
}

/// Why a text frame is not a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAMessage {
    /// Answered with an error; the connection stays.
    #[error("Invalid JSON")]
    InvalidJson,
    /// A list, a string, a number: the connection is closed with 1000, as the existing service does.
    #[error("not a JSON object")]
    NotAnObject,
}

impl ClientMessage {
    /// Reads a text frame.
    ///
    /// # Errors
    ///
    /// When it is not a JSON object. An object always is some message, if an [`ClientMessage::Unknown`] one.
    pub fn parse(text: &str) -> Result<Self, NotAMessage> {
        let value: Value = serde_json::from_str(text).map_err(|_syntax| NotAMessage::InvalidJson)?;
        let Value::Object(fields) = value else {
            return Err(NotAMessage::NotAnObject);
        };
        let (kind, channel) = match (fields.get("type"), fields.get("action")) {
            (None | Some(Value::Null), Some(action)) => (Some(action), "topic"),
            (kind, _) => (kind, "channel"),
        };
        Ok(match kind.and_then(Value::as_str) {
            Some("ping") => Self::Ping,
            Some("auth") => Self::Auth {
                token: text_of(&fields, "token").unwrap_or_default().into(),
            },
            Some("subscribe") => Self::Subscribe {
                channel: channel_of(&fields, channel),
                since: fields.get("since").and_then(Value::as_u64),
                epoch: text_of(&fields, "epoch"),
            },
            Some("unsubscribe") => Self::Unsubscribe {
                channel: channel_of(&fields, channel).ok(),
            },
            Some("request_update") => Self::RequestUpdate {
                storage_type: text_of(&fields, "storage_type").unwrap_or_else(|| "all".to_owned()),
            },
            Some("clear_cache") => Self::ClearCache {
                prefix: text_of(&fields, "prefix"),
            },
            _ => Self::Unknown { kind: shown(kind) },
        })
    }

    /// A word for metrics, out of a fixed set: clients must not be able to invent time series.
    #[must_use]
    pub fn label(&self) -> &'static str {
        match self {
            Self::Ping => "ping",
            Self::Auth { .. } => "auth",
            Self::Subscribe { .. } => "subscribe",
            Self::Unsubscribe { .. } => "unsubscribe",
            Self::RequestUpdate { .. } => "request_update",
            Self::ClearCache { .. } => "clear_cache",
            Self::Unknown { .. } => "other",
        }
    }
}

fn channel_of(fields: &Map<String, Value>, field: &str) -> Result<Channel, String> {
    let named = fields.get(field);
    named
        .and_then(Value::as_str)
        .and_then(|name| name.parse().ok())
        .ok_or_else(|| shown(named))
}

fn text_of(fields: &Map<String, Value>, field: &str) -> Option<String> {
    fields.get(field).and_then(Value::as_str).map(str::to_owned)
}

/// What a client sent, for an error message: short, and `None` for nothing, as pages of the existing portal know it.
fn shown(value: Option<&Value>) -> String {
    const LONGEST: usize = 64;
    let text = match value {
        None | Some(Value::Null) => "None".to_owned(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    };
    text.chars().take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use secrecy::ExposeSecret;

    use super::*;

    fn parse(text: &str) -> ClientMessage {
        ClientMessage::parse(text).unwrap()
    }

    #[test]
    fn both_dialects_subscribe() {
        for text in [
            r#"{"type":"subscribe","channel":"uploads","since":7,"epoch":"e"}"#,
            r#"{"action":"subscribe","topic":"upload","since":7,"epoch":"e"}"#,
        ] {
            let ClientMessage::Subscribe { channel, since, epoch } = parse(text) else {
                panic!("{text}")
            };
            assert_eq!(
                (channel, since, epoch.as_deref()),
                (Ok(Channel::Uploads), Some(7), Some("e"))
            );
        }
    }

    #[test]
    fn what_is_unknown_is_named_as_the_existing_service_does() {
        let unknown = |text| match parse(text) {
            ClientMessage::Unknown { kind } => kind,
            ClientMessage::Subscribe { channel, .. } => channel.unwrap_err(),
            other => panic!("{other:?}"),
        };
        assert_eq!(unknown("{}"), "None");
        assert_eq!(unknown(r#"{"type":null}"#), "None");
        assert_eq!(unknown(r#"{"type":5}"#), "5");
        assert_eq!(unknown(r#"{"type":"dance"}"#), "dance");
        assert_eq!(unknown(r#"{"type":"subscribe"}"#), "None");
        assert_eq!(unknown(r#"{"type":"subscribe","channel":"weather"}"#), "weather");
        assert_eq!(
            unknown(&format!(r#"{{"type":"{}"}}"#, "한".repeat(1000)))
                .chars()
                .count(),
            64
        );
    }

    #[test]
    fn what_is_no_object_is_told_from_what_is_no_json() {
        assert_eq!(ClientMessage::parse("{").unwrap_err(), NotAMessage::InvalidJson);
        assert_eq!(ClientMessage::parse("").unwrap_err(), NotAMessage::InvalidJson);
        for text in ["[]", "7", "\"ping\"", "null"] {
            assert_eq!(ClientMessage::parse(text).unwrap_err(), NotAMessage::NotAnObject);
        }
        let deep = "[".repeat(30_000);
        assert_eq!(ClientMessage::parse(&deep).unwrap_err(), NotAMessage::InvalidJson);
    }

    #[test]
    fn a_token_is_not_shown() {
        let message = parse(r#"{"type":"auth","token":"top.secret.token"}"#);
        assert!(!format!("{message:?}").contains("secret.token"));
        let ClientMessage::Auth { token } = message else {
            panic!()
        };
        assert_eq!(token.expose_secret(), "top.secret.token");
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,200}") {
            let _ = ClientMessage::parse(&text);
        }
    }
}
