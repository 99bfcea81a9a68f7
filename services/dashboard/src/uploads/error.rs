//! What can go wrong with an upload, and what the client is told.

use std::io;

use actix_web::http::StatusCode;
use actix_web::http::header::RETRY_AFTER;
use portal_classify::Security;
use portal_db::DbError;
use portal_db::audit::NotRecorded;
use portal_http::Problem;

use super::names::BadName;
use crate::audit;

/// Everything the upload routes answer besides success.
#[derive(Debug, thiserror::Error)]
pub(crate) enum UploadError {
    /// `filename` or `file_size` is missing.
    #[error("required fields are missing")]
    MissingFields,
    /// The file name cannot be used.
    #[error("bad file name: {0}")]
    BadName(#[from] BadName),
    /// The job id cannot be used.
    #[error("bad job id")]
    BadJobId,
    /// A number is out of its range.
    #[error("{field} is out of range")]
    OutOfRange {
        /// Which.
        field: &'static str,
        /// What is right.
        expected: String,
    },
    /// Larger than the portal takes.
    #[error("the file is too large")]
    TooLarge {
        /// Bytes.
        size: u64,
        /// Bytes.
        limit: u64,
    },
    /// The user has too much unfinished.
    #[error("too many open uploads")]
    TooMuchOpen {
        /// Unfinished uploads.
        uploads: i64,
        /// Their bytes.
        bytes: i64,
    },
    /// The job's folder is somebody else's.
    #[error("the job folder belongs to another user")]
    ForeignJobFolder,
    /// The name is taken and `on_conflict` is `reject`.
    #[error("the name is taken")]
    NameTaken,
    /// No such upload; the words differ by route, as in the contract.
    #[error("no such upload")]
    NotFound {
        /// `Upload session not found` or `Upload not found`.
        words: &'static str,
    },
    /// Somebody else's upload; contract routes keep their 403.
    #[error("another user's upload")]
    NotYours {
        /// view, write to or delete.
        verb: &'static str,
    },
    /// A field of the multipart body is missing.
    #[error("{0}")]
    MissingPart(&'static str),
    /// The body is not multipart/form-data, or broken.
    #[error("broken multipart body: {0}")]
    Multipart(#[from] super::multipart::Broken),
    /// The chunk's index does not exist.
    #[error("no chunk {index}")]
    NoSuchChunk {
        /// As sent.
        index: String,
        /// How many there are.
        total: u64,
    },
    /// The chunk is not as long as it must be.
    #[error("the chunk has the wrong length")]
    WrongLength {
        /// Bytes.
        expected: u64,
        /// Bytes; at least so many.
        actual: u64,
    },
    /// A checksum header or field cannot be read.
    #[error("unreadable checksum")]
    UnreadableChecksum(&'static str),
    /// The chunk's bytes are not those that were summed.
    #[error("chunk checksum mismatch")]
    ChunkMismatch,
    /// The file's bytes are not those that were summed.
    #[error("file checksum mismatch")]
    FileMismatch {
        /// Hexadecimal.
        expected: String,
        /// Hexadecimal.
        actual: String,
    },
    /// The client stopped sending.
    #[error("the body stopped")]
    Stalled,
    /// The connection broke.
    #[error("the body broke off")]
    BrokenOff(#[source] actix_web::error::PayloadError),
    /// Another client is sending the same chunk and did not finish.
    #[error("the chunk was taken over")]
    TakenOver,
    /// It stands under its name already.
    #[error("already completed")]
    AlreadyCompleted,
    /// It was cancelled.
    #[error("cancelled")]
    Cancelled,
    /// It failed before.
    #[error("failed")]
    Failed(String),
    /// Chunks are missing.
    #[error("incomplete")]
    Incomplete {
        /// There.
        received: u64,
        /// In all.
        total: u64,
    },
    /// The file may not stay.
    #[error("security rejection")]
    Rejected(Security),
    /// Too many chunks in hand.
    #[error("no memory for another chunk")]
    NoMemory,
    /// The disk said no.
    #[error("storage: {0}")]
    Storage(#[from] io::Error),
    /// The database said no.
    #[error("database: {0}")]
    Database(#[from] DbError),
    /// What was done, or is to be done, cannot be recorded.
    #[error("not recorded")]
    NotRecorded(#[from] NotRecorded),
    /// A thread was lost; the runtime is going down.
    #[error("interrupted")]
    Interrupted(#[source] tokio::task::JoinError),
}

impl UploadError {
    /// Status, code and words; the contract's where it has them.
    #[must_use]
    pub(crate) fn problem(&self) -> Problem {
        let bad = |code, error: String| Problem::new(StatusCode::BAD_REQUEST, code, error);
        match self {
            Self::MissingFields => bad("missing_fields", "Missing required fields: filename, file_size".to_owned()),
            Self::BadName(why) => bad("bad_filename", format!("Invalid filename: {why}")),
            Self::BadJobId => bad("bad_job_id", "Invalid job_id".to_owned())
                .message("Letters, digits, dot, dash and underscore, at most 64, beginning with a letter or digit"),
            Self::OutOfRange { field, expected } => bad("out_of_range", format!("{field} must be {expected}")),
            Self::TooLarge { size, limit } => {
                bad("file_too_large", format!("File size {size} exceeds maximum {limit}")).field("limit", *limit)
            }
            Self::TooMuchOpen { uploads, bytes } => {
                Problem::new(StatusCode::TOO_MANY_REQUESTS, "too_much_open", "Too many unfinished uploads")
                    .message(format!("You have {uploads} unfinished uploads of {bytes} bytes; finish or cancel some first"))
                    .field("retry_after", 60)
                    .header(RETRY_AFTER, "60")
            }
            Self::ForeignJobFolder => {
                forbidden("foreign_job_folder").message("This job's folder belongs to another user")
            }
            Self::NameTaken => Problem::new(StatusCode::CONFLICT, "name_taken", "A file of this name exists")
                .message("Choose another name, or on_conflict rename or replace"),
            Self::NotFound { words } => Problem::new(StatusCode::NOT_FOUND, "upload_not_found", *words),
            Self::NotYours { verb } => forbidden("not_yours").message(format!("You can only {verb} your own uploads")),
            Self::MissingPart(words) => bad("missing_part", (*words).to_owned()),
            Self::Multipart(why) => bad("broken_multipart", format!("The multipart body cannot be read: {why}")),
            Self::NoSuchChunk { index, total } => {
                let which = format!("There is no chunk {index}: chunks are numbered 0 to {}", total.saturating_sub(1));
                bad("no_such_chunk", if *total == 0 { "The file has no chunks".to_owned() } else { which })
            }
            Self::WrongLength { expected, actual } => {
                bad("wrong_length", format!("The chunk must have {expected} bytes, it has {actual}"))
                    .field("expected", *expected)
            }
            Self::UnreadableChecksum(expected) => bad("bad_checksum", format!("The checksum must be {expected}")),
            Self::ChunkMismatch => bad("chunk_checksum_mismatch", "Chunk checksum mismatch".to_owned())
                .message("The bytes changed on the way; send the chunk again"),
            Self::FileMismatch { expected, actual } => bad("checksum_mismatch", "File checksum mismatch".to_owned())
                .message("The file as received differs from the one that was summed. Nothing was stored; the upload is still open")
                .field("expected", expected.clone())
                .field("actual", actual.clone()),
            Self::Stalled | Self::BrokenOff(_) => {
                Problem::new(StatusCode::REQUEST_TIMEOUT, "body_broke_off", "The chunk did not arrive completely")
                    .message("Send it again")
            }
            Self::TakenOver => {
                Problem::unavailable("chunk_taken_over", "The same chunk was sent by another client and did not arrive", 1)
                    .message("Send it again")
            }
            Self::AlreadyCompleted => bad("already_completed", "Upload already completed".to_owned()),
            Self::Cancelled => bad("cancelled", "Upload was cancelled".to_owned()),
            Self::Failed(why) => bad("failed", format!("Upload failed: {why}")),
            Self::Incomplete { received, total } => {
                bad("upload_incomplete", format!("Upload incomplete: {received}/{total} chunks"))
            }
            Self::Rejected(security) => rejected(security),
            Self::NoMemory => {
                Problem::unavailable("busy", "Too many chunks at once", 1).message("The server is busy; send the chunk again")
            }
            Self::Storage(error) => storage(error),
            Self::NotRecorded(_) => audit::not_recorded(),
            Self::Database(DbError::Busy | DbError::Unreachable(_) | DbError::Passing(_)) => {
                Problem::unavailable("database_unavailable", "The database cannot be reached", 5)
            }
            Self::Database(DbError::Query(_) | DbError::Interrupted(_)) | Self::Interrupted(_) => Problem::internal(),
        }
    }
}
portal_http::answer!(UploadError);

fn forbidden(code: &'static str) -> Problem {
    Problem::new(StatusCode::FORBIDDEN, code, "Forbidden")
}

fn rejected(security: &Security) -> Problem {
    let recommendations = serde_json::json!(security.recommendations);
    Problem::new(StatusCode::FORBIDDEN, "security_rejected", "Security validation failed")
        .field("reason", security.reason.clone())
        .field("risk_level", serde_json::json!(security.risk_level))
        .field("recommendations", recommendations)
}

/// The disk's reasons, in words that say what to do.
fn storage(error: &io::Error) -> Problem {
    use io::ErrorKind::{QuotaExceeded, ReadOnlyFilesystem, StorageFull, WouldBlock};
    let full = |words: &str| Problem::new(StatusCode::INSUFFICIENT_STORAGE, "no_space", words);
    match error.kind() {
        StorageFull => full("The disk is full")
            .message("What has arrived is kept. Free some space or tell your operator, then continue"),
        QuotaExceeded => {
            full("The disk quota is used up").message("What has arrived is kept. Free some space, then continue")
        }
        ReadOnlyFilesystem => Problem::unavailable("read_only", "The storage is read-only at the moment", 30)
            .message("What has arrived is kept. Tell your operator"),
        WouldBlock => Problem::unavailable("elsewhere", "Another portal node has this upload open", 2),
        _ => Problem::unavailable("storage_error", "The storage does not answer as it should", 10)
            .message("What has arrived is kept. If it stays, quote the X-Request-Id to your operator"),
    }
}

/// Turns the end of a blocking task into its result.
pub(crate) async fn blocking<T, E>(work: impl FnOnce() -> Result<T, E> + Send + 'static) -> Result<T, UploadError>
where
    T: Send + 'static,
    E: Send + 'static,
    UploadError: From<E>,
{
    Ok(tokio::task::spawn_blocking(work)
        .await
        .map_err(UploadError::Interrupted)??)
}
