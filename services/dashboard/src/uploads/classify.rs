//! `POST /api/v2/files/classify`: what files are by their names, before anything is sent.

use actix_web::web::{Data, Json};
use portal_classify::{FileInfo, Security};
use portal_http::FilesWriter;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Desk;
use super::error::UploadError;
use super::names::FileName;

const MOST: usize = 1000;

/// Names to look at.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct ClassifyBody {
    /// At most 1000.
    filenames: Vec<String>,
}

/// What is known of each name, in the order asked.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ClassifyView {
    files: Vec<Classified>,
}

/// One name: either `file_info` and `security`, or `error`.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Classified {
    filename: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    file_info: Option<FileInfo>,
    #[serde(skip_serializing_if = "Option::is_none")]
    security: Option<Security>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

/// Classifies names.
#[utoipa::path(post, path = "/api/v2/files/classify", operation_id = "classifyFiles", tag = "uploads", request_body = ClassifyBody,
    responses((status = 200, body = ClassifyView), (status = 400, body = portal_http::ErrorBody), (status = 401, body = portal_http::ErrorBody),
        (status = 403, body = portal_http::ErrorBody)))]
pub(crate) async fn classify(
    desk: Data<Desk>,
    _user: FilesWriter,
    body: Json<ClassifyBody>,
) -> Result<Json<ClassifyView>, UploadError> {
    let filenames = body.into_inner().filenames;
    if filenames.len() > MOST {
        return Err(UploadError::OutOfRange {
            field: "filenames",
            expected: format!("at most {MOST} names"),
        });
    }
    let files = filenames.into_iter().map(|filename| look_at(&desk, filename)).collect();
    Ok(Json(ClassifyView { files }))
}

fn look_at(desk: &Desk, filename: String) -> Classified {
    match FileName::parse(&filename) {
        Ok(name) => Classified {
            file_info: Some(portal_classify::classify(name.as_str())),
            security: Some(desk.policy.judge_name(name.as_str())),
            error: None,
            filename,
        },
        Err(why) => Classified {
            file_info: None,
            security: None,
            error: Some(format!("Invalid filename: {why}")),
            filename,
        },
    }
}
