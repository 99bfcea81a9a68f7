//! `/api/v2/images/scan`

use actix_web::web::{Data, Json};
use actix_web::{HttpRequest, HttpResponse};
use portal_audit::Action;
use portal_http::{AdminUser, JobsReader, audited};
use serde::Serialize;
use utoipa::ToSchema;

use super::catalogue::{ImageCatalogue, is_admin};
use super::error::ImageError;
use super::scan::ScanView;

/// It goes on.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RequestedView {
    /// Whether it was going on already.
    joined: bool,
    scan: ScanView,
}

/// Tells how the scan goes on, or what the last one brought.
#[utoipa::path(get, path = "/api/v2/images/scan", operation_id = "showImageScan", tag = "images",
    responses((status = 200, body = ScanView), (status = 401, body = portal_http::ErrorBody),
        (status = 403, body = portal_http::ErrorBody), (status = 429, body = portal_http::ErrorBody)))]
pub(crate) async fn show(catalogue: Data<ImageCatalogue>, caller: JobsReader) -> Json<ScanView> {
    let scan = catalogue.keeper.scan().await;
    Json(if is_admin(&caller) { scan } else { scan.without_words() })
}

/// Looks for images now. One scan goes on at a time, also of several portal nodes: who asks meanwhile joins it.
#[utoipa::path(post, path = "/api/v2/images/scan", operation_id = "scanImages", tag = "images",
    responses((status = 202, body = RequestedView), (status = 401, body = portal_http::ErrorBody),
        (status = 403, body = portal_http::ErrorBody), (status = 429, body = portal_http::ErrorBody), (status = 503, body = portal_http::ErrorBody)))]
pub(crate) async fn request(
    catalogue: Data<ImageCatalogue>,
    _caller: AdminUser,
    request: HttpRequest,
) -> Result<HttpResponse, ImageError> {
    catalogue
        .trail
        .record(audited(&request, Action::ImageScan, "images:*"))
        .await?;
    let (scan, joined) = catalogue.keeper.request().await;
    Ok(HttpResponse::Accepted().json(RequestedView { joined, scan }))
}
