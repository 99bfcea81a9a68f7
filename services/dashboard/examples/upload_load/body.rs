//! The bytes that are sent: the same pseudo-random ones in every chunk, in a file that only memory holds.

use std::fs::File;
use std::io::{self, Write};
use std::net::TcpStream;

use rustix::fs::{MemfdFlags, memfd_create, sendfile};

/// Bytes for chunks up to a length.
pub(crate) struct Body {
    file: File,
}

impl Body {
    pub(crate) fn new(length: u64) -> Self {
        let mut file = File::from(memfd_create("upload-load", MemfdFlags::CLOEXEC).expect("a memory file"));
        file.write_all(&noise(length)).expect("memory");
        Self { file }
    }

    /// Sends the bytes from `from` up to `to`.
    pub(crate) fn send(&self, socket: &TcpStream, from: u64, to: u64) -> io::Result<()> {
        let mut at = from;
        while at < to {
            let left = usize::try_from(to - at).unwrap_or(usize::MAX);
            if sendfile(socket, &self.file, Some(&mut at), left)? == 0 {
                return Err(io::ErrorKind::WriteZero.into());
            }
        }
        Ok(())
    }
}

/// Bytes that no disk compresses (xorshift64).
pub(crate) fn noise(length: u64) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let words = std::iter::repeat_with(|| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()
    });
    let mut bytes: Vec<u8> = words
        .take(usize::try_from(length / 8 + 1).expect("a length that fits"))
        .flatten()
        .collect();
    bytes.truncate(usize::try_from(length).expect("a length that fits"));
    bytes
}
