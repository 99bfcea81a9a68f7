//! Uploads: the row, and the questions asked of it.

mod list;

use diesel::dsl::{count_star, sql};
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use serde::Serialize;

pub use list::{Cursor, Filter, Page, SortBy, list};

use crate::schema::file_uploads::{self, dsl};
use crate::{AnyConnection, transaction};

/// The statuses of contract 1.7.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Reserved; no chunk yet.
    Initialized,
    /// Some chunks are there.
    Uploading,
    /// The file stands under its name.
    Completed,
    /// Rejected or broken.
    Failed,
    /// Ended by its owner, or removed after a long idle time.
    Cancelled,
}

impl Status {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Initialized,
        Self::Uploading,
        Self::Completed,
        Self::Failed,
        Self::Cancelled,
    ];
    const OPEN: [&'static str; 2] = ["initialized", "uploading"];

    /// The word in the table.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Initialized => "initialized",
            Self::Uploading => "uploading",
            Self::Completed => "completed",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// The status of that word.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == word)
    }
}

/// One upload.
#[derive(Clone, Debug, Queryable, Selectable, Serialize)]
#[diesel(table_name = file_uploads)]
pub struct Upload {
    /// The database's number; shown because the contract shows it, used by nothing.
    pub id: i64,
    /// 16 hexadecimal digits.
    pub upload_id: String,
    /// As the user named it; the file on disk may be `name (2).ext`.
    pub filename: String,
    /// Bytes.
    pub file_size: i64,
    /// One of the eight kinds.
    pub file_type: String,
    /// The owner.
    pub user_id: String,
    /// Whose folder it goes to, if to a job's.
    pub job_id: Option<String>,
    /// Absolute folder.
    pub storage_path: String,
    /// Absolute path, once completed.
    pub file_path: Option<String>,
    /// Bytes.
    pub chunk_size: i64,
    /// How many chunks make the file.
    pub total_chunks: i64,
    /// How many are there; while the upload is open, its map knows better.
    pub uploaded_chunks: i64,
    /// See [`Status`].
    pub status: String,
    /// Why it failed or was cancelled by the portal.
    pub error_message: Option<String>,
    /// UTC, `YYYY-MM-DD HH:MM:SS`.
    pub created_at: String,
    /// The same.
    pub updated_at: Option<String>,
    /// The same.
    pub completed_at: Option<String>,
    /// `rename`, `replace` or `reject`.
    #[serde(skip)]
    pub on_conflict: String,
}

impl Upload {
    /// The status as a type; an unknown word, which only another program can have written, counts as failed.
    #[must_use]
    pub fn status(&self) -> Status {
        Status::named(&self.status).unwrap_or(Status::Failed)
    }
}

/// A new upload.
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = file_uploads)]
pub struct NewUpload {
    /// 16 hexadecimal digits.
    pub upload_id: String,
    /// As the user named it.
    pub filename: String,
    /// Bytes.
    pub file_size: i64,
    /// One of the eight kinds.
    pub file_type: String,
    /// The owner.
    pub user_id: String,
    /// Whose folder it goes to, if to a job's.
    pub job_id: Option<String>,
    /// Absolute folder.
    pub storage_path: String,
    /// Bytes.
    pub chunk_size: i64,
    /// How many chunks make the file.
    pub total_chunks: i64,
    /// UTC, `YYYY-MM-DD HH:MM:SS`.
    pub created_at: String,
    /// `rename`, `replace` or `reject`.
    pub on_conflict: String,
    /// The client's name for this one init.
    pub idempotency_key: Option<String>,
}

/// What one user may have open.
#[derive(Clone, Copy, Debug)]
pub struct OpenLimits {
    /// Unfinished uploads.
    pub uploads: i64,
    /// Bytes that they will have.
    pub bytes: i64,
}

/// What became of a new upload.
#[derive(Debug)]
pub enum Created {
    /// It is recorded.
    New(Upload),
    /// The same `Idempotency-Key` came before; this is what it made.
    Before(Upload),
    /// The user has too many open uploads or bytes.
    TooMuchOpen {
        /// Open uploads now.
        uploads: i64,
        /// Their bytes.
        bytes: i64,
    },
}

/// Records a new upload unless the user has too much open.
pub fn create(connection: &mut AnyConnection, new: &NewUpload, limits: OpenLimits) -> QueryResult<Created> {
    transaction::write(connection, |connection| {
        if let AnyConnection::Postgres(inner) = connection {
            // Two inits of one user at once would each not see the other's row.
            diesel::sql_query("SELECT pg_advisory_xact_lock(hashtext($1))")
                .bind::<diesel::sql_types::Text, _>(&new.user_id)
                .execute(inner)?;
        }
        if let Some(key) = &new.idempotency_key {
            let before = file_uploads::table
                .filter(dsl::user_id.eq(&new.user_id))
                .filter(dsl::idempotency_key.eq(key));
            if let Some(upload) = before.select(Upload::as_select()).first(connection).optional()? {
                return Ok(Created::Before(upload));
            }
        }
        let (uploads, bytes) = open_of(connection, &new.user_id)?;
        if uploads >= limits.uploads || bytes.saturating_add(new.file_size) > limits.bytes {
            return Ok(Created::TooMuchOpen { uploads, bytes });
        }
        diesel::insert_into(file_uploads::table)
            .values(new)
            .execute(connection)?;
        let row = file_uploads::table.filter(dsl::upload_id.eq(&new.upload_id));
        row.select(Upload::as_select()).first(connection).map(Created::New)
    })
}

