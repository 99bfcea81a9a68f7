//! WebSocket frames, server side (RFC 6455 section 5.2): never masked, never fragmented.

use bytes::{BufMut, Bytes, BytesMut};

const FINAL_TEXT: u8 = 0x81;
const FINAL_CLOSE: u8 = 0x88;
const FINAL_PING: u8 = 0x89;
const FINAL_PONG: u8 = 0x8a;

/// A control frame carries at most this much.
const CONTROL_PAYLOAD: usize = 125;

/// Why the server ends a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CloseCode {
    /// The client asked for it.
    Normal,
    /// The service stops; reconnect.
    GoingAway,
    /// The client broke the WebSocket protocol.
    Protocol,
    /// A text frame was not UTF-8.
    NotText,
    /// Not allowed, or no longer.
    NotAllowed,
    /// The message was too big.
    TooBig,
    /// Too slow, or too many connections; reconnect later.
    TryAgainLater,
}

impl CloseCode {
    pub(crate) const fn number(self) -> u16 {
        match self {
            Self::Normal => 1000,
            Self::GoingAway => 1001,
            Self::Protocol => 1002,
            Self::NotText => 1007,
            Self::NotAllowed => 1008,
            Self::TooBig => 1009,
            Self::TryAgainLater => 1013,
        }
    }
}

/// A text frame.
pub(crate) fn text(payload: &str) -> Bytes {
    frame(FINAL_TEXT, payload.as_bytes())
}

/// A text frame made of pieces, so that a message's shared part is copied once.
pub(crate) fn text_of(pieces: &[&[u8]]) -> Bytes {
    let length = pieces.iter().map(|piece| piece.len()).sum();
    let mut frame = BytesMut::with_capacity(length + 10);
    put_head(&mut frame, FINAL_TEXT, length);
    for piece in pieces {
        frame.put_slice(piece);
    }
    frame.freeze()
}

/// An empty ping.
pub(crate) fn ping() -> Bytes {
    frame(FINAL_PING, &[])
}

/// The answer to a ping, with the ping's payload.
pub(crate) fn pong(payload: &[u8]) -> Bytes {
    frame(FINAL_PONG, payload.get(..CONTROL_PAYLOAD).unwrap_or(payload))
}

/// A close frame; `reason` is ASCII and short.
pub(crate) fn close(code: CloseCode, reason: &'static str) -> Bytes {
    let mut payload = code.number().to_be_bytes().to_vec();
    payload.extend(reason.bytes().take(CONTROL_PAYLOAD - 2));
    frame(FINAL_CLOSE, &payload)
}

fn frame(first: u8, payload: &[u8]) -> Bytes {
    let mut frame = BytesMut::with_capacity(payload.len() + 10);
    put_head(&mut frame, first, payload.len());
    frame.put_slice(payload);
    frame.freeze()
}

fn put_head(frame: &mut BytesMut, first: u8, length: usize) {
    frame.put_u8(first);
    match (u8::try_from(length), u16::try_from(length)) {
        (Ok(short @ 0..=125), _) => frame.put_u8(short),
        (_, Ok(medium)) => {
            frame.put_u8(126);
            frame.put_u16(medium);
        }
        _ => {
            frame.put_u8(127);
            frame.put_u64(length as u64);
        }
    }
}

#[cfg(test)]
mod tests {
    use actix_http::ws::{OpCode, Parser};

    use super::*;

    fn decoded(frame: &Bytes) -> (OpCode, Vec<u8>) {
        let mut bytes = BytesMut::from(&frame[..]);
        let (last, code, payload) = Parser::parse(&mut bytes, false, 1 << 20).unwrap().unwrap();
        assert!(last && bytes.is_empty());
        (code, payload.unwrap_or_default().to_vec())
    }

    #[test]
    fn all_lengths_are_read_back_by_another_codec() {
        for length in [0, 1, 125, 126, 65_535, 65_536, 200_000] {
            let payload = "x".repeat(length);
            assert_eq!(decoded(&text(&payload)), (OpCode::Text, payload.into_bytes()));
        }
    }

    #[test]
    fn a_close_says_its_number_and_reason() {
        let frame = close(CloseCode::TryAgainLater, "too slow");
        assert_eq!(decoded(&frame), (OpCode::Close, b"\x03\xf5too slow".to_vec()));
    }

    #[test]
    fn a_pong_never_grows_beyond_a_control_frame() {
        assert_eq!(decoded(&pong(&[7; 300])), (OpCode::Pong, vec![7; 125]));
    }
}
