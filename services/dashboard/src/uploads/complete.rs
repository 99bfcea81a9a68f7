//! `POST /api/v2/files/upload/complete`: the file gets its name.

use std::sync::Arc;

use actix_web::HttpRequest;
use actix_web::web::{Data, Json};
use portal_audit::Entry;
use portal_classify::{FileInfo, HEAD_LEN};
use portal_db::uploads::{self, Status, Upload};
use portal_http::FilesWriter;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;

use super::checksum::{hex, to_hex};
use super::desk::{FoundPart, Open, TakenUp};
use super::error::{UploadError, blocking};
use super::names::{FileName, OnConflict, UploadId};
use super::recorded::{completed, path};
use super::store::{Part, PublishError};
use super::view::CompleteView;
use super::{Desk, sha256};

/// Which upload, and whether to verify the whole file.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct CompleteBody {
    /// 16 hexadecimal digits.
    upload_id: Option<String>,
    /// The file's SHA-256 in hexadecimal.
    sha256: Option<String>,
    /// True: read the whole file and tell its SHA-256, false: do not. When absent, only if `sha256` is there.
    verify_checksum: Option<bool>,
}

impl CompleteBody {
    fn expected(&self) -> Result<Option<[u8; 32]>, UploadError> {
        let unreadable = || UploadError::UnreadableChecksum("a SHA-256 of 64 hexadecimal digits");
        self.sha256
            .as_deref()
            .map(|text| hex(text).ok_or_else(unreadable))
            .transpose()
    }

    fn verifies(&self) -> bool {
        self.verify_checksum.unwrap_or(self.sha256.is_some())
    }
}

/// Completes an upload; a second time gives the same answer.
#[utoipa::path(post, path = "/api/v2/files/upload/complete", operation_id = "completeUpload", tag = "uploads", request_body = CompleteBody,
    responses((status = 200, body = CompleteView), (status = 400, body = portal_http::ErrorBody), (status = 401, body = portal_http::ErrorBody),
        (status = 403, body = portal_http::ErrorBody), (status = 404, body = portal_http::ErrorBody), (status = 409, body = portal_http::ErrorBody),
        (status = 429, body = portal_http::ErrorBody), (status = 503, body = portal_http::ErrorBody), (status = 507, body = portal_http::ErrorBody)))]
pub(crate) async fn complete(
    desk: Data<Desk>,
    user: FilesWriter,
    request: HttpRequest,
    body: Json<CompleteBody>,
) -> Result<Json<CompleteView>, UploadError> {
    let id = body
        .upload_id
        .as_deref()
        .ok_or(UploadError::MissingPart("Missing upload_id"))?;
    let words = "Upload session not found";
    let id = UploadId::parse(id).ok_or(UploadError::NotFound { words })?;
    let row = desk.row(&user, &id, "write to", words).await?;
    let open = match desk.take_up(&id, row).await? {
        TakenUp::Open(open) => open,
        TakenUp::Ended(row) => return ended(&row),
    };
    // Two completes at once: the second waits and then finds what the first did.
    let _ending = open.ending.lock().await;
    let row = desk.row(&user, &id, "write to", words).await?;
    match (row.status(), &open.found) {
        (Status::Completed | Status::Cancelled | Status::Failed, _) => ended(&row),
        (_, FoundPart::Published(published)) => {
            let entry = completed(&request, &row, &published.name);
            note_completion(&desk, &open, &published.name, entry).await?;
            Ok(Json(later_view(&row, &published.name)))
        }
        (_, FoundPart::Receiving(part)) => finish(&desk, &open, part, &body, &request).await.map(Json),
    }
}

/// What is said of an upload that ended before.
fn ended(row: &Upload) -> Result<Json<CompleteView>, UploadError> {
    match row.status() {
        Status::Cancelled => Err(UploadError::Cancelled),
        Status::Failed => Err(UploadError::Failed(row.error_message.clone().unwrap_or_default())),
        _ => {
            let path = row.file_path.clone().unwrap_or_default();
            Ok(Json(later_view(row, path.rsplit('/').next().unwrap_or_default())))
        }
    }
}

async fn finish(
    desk: &Desk,
    open: &Arc<Open>,
    part: &Arc<Part>,
    body: &CompleteBody,
    request: &HttpRequest,
) -> Result<CompleteView, UploadError> {
    let expected = body.expected()?;
    let total = part.geometry().chunks();
    require_all(part, total)?;
    require_file(desk, open, part, total).await?;
    let (row, size) = (&open.row, part.geometry().file_size);
    let head = read_head(part).await?;
    let verdict = desk.policy.judge(&row.filename, &head, size);
    if !verdict.safe {
        let rejected = completed(request, row, &row.filename).refused(&verdict.reason);
        reject(desk, open, part, &verdict.reason, rejected).await?;
        return Err(UploadError::Rejected(verdict));
    }
    open.sync(part).await?;
    // A sync that an earlier group failed has taken chunks back.
    require_all(part, total)?;
    let sum = if body.verifies() {
        let actual = sha256::of(part, |_done| desk.tell_progress(open, part, "verifying")).await?;
        if let Some(expected) = expected.filter(|expected| *expected != actual) {
            return Err(UploadError::FileMismatch {
                expected: to_hex(&expected),
                actual: to_hex(&actual),
            });
        }
        Some(to_hex(&actual))
    } else {
        None
    };
    let name = publish(row, part).await?;
    let entry = completed(request, row, name.as_str());
    // Whoever asks again must find the file under its name, not the part that it was.
    note_completion(desk, open, name.as_str(), entry)
        .await
        .inspect_err(|_told| desk.let_go(&open.id))?;
    let info = portal_classify::classify(&row.filename).refined_by(&head, size);
    Ok(view(row, name.as_str(), info, sum))
}