fn open_of(connection: &mut AnyConnection, user: &str) -> QueryResult<(i64, i64)> {
    let sum = sql::<BigInt>("CAST(COALESCE(SUM(file_size), 0) AS BIGINT)");
    file_uploads::table
        .filter(dsl::user_id.eq(user))
        .filter(dsl::status.eq_any(Status::OPEN))
        .select((count_star(), sum))
        .first(connection)
}

/// The upload, whoever owns it.
pub fn find(connection: &mut AnyConnection, upload_id: &str) -> QueryResult<Option<Upload>> {
    file_uploads::table
        .filter(dsl::upload_id.eq(upload_id))
        .select(Upload::as_select())
        .first(connection)
        .optional()
}

/// Writes down how many chunks are there, for those of these uploads (id, count) that are still open; in one transaction.
pub fn progress(connection: &mut AnyConnection, counts: &[(String, i64)], now: &str) -> QueryResult<()> {
    transaction::write(connection, |connection| {
        for (upload_id, uploaded_chunks) in counts {
            let open = file_uploads::table
                .filter(dsl::upload_id.eq(upload_id))
                .filter(dsl::status.eq_any(Status::OPEN));
            let changes = (
                dsl::uploaded_chunks.eq(uploaded_chunks),
                dsl::updated_at.eq(now),
                dsl::status.eq(Status::Uploading.as_str()),
            );
            diesel::update(open).set(changes).execute(connection)?;
        }
        Ok(())
    })
}

/// The file stands under its name. False when the upload was not open any more.
pub fn complete(
    connection: &mut AnyConnection,
    upload_id: &str,
    file_path: &str,
    file_type: &str,
    now: &str,
) -> QueryResult<bool> {
    let open = file_uploads::table
        .filter(dsl::upload_id.eq(upload_id))
        .filter(dsl::status.eq_any(Status::OPEN));
    let changes = (
        dsl::status.eq(Status::Completed.as_str()),
        dsl::file_path.eq(file_path),
        dsl::file_type.eq(file_type),
        dsl::uploaded_chunks.eq(dsl::total_chunks),
        dsl::updated_at.eq(now),
        dsl::completed_at.eq(now),
    );
    diesel::update(open)
        .set(changes)
        .execute(connection)
        .map(|changed| changed == 1)
}

/// The file at `file_path` is this upload's now: earlier ones that were replaced by it have none any more.
pub fn take_path_from_others(connection: &mut AnyConnection, upload_id: &str, file_path: &str) -> QueryResult<()> {
    let others = file_uploads::table
        .filter(dsl::file_path.eq(file_path))
        .filter(dsl::upload_id.ne(upload_id));
    let changes = (
        dsl::file_path.eq(None::<String>),
        dsl::error_message.eq("Replaced by a newer upload"),
    );
    diesel::update(others).set(changes).execute(connection).map(drop)
}

/// Removes a row whose place on the disk could not be made.
pub fn forget(connection: &mut AnyConnection, upload_id: &str) -> QueryResult<()> {
    diesel::delete(file_uploads::table.filter(dsl::upload_id.eq(upload_id)))
        .execute(connection)
        .map(drop)
}

/// The upload ended without a file: rejected, cancelled, or left alone too long.
pub fn end(
    connection: &mut AnyConnection,
    upload_id: &str,
    status: Status,
    why: Option<&str>,
    now: &str,
) -> QueryResult<()> {
    let row = file_uploads::table.filter(dsl::upload_id.eq(upload_id));
    // The same Idempotency-Key may begin anew: what it made is over.
    let changes = (
        dsl::status.eq(status.as_str()),
        dsl::error_message.eq(why),
        dsl::updated_at.eq(now),
        dsl::idempotency_key.eq(None::<String>),
    );
    diesel::update(row).set(changes).execute(connection).map(drop)
}

/// Removes rows of uploads that failed or were cancelled before `before`, as the earlier portal did after 30 days.
pub fn purge_ended(connection: &mut AnyConnection, before: &str) -> QueryResult<usize> {
    let over = [Status::Failed.as_str(), Status::Cancelled.as_str()];
    let old = file_uploads::table
        .filter(dsl::status.eq_any(over))
        .filter(dsl::updated_at.lt(before));
    diesel::delete(old).execute(connection)
}

/// Open uploads that nothing happened to since `before`, at most `limit`.
pub fn idle(connection: &mut AnyConnection, before: &str, limit: i64) -> QueryResult<Vec<Upload>> {
    file_uploads::table
        .filter(dsl::status.eq_any(Status::OPEN))
        .filter(dsl::created_at.lt(before))
        .filter(dsl::updated_at.is_null().or(dsl::updated_at.lt(before)))
        .order(dsl::id)
        .limit(limit)
        .select(Upload::as_select())
        .load(connection)
}
