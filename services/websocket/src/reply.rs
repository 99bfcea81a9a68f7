//! What the server says to one client.

use bytes::Bytes;
use portal_config::Clock;
use portal_events::Channel;
use serde_json::{Value, json};

use crate::frame;

/// An answer that carries the time.
#[derive(Debug)]
pub(crate) enum Reply<'a> {
    Authenticated { user: &'a str },
    Pong,
    Unsubscribed(Channel),
    InitialData(Value),
    Update(Value),
    CacheCleared { prefix: Option<&'a str> },
}

impl Reply<'_> {
    pub(crate) fn frame(self, clock: &Clock) -> Bytes {
        let timestamp = clock.rfc3339();
        let message = match self {
            Self::Authenticated { user } => json!({"type": "authenticated", "user": user, "timestamp": timestamp}),
            Self::Pong => json!({"type": "pong", "timestamp": timestamp}),
            Self::Unsubscribed(channel) => {
                json!({"type": "unsubscribed", "channel": channel.as_str(), "timestamp": timestamp})
            }
            Self::InitialData(data) => json!({"type": "initial_data", "data": data, "timestamp": timestamp}),
            Self::Update(data) => json!({"type": "update", "data": data, "timestamp": timestamp}),
            Self::CacheCleared { prefix } => {
                json!({"type": "cache_cleared", "prefix": prefix, "timestamp": timestamp})
            }
        };
        frame::text(&message.to_string())
    }
}

/// An error that existing pages know: no code, no time.
pub(crate) fn error(message: &str) -> Bytes {
    frame::text(&json!({"type": "error", "message": message}).to_string())
}

/// An error with a code for programs.
pub(crate) fn refusal(message: &str, code: &str) -> Bytes {
    frame::text(&json!({"type": "error", "message": message, "code": code}).to_string())
}

/// The answer to somebody who showed no token.
pub(crate) fn authentication_required() -> Bytes {
    refusal("Authentication required. Please provide JWT token.", "AUTH_REQUIRED")
}
