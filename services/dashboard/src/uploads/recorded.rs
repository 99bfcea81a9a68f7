//! Uploads as the audit log tells of them: an id, and the file's name or path.

use actix_web::HttpRequest;
use portal_audit::{Action, Entry, UNKNOWN};
use portal_db::uploads::Upload;
use portal_http::audited;

/// An upload began.
pub(super) fn begun(request: &HttpRequest, row: &Upload) -> Entry {
    audited(request, Action::UploadBegin, &object(row, &row.filename))
}

/// An upload is the file of that name.
pub(super) fn completed(request: &HttpRequest, row: &Upload, name: &str) -> Entry {
    audited(request, Action::UploadComplete, &object(row, &path(row, name)))
}

/// An upload is the file of that name: whoever completed it was cut off by the end of the service.
pub(super) fn found_completed(row: &Upload, name: &str) -> Entry {
    Entry::new(Action::UploadComplete, &object(row, &path(row, name)))
        .by(&row.user_id, UNKNOWN)
        .because("its file had its name already when the portal started")
}

/// An upload is given up.
pub(super) fn cancelled(request: &HttpRequest, row: &Upload) -> Entry {
    audited(request, Action::UploadCancel, &object(row, &row.filename))
}

/// An upload that nobody went on with is removed, by nobody.
pub(super) fn abandoned(row: &Upload, why: &str) -> Entry {
    Entry::new(Action::UploadCancel, &object(row, &row.filename)).because(why)
}

/// The file that an upload became is removed.
pub(super) fn deleted(request: &HttpRequest, row: &Upload) -> Entry {
    let path = row.file_path.as_deref().unwrap_or(&row.filename);
    audited(request, Action::FileDelete, &object(row, path))
}

/// An administrator looks at somebody else's upload.
pub(super) fn shown(request: &HttpRequest, row: &Upload) -> Entry {
    audited(request, Action::UploadsRead, &object(row, &row.filename))
}

/// An administrator looks at the uploads of `owner`, or of everybody.
pub(super) fn listed(request: &HttpRequest, owner: Option<&str>) -> Entry {
    let object = format!("uploads:{}", owner.unwrap_or("*"));
    audited(request, Action::UploadsRead, &object)
}

fn object(row: &Upload, what: &str) -> String {
    format!("upload:{} {what}", row.upload_id)
}

/// Where the file of that name is.
pub(super) fn path(row: &Upload, name: &str) -> String {
    format!("{}/{name}", row.storage_path)
}
