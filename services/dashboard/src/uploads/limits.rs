//! `GET /api/v2/files/limits`: what a client may send, so that it need not guess.

use actix_web::web::{Data, Json};
use portal_http::FilesWriter;
use serde::Serialize;
use utoipa::ToSchema;

use super::Desk;

/// Sizes in bytes.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LimitsView {
    max_file_bytes: u64,
    min_chunk_bytes: u64,
    max_chunk_bytes: u64,
    default_chunk_bytes: u64,
    max_open_uploads: u32,
    max_open_bytes: u64,
    /// Days without a chunk after which an unfinished upload is removed.
    idle_days: u64,
}

/// Tells the limits of uploads.
#[utoipa::path(get, path = "/api/v2/files/limits", operation_id = "getUploadLimits", tag = "uploads",
    responses((status = 200, body = LimitsView), (status = 401, body = portal_http::ErrorBody), (status = 403, body = portal_http::ErrorBody)))]
pub(crate) async fn limits(desk: Data<Desk>, _user: FilesWriter) -> Json<LimitsView> {
    let settings = &desk.settings;
    Json(LimitsView {
        max_file_bytes: settings.max_file,
        min_chunk_bytes: settings.chunk_min,
        max_chunk_bytes: settings.chunk_max,
        default_chunk_bytes: settings.chunk_default,
        max_open_uploads: settings.max_open,
        max_open_bytes: settings.max_open_bytes,
        idle_days: settings.idle.as_secs() / 86_400,
    })
}