fn require_all(part: &Part, total: u64) -> Result<(), UploadError> {
    let received = part.received();
    if received == total {
        Ok(())
    } else {
        Err(UploadError::Incomplete { received, total })
    }
}

/// An operator who makes room may remove part files; then all chunks have to come again.
async fn require_file(desk: &Desk, open: &Open, part: &Arc<Part>, total: u64) -> Result<(), UploadError> {
    let looked_for = Arc::clone(part);
    if !blocking(move || looked_for.was_removed_by_others()).await? {
        return Ok(());
    }
    tracing::warn!(upload.id = %open.id, "upload {}: its part file was removed by somebody else; it begins anew", open.id);
    desk.let_go(&open.id);
    Err(UploadError::Incomplete { received: 0, total })
}

async fn read_head(part: &Arc<Part>) -> Result<Vec<u8>, UploadError> {
    let part = Arc::clone(part);
    blocking(move || {
        let mut head = vec![0; HEAD_LEN];
        let mut length = 0;
        while let Some(rest) = head.get_mut(length..).filter(|rest| !rest.is_empty()) {
            match part.read(rest, length as u64)? {
                0 => break,
                read => length += read,
            }
        }
        head.truncate(length);
        Ok::<_, std::io::Error>(head)
    })
    .await
}

async fn publish(row: &Upload, part: &Arc<Part>) -> Result<FileName, UploadError> {
    let (name, on_conflict) = (FileName::parse(&row.filename)?, OnConflict::named(&row.on_conflict));
    let part = Arc::clone(part);
    blocking(move || part.publish(&name, on_conflict)).await
}

impl From<PublishError> for UploadError {
    fn from(error: PublishError) -> Self {
        match error {
            PublishError::Taken => Self::NameTaken,
            PublishError::Io(error) => Self::Storage(error),
        }
    }
}

/// The file has its name; now it is recorded, the row says so, the map goes, and the owner hears of it. Recorded first: a
/// row that says "completed" is never looked at again.
pub(super) async fn note_completion(
    desk: &Desk,
    open: &Arc<Open>,
    name: &str,
    completed: Entry,
) -> Result<(), UploadError> {
    desk.trail.record(completed).await?;
    let (row, id) = (&open.row, &open.id);
    let (path, now) = (path(row, name), desk.clock.table_time());
    let (upload_id, stored, kind) = (id.to_string(), path.clone(), row.file_type.clone());
    desk.db
        .run(move |connection| {
            uploads::complete(connection, &upload_id, &stored, &kind, &now)?;
            uploads::take_path_from_others(connection, &upload_id, &stored)
        })
        .await?;
    desk.clear(id, row).await?;
    desk.let_go(id);
    let data = json!({
        "upload_id": id, "filename": name, "status": "completed", "file_path": path, "file_type": row.file_type,
        "progress": 100,
    });
    desk.tell_end(row, "upload_complete", data);
    tracing::info!(
        upload.id = %id, upload.bytes = row.file_size, user.name = %row.user_id,
        "upload {id} completed: {} bytes", row.file_size
    );
    Ok(())
}

async fn reject(
    desk: &Desk,
    open: &Arc<Open>,
    part: &Arc<Part>,
    reason: &str,
    rejected: Entry,
) -> Result<(), UploadError> {
    desk.trail.record(rejected).await?;
    let (id, why, now) = (open.id.to_string(), reason.to_owned(), desk.clock.table_time());
    desk.db
        .run(move |connection| uploads::end(connection, &id, Status::Failed, Some(&why), &now))
        .await?;
    let removing = Arc::clone(part);
    blocking(move || removing.remove()).await?;
    desk.let_go(&open.id);
    let data = json!({
        "upload_id": open.id, "filename": open.row.filename, "status": "failed", "error": reason,
        "code": "security_rejected",
    });
    desk.tell_end(&open.row, "upload_error", data);
    tracing::warn!(upload.id = %open.id, user.name = %open.row.user_id, "upload {} rejected: {reason}", open.id);
    Ok(())
}

/// The view without a look into the file.
fn later_view(row: &Upload, name: &str) -> CompleteView {
    let info = portal_classify::classify(&row.filename);
    view(
        row,
        name,
        FileInfo {
            size: row.file_size.unsigned_abs(),
            ..info
        },
        None,
    )
}

fn view(row: &Upload, name: &str, file_info: FileInfo, sha256: Option<String>) -> CompleteView {
    let message = "Upload completed successfully";
    CompleteView {
        message,
        file_path: path(row, name),
        file_info,
        filename: name.to_owned(),
        sha256,
    }
}
