//! `GET /api/v2/files/uploads/{id}`: one upload, and which chunks it still needs.

use actix_web::HttpRequest;
use actix_web::web::{Data, Json, Path};
use portal_db::uploads::Status;
use portal_http::FilesReader;
use serde::Serialize;
use utoipa::ToSchema;

use super::Desk;
use super::desk::{FoundPart, TakenUp, geometry};
use super::error::UploadError;
use super::names::UploadId;
use super::recorded::shown;
use super::view::UploadRow;

/// The row, and what a client on any computer needs to go on.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UploadView {
    /// The contract's columns.
    #[serde(flatten)]
    row: UploadRow,
    /// Runs of missing chunks, first and last index.
    missing_ranges: Vec<(u64, u64)>,
    /// Bytes that are there.
    received_bytes: u64,
}

/// Shows an upload to its owner or an administrator.
#[utoipa::path(get, path = "/api/v2/files/uploads/{id}", operation_id = "showUpload", tag = "uploads", params(("id" = String, Path)),
    responses((status = 200, body = UploadView), (status = 401, body = portal_http::ErrorBody), (status = 403, body = portal_http::ErrorBody),
        (status = 404, body = portal_http::ErrorBody), (status = 429, body = portal_http::ErrorBody)))]
pub(crate) async fn show(
    desk: Data<Desk>,
    caller: FilesReader,
    request: HttpRequest,
    id: Path<String>,
) -> Result<Json<UploadView>, UploadError> {
    let words = "Upload not found";
    let id = UploadId::parse(&id).ok_or(UploadError::NotFound { words })?;
    let mut row = desk.row(&caller, &id, "view", words).await?;
    if row.user_id != caller.name() {
        desk.trail.read(shown(&request, &row)).await?;
    }
    let (missing_ranges, received_bytes) = match desk.take_up(&id, row.clone()).await? {
        TakenUp::Open(open) => match &open.found {
            FoundPart::Receiving(part) => {
                row.uploaded_chunks = part.received().try_into().unwrap_or(i64::MAX);
                (part.missing(), part.received_bytes())
            }
            FoundPart::Published(_) => (Vec::new(), row.file_size.unsigned_abs()),
        },
        TakenUp::Ended(ended) => {
            row = *ended;
            if row.status() == Status::Completed {
                (Vec::new(), row.file_size.unsigned_abs())
            } else {
                let last = geometry(&row).chunks().checked_sub(1);
                (last.map(|last| (0, last)).into_iter().collect(), 0)
            }
        }
    };
    Ok(Json(UploadView {
        row: row.into(),
        missing_ranges,
        received_bytes,
    }))
}
