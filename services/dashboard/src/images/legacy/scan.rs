//! `POST /api/apptainer/scan`

use std::collections::BTreeMap;
use std::time::Duration;

use actix_web::web::{Bytes, Data};
use actix_web::{HttpRequest, HttpResponse};
use portal_apptainer::registry::PARTITIONS;
use portal_audit::Action;
use portal_db::images;
use portal_http::{AdminUser, audited};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::images::catalogue::ImageCatalogue;
use crate::images::error::ImageError;

/// Proxies give up after a minute.
const PATIENCE: Duration = Duration::from_secs(50);
/// Nobody has more partitions.
const MOST_NAMES: usize = 100;

/// What is asked for. Everything is looked at, whatever is said here.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub(crate) struct ScanRequest {
    /// Partitions that are counted; all when absent.
    partitions: Option<Vec<String>>,
}

/// What was found.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ScannedView {
    /// `Scan completed`, or `Scan is still running`.
    message: &'static str,
    /// Images of each partition.
    stats: BTreeMap<String, usize>,
    scanned_partitions: Vec<String>,
}

/// Looks for images now, and waits for the end, 50 s at most.
#[utoipa::path(post, path = "/api/apptainer/scan", operation_id = "scanImagesAndWait", tag = "earlier portal", request_body(content = ScanRequest),
    responses((status = 200, body = ScannedView), (status = 202, body = ScannedView, description = "It goes on"), (status = 400, body = portal_http::ErrorBody),
        (status = 401, body = portal_http::ErrorBody), (status = 403, body = portal_http::ErrorBody), (status = 413, body = portal_http::ErrorBody),
        (status = 429, body = portal_http::ErrorBody), (status = 503, body = portal_http::ErrorBody)))]
pub(crate) async fn scan(
    catalogue: Data<ImageCatalogue>,
    _caller: AdminUser,
    request: HttpRequest,
    body: Bytes,
) -> Result<HttpResponse, ImageError> {
    let wanted = wanted(&body)?;
    catalogue
        .trail
        .record(audited(&request, Action::ImageScan, "images:*"))
        .await?;
    let (scan, _) = catalogue.keeper.request().await;
    let finished = catalogue.keeper.finished(scan.number, PATIENCE).await;
    if finished.as_ref().is_some_and(|scan| scan.error.is_some()) {
        return Err(ImageError::NotWrittenDown);
    }
    let counts = catalogue.ask(images::partitions).await?;
    let count = |name: &str| counts.iter().find(|count| count.name == name);
    let stats = wanted.iter().map(|name| {
        let images = count(name).map_or(0, |count| count.images);
        (name.clone(), images)
    });
    let (mut answer, message) = match finished {
        Some(_) => (HttpResponse::Ok(), "Scan completed"),
        None => (HttpResponse::Accepted(), "Scan is still running"),
    };
    Ok(answer.json(ScannedView {
        message,
        stats: stats.collect(),
        scanned_partitions: wanted,
    }))
}

/// Older clients send nothing, or keys that are not known.
fn wanted(body: &[u8]) -> Result<Vec<String>, ImageError> {
    let request = match body {
        [] => ScanRequest::default(),
        text => serde_json::from_slice(text).map_err(|_unfit| ImageError::BadField {
            field: "the body",
            expected: "a JSON object, with a list partitions of texts if any",
        })?,
    };
    let all = || PARTITIONS.map(str::to_owned).to_vec();
    let partitions = request.partitions.unwrap_or_else(all);
    if partitions.len() > MOST_NAMES {
        return Err(ImageError::BadField {
            field: "partitions",
            expected: "100 names at most",
        });
    }
    Ok(partitions)
}
