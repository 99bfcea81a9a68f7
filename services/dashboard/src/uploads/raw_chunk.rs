//! `PUT /api/v2/files/uploads/{id}/chunks/{index}`: a chunk as the request's body.

use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::http::header::CONTENT_LENGTH;
use actix_web::web::{Data, Json, Path, Payload};
use futures_util::StreamExt;
use portal_http::FilesWriter;

use super::checksum::Expected;
use super::error::UploadError;
use super::names::UploadId;
use super::receive::{MEMORY_PER_CHUNK, Receiver};
use super::view::ChunkView;
use super::{Desk, desk};

/// A client that sends nothing for so long has gone.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// Stores one chunk.
#[utoipa::path(put, path = "/api/v2/files/uploads/{id}/chunks/{index}", operation_id = "putChunk", tag = "uploads",
    params(("id" = String, Path), ("index" = u64, Path, description = "Counted from 0"),
        ("X-Checksum-CRC32C" = Option<String>, Header, description = "8 hexadecimal digits"),
        ("X-Checksum-SHA256" = Option<String>, Header, description = "64 hexadecimal digits"),
        ("Content-MD5" = Option<String>, Header, description = "Base64")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = ChunkView), (status = 400, body = portal_http::ErrorBody), (status = 401, body = portal_http::ErrorBody),
        (status = 403, body = portal_http::ErrorBody), (status = 404, body = portal_http::ErrorBody),
        (status = 429, body = portal_http::ErrorBody), (status = 503, body = portal_http::ErrorBody), (status = 507, body = portal_http::ErrorBody)))]
pub(crate) async fn raw_chunk(
    desk: Data<Desk>,
    user: FilesWriter,
    request: HttpRequest,
    path: Path<(String, String)>,
    mut body: Payload,
) -> Result<Json<ChunkView>, UploadError> {
    let (id, index) = path.into_inner();
    let id = UploadId::parse(&id).ok_or(UploadError::NotFound {
        words: "Upload session not found",
    })?;
    let open = desk.receiving(&user, &id).await?;
    let part = open.part()?;
    let total = part.geometry().chunks();
    let index = index
        .parse()
        .map_err(|_no_number| UploadError::NoSuchChunk { index, total })?;
    let announced = request
        .headers()
        .get(CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse().ok());
    let expected = Expected::from_headers(request.headers())?;
    let mut receiver = Receiver::begin(part.clone(), index, announced).await?;
    let _memory = desk.memory.reserve(MEMORY_PER_CHUNK)?;
    receiver = receiver.claim(expected).await?;
    while let Some(bytes) = tokio::time::timeout(PATIENCE, body.next())
        .await
        .map_err(|_stalled| UploadError::Stalled)?
    {
        receiver.push(bytes.map_err(UploadError::BrokenOff)?).await?;
    }
    receiver.finish().await?;
    desk.advanced(&open, part).await;
    Ok(Json(ChunkView::of(part.received(), total)))
}

impl ChunkView {
    /// The contract's answer.
    #[must_use]
    pub(crate) fn of(received: u64, total: u64) -> Self {
        let progress = desk::percent(received, total);
        Self {
            message: "Chunk uploaded successfully",
            uploaded_chunks: received,
            total_chunks: total,
            progress,
        }
    }
}
