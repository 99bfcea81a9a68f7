//! The whole file's SHA-256, computed from what is on the disk.

use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::error::{UploadError, blocking};
use super::store::Part;

/// Bytes read at a time.
const STEP: u64 = 64 << 20;
const BUFFER: usize = 1 << 20;

/// Reads the whole part; `on_the_way` is called between steps of 64 MiB with the bytes done.
///
/// # Errors
/// What the file system says.
pub(super) async fn of(part: &Arc<Part>, mut on_the_way: impl FnMut(u64)) -> Result<[u8; 32], UploadError> {
    let size = part.geometry().file_size;
    let mut state = Sha256::new();
    let mut done = 0;
    while done < size {
        let (part, from, to) = (Arc::clone(part), done, size.min(done + STEP));
        state = blocking(move || add(&part, state, from, to)).await?;
        done = to;
        on_the_way(done);
    }
    Ok(state.finalize().into())
}

fn add(part: &Part, mut state: Sha256, from: u64, to: u64) -> std::io::Result<Sha256> {
    let mut buffer = vec![0; BUFFER];
    let mut at = from;
    while at < to {
        let want = usize::try_from(to - at).unwrap_or(BUFFER).min(BUFFER);
        let read = part.read(buffer.get_mut(..want).unwrap_or_default(), at)?;
        if read == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        state.update(buffer.get(..read).unwrap_or_default());
        at += read as u64;
    }
    Ok(state)
}
