//! As much HTTP as a load generator needs.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// One connection that is kept.
pub(crate) struct Connection {
    /// Where bodies are written.
    pub(crate) socket: TcpStream,
    address: String,
}

/// An answer.
pub(crate) struct Answer {
    pub(crate) status: u16,
    head: String,
    body: Vec<u8>,
}

impl Connection {
    pub(crate) fn open(address: &str) -> Self {
        Self {
            socket: connect(address),
            address: address.to_owned(),
        }
    }

    pub(crate) fn reopen(&mut self) {
        self.socket = connect(&self.address);
    }

    /// Sends a head; what follows it is `length` bytes.
    pub(crate) fn head(&mut self, request: &str, headers: &str, length: u64) -> io::Result<()> {
        let head = format!(
            "{request} HTTP/1.1\r\nHost: {}\r\n{headers}Content-Length: {length}\r\n\r\n",
            self.address
        );
        self.socket.write_all(head.as_bytes())
    }

    /// Sends a whole small request.
    pub(crate) fn ask(&mut self, request: &str, headers: &str, body: &str) -> Answer {
        self.head(request, headers, body.len() as u64).expect("a server");
        self.socket.write_all(body.as_bytes()).expect("a server");
        self.answer().expect("an answer")
    }

    pub(crate) fn answer(&mut self) -> io::Result<Answer> {
        let mut bytes = Vec::new();
        let mut piece = [0; 4096];
        loop {
            let read = self.socket.read(&mut piece)?;
            if read == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            bytes.extend_from_slice(piece.get(..read).unwrap_or_default());
            if let Some(answer) = Answer::read(&bytes) {
                return Ok(answer);
            }
        }
    }
}

fn connect(address: &str) -> TcpStream {
    let socket = TcpStream::connect(address).expect("a server");
    socket.set_nodelay(true).expect("a socket");
    let patience = Some(Duration::from_secs(60));
    socket.set_read_timeout(patience).expect("a socket");
    socket.set_write_timeout(patience).expect("a socket");
    socket
}

impl Answer {
    fn read(bytes: &[u8]) -> Option<Self> {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
        let head = String::from_utf8_lossy(bytes.get(..end)?).into_owned();
        let status = head.get(9..12)?.parse().ok()?;
        let mut answer = Self {
            status,
            head,
            body: Vec::new(),
        };
        let length = answer
            .header("content-length")
            .map_or(0, |length| length.parse().expect("a length"));
        bytes.get(end..end + length)?.clone_into(&mut answer.body);
        Some(answer)
    }

    pub(crate) fn header(&self, wanted: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case(wanted).then_some(value.trim())
        })
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).expect("JSON")
    }

    /// Stops the measurement if it is not this status.
    pub(crate) fn must_be(self, status: u16) -> Self {
        assert_eq!(
            self.status,
            status,
            "{}{}",
            self.head,
            String::from_utf8_lossy(&self.body)
        );
        self
    }
}
