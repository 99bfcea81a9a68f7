//! `POST /api/v2/files/upload/init`: reserves a name's place and the space.

use actix_web::http::header::HeaderMap;
use actix_web::web::{Data, Json};
use actix_web::{HttpRequest, HttpResponse};
use portal_db::uploads::{Created, NewUpload, OpenLimits, Upload};
use portal_db::{job_folders, uploads};
use portal_http::FilesWriter;
use serde::Deserialize;
use utoipa::ToSchema;

use super::Desk;
use super::error::{UploadError, blocking};
use super::names::{FileName, JobId, OnConflict, UploadId};
use super::recorded::begun;
use super::store::{Geometry, Part};
use super::view::InitView;

/// What is to be uploaded. Other fields of older clients (`user_id`, `file_type`) are ignored, as they always were: the
/// owner is who signed in, the kind is what the name says.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct InitBody {
    /// One path component.
    filename: Option<String>,
    /// Bytes.
    file_size: Option<i64>,
    /// Puts the file into `jobs/<job_id>` instead of the user's own folder.
    job_id: Option<String>,
    /// Bytes; within the limits, 5 MiB when absent.
    chunk_size: Option<i64>,
    /// What happens when the name is taken at the end.
    #[serde(default)]
    on_conflict: OnConflict,
}

/// A body that was understood.
struct Wanted {
    name: FileName,
    job: Option<JobId>,
    geometry: Geometry,
    on_conflict: OnConflict,
}

/// Begins an upload.
#[utoipa::path(post, path = "/api/v2/files/upload/init", operation_id = "beginUpload", tag = "uploads", request_body = InitBody,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same key again gives the same upload")),
    responses((status = 201, body = InitView), (status = 400, body = portal_http::ErrorBody), (status = 401, body = portal_http::ErrorBody),
        (status = 403, body = portal_http::ErrorBody), (status = 409, body = portal_http::ErrorBody),
        (status = 429, body = portal_http::ErrorBody), (status = 507, body = portal_http::ErrorBody)))]
pub(crate) async fn init(
    desk: Data<Desk>,
    user: FilesWriter,
    request: HttpRequest,
    body: Json<InitBody>,
) -> Result<HttpResponse, UploadError> {
    let wanted = Wanted::parse(body.into_inner(), &desk)?;
    let now = desk.clock.table_time();
    if let Some(job) = &wanted.job {
        claim_job_folder(&desk, job, &user, &now).await?;
    }
    let kind = portal_classify::classify(wanted.name.as_str()).kind.to_string();
    let (owner, id) = (user.name().to_owned(), UploadId::random());
    let names = match &wanted.job {
        Some(job) => ["jobs".to_owned(), job.as_str().to_owned(), kind.clone()],
        None => ["users".to_owned(), owner.clone(), kind.clone()],
    };
    let root = std::sync::Arc::clone(&desk.root);
    let folder = blocking(move || root.make_folder(&names.each_ref().map(String::as_str))).await?;
    if wanted.on_conflict == OnConflict::Reject && folder.contains(wanted.name.as_str())? {
        return Err(UploadError::NameTaken);
    }
    let new = NewUpload {
        upload_id: id.to_string(),
        filename: wanted.name.to_string(),
        file_size: wanted.geometry.file_size.try_into().unwrap_or(i64::MAX),
        file_type: kind,
        user_id: owner,
        job_id: wanted.job.as_ref().map(|job| job.as_str().to_owned()),
        storage_path: folder.path().to_string_lossy().into_owned(),
        chunk_size: wanted.geometry.chunk_size.try_into().unwrap_or(i64::MAX),
        total_chunks: wanted.geometry.chunks().try_into().unwrap_or(i64::MAX),
        created_at: now,
        on_conflict: wanted.on_conflict.as_str().to_owned(),
        idempotency_key: idempotency_key(request.headers()),
    };
    let limits = OpenLimits {
        uploads: desk.settings.max_open.into(),
        bytes: desk.settings.max_open_bytes.try_into().unwrap_or(i64::MAX),
    };
    let row = match desk
        .db
        .run(move |connection| uploads::create(connection, &new, limits))
        .await?
    {
        Created::New(row) => row,
        Created::Before(row) => {
            // The first time may have been cut short before it was recorded.
            let again = begun(&request, &row).because("the same Idempotency-Key again");
            desk.trail.record(again).await?;
            return Ok(answer(&desk, &row));
        }
        Created::TooMuchOpen { uploads, bytes } => return Err(UploadError::TooMuchOpen { uploads, bytes }),
    };
    let (boot, geometry, part_id) = (desk.boot(), wanted.geometry, id.clone());
    let made = async {
        let part = blocking(move || Part::create(folder, &part_id, geometry, &boot)).await?;
        match desk.trail.record(begun(&request, &row)).await {
            Ok(()) => Ok(part),
            Err(error) => {
                blocking(move || part.remove()).await?;
                Err(error.into())
            }
        }
    };
    match made.await {
        Ok(part) => desk.keep(&id, row.clone(), part),
        Err(error) => {
            // The row promised a place that does not exist.
            let id = id.to_string();
            desk.db.run(move |connection| uploads::forget(connection, &id)).await?;
            return Err(error);
        }
    }
    tracing::info!(
        upload.id = %id, upload.bytes = row.file_size, user.name = %row.user_id,
        "upload {id} begins: {} bytes in {} chunks", row.file_size, row.total_chunks
    );
    Ok(answer(&desk, &row))
}

