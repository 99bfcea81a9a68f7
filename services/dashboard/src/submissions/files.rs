//! `GET /api/v2/submissions/{id}/files` and `GET /api/v2/submissions/{id}/files/{path}`

use std::io;

use actix_files::NamedFile;
use actix_web::http::header::{
    CACHE_CONTROL, Charset, ContentDisposition, DispositionParam, DispositionType, ExtendedValue, HeaderValue,
    X_CONTENT_TYPE_OPTIONS,
};
use actix_web::web::{Data, Json, Path};
use actix_web::{HttpRequest, HttpResponse};
use portal_db::job_submissions::JobSubmission;
use portal_http::JobsReader;
use serde::Serialize;
use utoipa::ToSchema;

use super::desk::SubmissionDesk;
use super::error::SubmissionError;
use super::folder::{FolderError, JobsRoot, SCRIPT};
use super::outputs::{self, Output};
use super::patterns::Patterns;
use super::show::find;
use crate::cluster::age::time;

/// The one log of a job.
const LOG: &str = "job.log";

/// What is in the folder of a job.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FilesView {
    /// By path.
    files: Vec<FileView>,
    /// There are more than these: too many, too deep, or with names that no address can have.
    more: bool,
}

/// A file of a job.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FileView {
    /// Below the job's folder.
    path: String,
    kind: FileKind,
    bytes: u64,
    /// RFC 3339.
    modified_at: String,
}

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum FileKind {
    /// What the job prints, errors too.
    Log,
    /// What the template calls its output, and all in `results`.
    Output,
    /// What the job was given.
    Input,
    /// As it was submitted.
    Script,
    /// Anything else.
    Other,
}

impl FileKind {
    fn of(path: &str, patterns: &Patterns) -> Self {
        match path {
            LOG => Self::Log,
            SCRIPT => Self::Script,
            _ if path.starts_with("input/") => Self::Input,
            _ if path.starts_with("results/") || patterns.mean(path) => Self::Output,
            _ => Self::Other,
        }
    }
}

/// Lists the files of a job, while it runs and afterwards.
#[utoipa::path(get, path = "/api/v2/submissions/{id}/files", operation_id = "listSubmissionFiles", tag = "submissions", params(("id" = i64, Path)),
    responses((status = 200, body = FilesView), (status = 401, body = portal_http::ErrorBody), (status = 403, body = portal_http::ErrorBody),
        (status = 404, body = portal_http::ErrorBody), (status = 429, body = portal_http::ErrorBody), (status = 503, body = portal_http::ErrorBody)))]
pub(crate) async fn list(
    desk: Data<SubmissionDesk>,
    caller: JobsReader,
    request: HttpRequest,
    id: Path<String>,
) -> Result<Json<FilesView>, SubmissionError> {
    let (row, _) = find(&desk, &caller, &request, &id).await?;
    let (root, folder) = (desk.root.clone(), row.asked.folder.clone());
    let list = move || -> Result<_, SubmissionError> {
        let folder = open_folder(&root, &folder)?;
        let found = outputs::list(&folder).map_err(unreadable)?;
        let patterns = patterns(&row);
        let view = |file: Output| FileView {
            kind: FileKind::of(&file.path, &patterns),
            path: file.path,
            bytes: file.bytes,
            modified_at: time(file.modified_at),
        };
        let files = found.files.into_iter().map(view).collect();
        if patterns.are_spent() {
            tracing::warn!(
                submission = row.id,
                "the patterns of a job's outputs take too long; the files left are listed as others"
            );
        }
        Ok(FilesView {
            files,
            more: found.more,
        })
    };
    Ok(Json(SubmissionDesk::on_disk(list).await?))
}

/// Downloads a file of a job; `Range` gives a part of it, `bytes=-65536` the end of a log. It is never shown as a page.
#[utoipa::path(get, path = "/api/v2/submissions/{id}/files/{path}", operation_id = "downloadSubmissionFile", tag = "submissions",
    params(("id" = i64, Path), ("path" = String, Path, description = "As the list has it, with its slashes"),
        ("Range" = Option<String>, Header)),
    responses((status = 200, content_type = "application/octet-stream"), (status = 206, content_type = "application/octet-stream"), (status = 304),
        (status = 401, body = portal_http::ErrorBody), (status = 403, body = portal_http::ErrorBody), (status = 404, body = portal_http::ErrorBody),
        (status = 412), (status = 416), (status = 429, body = portal_http::ErrorBody), (status = 503, body = portal_http::ErrorBody)))]
pub(crate) async fn download(
    desk: Data<SubmissionDesk>,
    caller: JobsReader,
    request: HttpRequest,
    path: Path<(String, String)>,
) -> Result<HttpResponse, SubmissionError> {
    let (id, path) = path.into_inner();
    let (row, _) = find(&desk, &caller, &request, &id).await?;
    let (root, wanted) = (desk.root.clone(), path.clone());
    let open = move || -> Result<_, SubmissionError> {
        let folder = open_folder(&root, &row.asked.folder)?;
        let file = outputs::open(&folder, &wanted).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => SubmissionError::NoFile,
            _ => unreadable(error),
        })?;
        // The path only names the file, it is not opened again.
        NamedFile::from_file(file, &wanted).map_err(unreadable)
    };
    let file = SubmissionDesk::on_disk(open).await?;
    let name = path.rsplit('/').next().unwrap_or(&path);
    let file = file
        .set_content_disposition(attachment(name))
        .prefer_utf8(true)
        .use_etag(true);
    let mut response = file.into_response(&request);
    let headers = response.headers_mut();
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    Ok(response)
}

fn attachment(name: &str) -> ContentDisposition {
    let mut parameters = vec![DispositionParam::FilenameExt(ExtendedValue {
        charset: Charset::Ext("UTF-8".to_owned()),
        language_tag: None,
        value: name.as_bytes().to_vec(),
    })];
    if name
        .chars()
        .all(|letter| letter.is_ascii_graphic() && !matches!(letter, '"' | '\\'))
    {
        parameters.insert(0, DispositionParam::Filename(name.to_owned()));
    }
    ContentDisposition {
        disposition: DispositionType::Attachment,
        parameters,
    }
}

fn patterns(row: &JobSubmission) -> Patterns {
    let patterns: Vec<String> = serde_json::from_str(&row.asked.output_patterns).unwrap_or_default();
    Patterns::new(patterns.iter().map(String::as_str))
}

fn open_folder(root: &JobsRoot, recorded: &str) -> Result<std::os::fd::OwnedFd, SubmissionError> {
    root.open_recorded(recorded).map_err(|error| match error {
        FolderError::Io(error) if error.kind() == io::ErrorKind::NotFound => SubmissionError::NoFolder,
        FolderError::Io(error) => unreadable(error),
        error => error.into(),
    })
}

fn unreadable(error: io::Error) -> SubmissionError {
    match error.kind() {
        io::ErrorKind::PermissionDenied => SubmissionError::NotReadable,
        _ => FolderError::Io(error).into(),
    }
}
