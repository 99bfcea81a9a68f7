//! A chunk's bytes, from the wire to their place in the part file.
//!
//! The pieces that the connection read are gathered and written as they are, without another copy: some gather while the
//! others are written and summed beside the event loop.

use std::sync::Arc;

use bytes::Bytes;

use tokio::task::JoinHandle;

use super::checksum::{Expected, Sums};
use super::error::{UploadError, blocking};
use super::store::{Claim, Outcome, Part, Superseded};

/// Bytes per write.
pub(super) const GATHER: usize = 256 * 1024;

/// Pieces per write, far below the kernel's bound (IOV_MAX, 1024); only a client that sends a few bytes at a time gets here.
const PIECES: usize = 64;

/// What one chunk in flight may hold: what gathers, what is being written, and what the connection has read ahead.
pub(super) const MEMORY_PER_CHUNK: u64 = 2 * GATHER as u64 + 96 * 1024;

type Written = Result<Sums, WriteError>;

#[derive(Debug, thiserror::Error)]
enum WriteError {
    #[error("the claim was taken over")]
    Superseded,
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

impl From<Superseded> for WriteError {
    fn from(Superseded: Superseded) -> Self {
        Self::Superseded
    }
}

/// A chunk that is being received.
#[derive(Debug)]
pub(super) struct Receiver {
    part: Arc<Part>,
    index: u64,
    start: u64,
    length: u64,
    // None: the chunk is there already, or somebody newer sends it; the bytes are read and dropped.
    writing: Option<Writing>,
    taken: u64,
}

#[derive(Debug)]
struct Writing {
    claim: Arc<Claim>,
    expected: Expected,
    gathered: Vec<Bytes>,
    held: usize,
    // Away while a write is pending.
    sums: Option<Sums>,
    pending: Option<JoinHandle<Written>>,
    written: u64,
    superseded: bool,
}

impl Receiver {
    /// Begins to receive chunk `index`.
    ///
    /// # Errors
    /// When there is no such chunk, or `announced` (Content-Length) is not its length.
    pub(super) async fn begin(part: Arc<Part>, index: u64, announced: Option<u64>) -> Result<Self, UploadError> {
        let geometry = part.geometry();
        let no_such = || UploadError::NoSuchChunk {
            index: index.to_string(),
            total: geometry.chunks(),
        };
        let (start, length) = geometry.span(index).ok_or_else(no_such)?;
        if let Some(actual) = announced.filter(|announced| *announced != length) {
            return Err(UploadError::WrongLength {
                expected: length,
                actual,
            });
        }
        Ok(Self {
            part,
            index,
            start,
            length,
            writing: None,
            taken: 0,
        })
    }

    /// Claims the chunk, unless it is there already, and computes the sums that `expected` names.
    ///
    /// # Errors
    /// When the runtime is going down.
    pub(super) async fn claim(mut self, expected: Expected) -> Result<Self, UploadError> {
        if !self.part.has(self.index) {
            let (part, index) = (Arc::clone(&self.part), self.index);
            // Waits for the end of a former owner's write, so not on the event loop.
            let claim = blocking(move || Ok::<_, std::io::Error>(part.claims.claim(index))).await?;
            if self.part.has(self.index) {
                // The former owner recorded it in the meantime: what was acknowledged is not written to again.
                self.part.claims.settle(&claim, Outcome::Received);
                return Ok(self);
            }
            let sums = Sums::of(&expected);
            self.writing = Some(Writing {
                claim: Arc::new(claim),
                expected,
                gathered: Vec::new(),
                held: 0,
                sums: Some(sums),
                pending: None,
                written: 0,
                superseded: false,
            });
        }
        Ok(self)
    }

    /// Takes some of the chunk's bytes.
    ///
    /// # Errors
    /// When they are too many, or the disk says no.
    pub(super) async fn push(&mut self, bytes: Bytes) -> Result<(), UploadError> {
        self.taken += bytes.len() as u64;
        if self.taken > self.length {
            return Err(UploadError::WrongLength {
                expected: self.length,
                actual: self.taken,
            });
        }
        if let Some(writing) = self.writing.as_mut().filter(|writing| !writing.superseded) {
            writing.held += bytes.len();
            writing.gathered.push(bytes);
            if writing.held >= GATHER || writing.gathered.len() == PIECES {
                writing.flush(&self.part, self.start).await?;
            }
        }
        Ok(())
    }

