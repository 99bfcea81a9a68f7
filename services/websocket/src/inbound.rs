//! What arrives on a connection: frames put together, with everything that a hostile client may try refused.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use actix_http::ws::{OpCode, Parser, ProtocolError};
use actix_web::web::Payload;
use bytes::{Bytes, BytesMut};
use futures_util::Stream;

use crate::frame::CloseCode;

/// The largest message, in one frame or in many.
pub(crate) const LARGEST: usize = 64 * 1024;

/// One thing heard.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Heard {
    /// A whole text message.
    Text(String),
    /// A whole binary message, which the contract ignores.
    Binary,
    Ping(Bytes),
    Pong,
    /// The client says goodbye.
    Close,
    /// The client broke the rules.
    Broken(CloseCode, &'static str),
    /// Nobody is there any more.
    Gone,
}

/// The receiving half of a connection.
pub(crate) struct Inbound {
    payload: Payload,
    buffer: BytesMut,
    /// The parts of a message that is not complete yet.
    partial: Option<(OpCode, BytesMut)>,
}

impl Inbound {
    pub(crate) fn new(payload: Payload) -> Self {
        Self {
            payload,
            buffer: BytesMut::new(),
            partial: None,
        }
    }

    /// The next thing heard. After `Broken`, `Close` or `Gone` it must not be called again.
    pub(crate) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Heard> {
        loop {
            match self.parse() {
                Ok(Some(heard)) => return Poll::Ready(heard),
                Ok(None) => {}
                Err(error) => return Poll::Ready(broken(&error)),
            }
            match Pin::new(&mut self.payload).poll_next(context) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(Some(Ok(bytes))) if self.buffer.is_empty() => self.buffer = BytesMut::from(bytes),
                Poll::Ready(Some(Ok(bytes))) => self.buffer.extend_from_slice(&bytes),
                Poll::Ready(Some(Err(_)) | None) => return Poll::Ready(Heard::Gone),
            }
        }
    }

    fn parse(&mut self) -> Result<Option<Heard>, ProtocolError> {
        while let Some((last, code, payload)) = Parser::parse(&mut self.buffer, true, LARGEST)? {
            let payload = payload.unwrap_or_default();
            let heard = match code {
                OpCode::Ping | OpCode::Pong | OpCode::Close if !last => {
                    Some(Heard::Broken(CloseCode::Protocol, "control frames are not fragmented"))
                }
                OpCode::Ping => Some(Heard::Ping(payload.freeze())),
                OpCode::Pong => Some(Heard::Pong),
                OpCode::Close => Some(Heard::Close),
                OpCode::Bad => Some(Heard::Broken(CloseCode::Protocol, "unknown frame")),
                OpCode::Text | OpCode::Binary if self.partial.is_some() => {
                    Some(Heard::Broken(CloseCode::Protocol, "a message inside a message"))
                }
                OpCode::Text | OpCode::Binary if last => Some(whole(code, payload)),
                OpCode::Text | OpCode::Binary => {
                    self.partial = Some((code, payload));
                    None
                }
                OpCode::Continue => self.append(&payload, last),
            };
            if self.buffer.is_empty() {
                // It shares the connection's read buffer, which should not be held for the time until the next frame.
                self.buffer = BytesMut::new();
            }
            if heard.is_some() {
                return Ok(heard);
            }
        }
        Ok(None)
    }

    fn append(&mut self, payload: &[u8], last: bool) -> Option<Heard> {
        let Some((_, message)) = self.partial.as_mut() else {
            return Some(Heard::Broken(CloseCode::Protocol, "nothing to continue"));
        };
        if message.len() + payload.len() > LARGEST {
            return Some(Heard::Broken(CloseCode::TooBig, "message over 64 KiB"));
        }
        message.extend_from_slice(payload);
        if !last {
            return None;
        }
        self.partial.take().map(|(code, message)| whole(code, message))
    }
}

fn whole(code: OpCode, payload: BytesMut) -> Heard {
    match code {
        OpCode::Text => String::from_utf8(payload.into())
            .map_or(Heard::Broken(CloseCode::NotText, "text is not UTF-8"), Heard::Text),
        _ => Heard::Binary,
    }
}

fn broken(error: &ProtocolError) -> Heard {
    match error {
        ProtocolError::Overflow => Heard::Broken(CloseCode::TooBig, "message over 64 KiB"),
        _ => Heard::Broken(CloseCode::Protocol, "not a WebSocket frame"),
    }
}
