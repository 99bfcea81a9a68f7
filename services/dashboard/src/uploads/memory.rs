//! Memory for chunks on their way to the disk: bounded by a setting, whatever the number of uploads.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::error::UploadError;

/// Permits are counted in KiB: a semaphore's permits fit 32 bits.
const UNIT: u64 = 1024;

/// What all chunks together may hold.
#[derive(Clone, Debug)]
pub(crate) struct Memory(Arc<Semaphore>);

/// A reserved piece; given back when dropped.
#[derive(Debug)]
pub(crate) struct Reserved(#[expect(dead_code, reason = "held for its drop")] OwnedSemaphorePermit);

impl Memory {
    /// A budget of `bytes`.
    #[must_use]
    pub(crate) fn new(bytes: u64) -> Self {
        Self(Arc::new(Semaphore::new(
            usize::try_from(bytes / UNIT)
                .unwrap_or(usize::MAX)
                .min(Semaphore::MAX_PERMITS),
        )))
    }

    /// Reserves `bytes`, at once or not at all: waiting would only hold the connection.
    ///
    /// # Errors
    /// [`UploadError::NoMemory`], which tells the client to come again.
    pub(crate) fn reserve(&self, bytes: u64) -> Result<Reserved, UploadError> {
        let units = u32::try_from(bytes.div_ceil(UNIT)).unwrap_or(u32::MAX);
        Arc::clone(&self.0)
            .try_acquire_many_owned(units)
            .map(Reserved)
            .map_err(|_taken| {
                metrics::counter!("upload_chunks_refused_total", "reason" => "memory").increment(1);
                UploadError::NoMemory
            })
    }
}