    /// All bytes came: checks length and sums and records the chunk. From then on it is acknowledged.
    ///
    /// # Errors
    /// When the chunk is not complete or not what was summed, or the disk says no.
    pub(super) async fn finish(mut self) -> Result<(), UploadError> {
        if self.taken != self.length {
            return Err(UploadError::WrongLength {
                expected: self.length,
                actual: self.taken,
            });
        }
        let Some(mut writing) = self.writing.take() else {
            return Ok(());
        };
        let outcome = self.record(&mut writing).await;
        let settled = if matches!(outcome, Ok(true)) {
            Outcome::Received
        } else {
            Outcome::Failed
        };
        self.part.claims.settle(&writing.claim, settled);
        match outcome {
            Ok(true) => Ok(()),
            // Somebody newer sends the same chunk: the answer is theirs.
            Ok(false) => match writing.claim.successors_outcome().await {
                Outcome::Received => Ok(()),
                _ if self.part.is_gone() => Err(UploadError::Cancelled),
                _ => Err(UploadError::TakenOver),
            },
            Err(error) => Err(error),
        }
    }

    /// True when the chunk was recorded, false when the claim was taken over.
    async fn record(&self, writing: &mut Writing) -> Result<bool, UploadError> {
        writing.flush(&self.part, self.start).await?;
        writing.wait().await?;
        if writing.superseded {
            return Ok(false);
        }
        if !writing
            .sums
            .take()
            .is_some_and(|sums| sums.match_all(&writing.expected))
        {
            return Err(UploadError::ChunkMismatch);
        }
        let (part, claim, index) = (Arc::clone(&self.part), Arc::clone(&writing.claim), self.index);
        blocking(move || match part.record(&claim, index) {
            Ok(Ok(())) => Ok(true),
            Ok(Err(error)) => Err(error),
            Err(Superseded) => Ok(false),
        })
        .await
    }

    /// Reads back what was written and sums it, for a checksum that came after the bytes.
    ///
    /// # Errors
    /// When the sums differ or the disk says no.
    pub(super) async fn verify_late(&mut self, expected: Expected) -> Result<(), UploadError> {
        let Some(writing) = self.writing.as_mut() else {
            return Ok(());
        };
        writing.flush(&self.part, self.start).await?;
        writing.wait().await?;
        if writing.superseded {
            return Ok(());
        }
        let (part, start, length) = (Arc::clone(&self.part), self.start, self.length);
        let matches = blocking(move || {
            let mut sums = Sums::of(&expected);
            let mut buffer = vec![0; GATHER];
            let mut done = 0;
            while done < length {
                let want = usize::try_from(length - done).unwrap_or(GATHER).min(GATHER);
                let read = part.read(buffer.get_mut(..want).unwrap_or_default(), start + done)?;
                sums.update(buffer.get(..read).unwrap_or_default());
                done += read as u64;
                if read == 0 {
                    break;
                }
            }
            Ok::<_, std::io::Error>(sums.match_all(&expected))
        })
        .await?;
        if matches {
            Ok(())
        } else {
            Err(UploadError::ChunkMismatch)
        }
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        if let Some(writing) = &self.writing {
            // The request ended in the middle; a write that is still running belongs to a claim that is over.
            self.part.claims.settle(&writing.claim, Outcome::Failed);
        }
    }
}

impl Writing {
    /// Hands what was gathered to a write and goes on gathering.
    async fn flush(&mut self, part: &Arc<Part>, start: u64) -> Result<(), UploadError> {
        self.wait().await?;
        let Some(mut sums) = self.sums.take() else {
            return Ok(());
        };
        let pieces = std::mem::take(&mut self.gathered);
        let offset = start + self.written;
        self.written += std::mem::take(&mut self.held) as u64;
        let (part, claim) = (Arc::clone(part), Arc::clone(&self.claim));
        self.pending = Some(tokio::task::spawn_blocking(move || {
            part.write(&claim, &pieces, offset)??;
            pieces.iter().for_each(|piece| sums.update(piece));
            Ok(sums)
        }));
        Ok(())
    }

    /// Waits for the write that is running, if any.
    async fn wait(&mut self) -> Result<(), UploadError> {
        let Some(pending) = self.pending.take() else {
            return Ok(());
        };
        match pending.await.map_err(UploadError::Interrupted)? {
            Ok(sums) => self.sums = Some(sums),
            Err(WriteError::Superseded) => self.superseded = true,
            Err(WriteError::Io(error)) => return Err(error.into()),
        }
        Ok(())
    }
}
