//! Uploads as the API shows them.

use portal_classify::{FileInfo, Security};
use portal_db::uploads::{Status, Upload};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa::openapi::schema::{Object, ObjectBuilder, Type};

use super::names::{OnConflict, UploadId};

/// One upload, with the contract's columns.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct UploadRow {
    /// A number, of no use.
    pub id: i64,
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
    /// Absolute path, once completed.
    pub file_path: Option<String>,
    /// Bytes.
    pub chunk_size: i64,
    /// How many chunks make the file.
    pub total_chunks: i64,
    /// How many are there.
    pub uploaded_chunks: i64,
    /// How far it is.
    #[schema(schema_with = status)]
    pub status: String,
    /// Why it failed or was cancelled by the portal.
    pub error_message: Option<String>,
    /// UTC, `YYYY-MM-DD HH:MM:SS`.
    pub created_at: String,
    /// The same.
    pub updated_at: Option<String>,
    /// The same.
    pub completed_at: Option<String>,
}

fn status() -> Object {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(Status::ALL.map(Status::as_str)))
        .build()
}

impl From<Upload> for UploadRow {
    fn from(row: Upload) -> Self {
        Self {
            id: row.id,
            upload_id: row.upload_id,
            filename: row.filename,
            file_size: row.file_size,
            file_type: row.file_type,
            user_id: row.user_id,
            job_id: row.job_id,
            storage_path: row.storage_path,
            file_path: row.file_path,
            chunk_size: row.chunk_size,
            total_chunks: row.total_chunks,
            uploaded_chunks: row.uploaded_chunks,
            status: row.status,
            error_message: row.error_message,
            created_at: row.created_at,
            updated_at: row.updated_at,
            completed_at: row.completed_at,
        }
    }
}

/// A new upload.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct InitView {
    /// Names the upload from now on.
    pub upload_id: UploadId,
    /// Bytes of every chunk but the last.
    pub chunk_size: u64,
    /// How many chunks make the file.
    pub total_chunks: u64,
    /// The folder that the file will be in.
    pub storage_path: String,
    /// What the file is, by its name.
    pub file_info: FileInfo,
    /// What will be said at the end, as far as the name tells; send nothing when it is not safe.
    pub security: Security,
    /// What happens when the name is taken at the end.
    pub on_conflict: OnConflict,
}

/// A chunk is there.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ChunkView {
    /// The contract's sentence.
    pub message: &'static str,
    /// How many are there.
    pub uploaded_chunks: u64,
    /// How many make the file.
    pub total_chunks: u64,
    /// 0 to 100.
    pub progress: f64,
}

/// The file stands under its name.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CompleteView {
    /// The contract's sentence.
    pub message: &'static str,
    /// Absolute.
    pub file_path: String,
    /// What the file is, by name and first bytes.
    pub file_info: FileInfo,
    /// The name it got; `name (2).ext` when its own was taken.
    pub filename: String,
    /// Of the whole file, when asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
}