fn answer(desk: &Desk, row: &Upload) -> HttpResponse {
    HttpResponse::Created().json(InitView {
        upload_id: UploadId::parse(&row.upload_id).unwrap_or_else(UploadId::random),
        chunk_size: row.chunk_size.unsigned_abs(),
        total_chunks: row.total_chunks.unsigned_abs(),
        storage_path: row.storage_path.clone(),
        file_info: portal_classify::classify(&row.filename),
        security: desk.policy.judge_name(&row.filename),
        on_conflict: OnConflict::named(&row.on_conflict),
    })
}

async fn claim_job_folder(desk: &Desk, job: &JobId, user: &FilesWriter, now: &str) -> Result<(), UploadError> {
    let (job, name, now) = (job.as_str().to_owned(), user.name().to_owned(), now.to_owned());
    let owner = desk
        .db
        .run(move |connection| job_folders::claim(connection, &job, &name, &now))
        .await?;
    let allowed = owner == user.name() || user.is_portal_admin();
    if allowed {
        Ok(())
    } else {
        Err(UploadError::ForeignJobFolder)
    }
}

/// Printable ASCII up to 128 characters; anything else is no key.
fn idempotency_key(headers: &HeaderMap) -> Option<String> {
    let key = headers.get("idempotency-key")?.to_str().ok()?.trim();
    (1..=128).contains(&key.len()).then(|| key.to_owned())
}

impl Wanted {
    fn parse(body: InitBody, desk: &Desk) -> Result<Self, UploadError> {
        let (Some(name), Some(size)) = (body.filename, body.file_size) else {
            return Err(UploadError::MissingFields);
        };
        let settings = &desk.settings;
        let no_size = |_negative| UploadError::OutOfRange {
            field: "file_size",
            expected: "0 or more bytes".to_owned(),
        };
        let file_size = u64::try_from(size).map_err(no_size)?;
        if file_size > settings.max_file {
            return Err(UploadError::TooLarge {
                size: file_size,
                limit: settings.max_file,
            });
        }
        let chunk_size = match body.chunk_size {
            None => settings.chunk_default,
            Some(size) => {
                let range = settings.chunk_min..=settings.chunk_max;
                let expected = || format!("{} to {} bytes", settings.chunk_min, settings.chunk_max);
                let size = u64::try_from(size).ok().filter(|size| range.contains(size));
                size.ok_or_else(|| UploadError::OutOfRange {
                    field: "chunk_size",
                    expected: expected(),
                })?
            }
        };
        Ok(Self {
            name: FileName::parse(&name)?,
            job: body
                .job_id
                .map(|id| JobId::parse(&id).ok_or(UploadError::BadJobId))
                .transpose()?,
            geometry: Geometry { file_size, chunk_size },
            on_conflict: body.on_conflict,
        })
    }
}
