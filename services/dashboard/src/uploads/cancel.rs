//! `DELETE /api/v2/files/uploads/{id}`: ends an upload, or removes the file that it became.

use std::path::Path as FsPath;
use std::sync::Arc;

use actix_web::HttpRequest;
use actix_web::web::{Data, Json, Path};
use portal_audit::Entry;
use portal_db::uploads::{self, Status, Upload};
use portal_http::FilesWriter;
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::Desk;
use super::desk::{FoundPart, Open, TakenUp};
use super::error::{UploadError, blocking};
use super::names::UploadId;
use super::recorded::{cancelled, deleted};

/// It is gone.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CancelView {
    message: &'static str,
    upload_id: UploadId,
}

/// Cancels an upload whatever its status; of a completed one the file is removed. Twice is as good as once.
#[utoipa::path(delete, path = "/api/v2/files/uploads/{id}", operation_id = "cancelUpload", tag = "uploads", params(("id" = String, Path)),
    responses((status = 200, body = CancelView), (status = 401, body = portal_http::ErrorBody), (status = 403, body = portal_http::ErrorBody),
        (status = 404, body = portal_http::ErrorBody), (status = 429, body = portal_http::ErrorBody)))]
pub(crate) async fn cancel(
    desk: Data<Desk>,
    user: FilesWriter,
    request: HttpRequest,
    id: Path<String>,
) -> Result<Json<CancelView>, UploadError> {
    let words = "Upload not found";
    let upload_id = UploadId::parse(&id).ok_or(UploadError::NotFound { words })?;
    let row = desk.row(&user, &upload_id, "delete", words).await?;
    match desk.take_up(&upload_id, row).await? {
        TakenUp::Open(open) => end_open(&desk, &user, &open, &request).await?,
        TakenUp::Ended(row) if row.status() == Status::Completed => {
            let removing = deleted(&request, &row);
            recorded(&desk, removing, remove_file(&desk, &upload_id, *row)).await?;
        }
        TakenUp::Ended(row) => {
            if row.status() != Status::Cancelled {
                desk.trail.record(cancelled(&request, &row)).await?;
            }
            desk.clear(&upload_id, &row).await?;
            note(&desk, &upload_id, None).await?;
        }
    }
    Ok(Json(CancelView {
        message: "Upload cancelled successfully",
        upload_id,
    }))
}

/// Does `work` once it is recorded that it was done, so that nothing is ever removed without a trace. When it does not
/// work, that is recorded too.
async fn recorded(
    desk: &Desk,
    entry: Entry,
    work: impl Future<Output = Result<(), UploadError>>,
) -> Result<(), UploadError> {
    desk.trail.record(entry.clone()).await?;
    work.await
        .inspect_err(|error| desk.trail.note(entry.failed(&error.to_string())))
}

async fn end_open(desk: &Desk, user: &FilesWriter, open: &Open, request: &HttpRequest) -> Result<(), UploadError> {
    let id = &open.id;
    // A complete that is under way finishes first; then there is a file to remove.
    let ending = open.ending.lock().await;
    let row = desk.row(user, id, "delete", "Upload not found").await?;
    if row.status() == Status::Completed {
        drop(ending);
        return recorded(desk, deleted(request, &row), remove_file(desk, id, row)).await;
    }
    let entry = match &open.found {
        FoundPart::Receiving(_) => cancelled(request, &row),
        FoundPart::Published(_) => deleted(request, &row),
    };
    recorded(desk, entry, remove_open(desk, user, open, row)).await
}

async fn remove_open(desk: &Desk, user: &FilesWriter, open: &Open, row: Upload) -> Result<(), UploadError> {
    let id = &open.id;
    match &open.found {
        FoundPart::Receiving(part) => {
            note(desk, id, None).await?;
            let part = Arc::clone(part);
            blocking(move || part.remove()).await?;
        }
        FoundPart::Published(published) => {
            let (root, path, published) = (Arc::clone(&desk.root), row.storage_path.clone(), published.clone());
            blocking(move || published.remove(&root.folder_at(FsPath::new(&path))?)).await?;
            note(desk, id, None).await?;
        }
    }
    desk.clear(id, &row).await?;
    desk.let_go(id);
    let data = json!({
        "upload_id": id, "filename": row.filename, "status": "cancelled", "error": "Upload was cancelled",
        "code": "cancelled",
    });
    desk.tell_end(&row, "upload_error", data);
    tracing::info!(upload.id = %id, user.name = %user.name(), "upload {id} cancelled");
    Ok(())
}

async fn remove_file(desk: &Desk, id: &UploadId, row: Upload) -> Result<(), UploadError> {
    // Another upload may have replaced the file since; then it is not this one's to remove.
    if let Some(path) = row.file_path.clone() {
        let root = Arc::clone(&desk.root);
        blocking(move || {
            let path = FsPath::new(&path);
            let (Some(folder), Some(name)) = (path.parent(), path.file_name().and_then(|name| name.to_str())) else {
                return Ok(());
            };
            match root.folder_at(folder) {
                Ok(folder) => folder.remove(name),
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
                Err(error) => Err(error),
            }
        })
        .await?;
    }
    note(desk, id, None).await?;
    tracing::info!(upload.id = %id, user.name = %row.user_id, "upload {id}: its file was removed");
    Ok(())
}

async fn note(desk: &Desk, id: &UploadId, why: Option<&'static str>) -> Result<(), UploadError> {
    let (id, now) = (id.to_string(), desk.clock.table_time());
    Ok(desk
        .db
        .run(move |connection| uploads::end(connection, &id, Status::Cancelled, why, &now))
        .await?)
}
