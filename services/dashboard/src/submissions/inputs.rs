//! The person's files: finished uploads of their own, or what came with the request.

use std::io::Read as _;
use std::os::fd::OwnedFd;
use std::path::Path;
use std::sync::Arc;

use portal_db::uploads::{self, Status, Upload};
use portal_db::{AnyConnection, QueryResult};
use portal_jobscript::{InputProblem, Offered, check_content, check_inputs, is_checked};
use portal_templates::FileKey;
use portal_templates::schema::Template;
use serde_json::{Value, json};

use super::folder::{FolderError, JobFolder, open_file};
use super::wrong::{Wrong, WrongCode};
use crate::cluster::acting::error::ActError;
use crate::uploads::Root;

/// A file that is there.
#[derive(Clone, Debug)]
pub(super) struct InputFile {
    /// As it was sent.
    pub(super) key: String,
    /// As the person named it.
    pub(super) name: String,
    pub(super) bytes: u64,
    /// Which upload, if it is one.
    pub(super) upload_id: Option<String>,
    /// SHA-256, where the bytes have passed through already.
    pub(super) sha256: Option<String>,
    pub(super) place: Place,
}

/// Where a file is.
#[derive(Clone, Debug)]
pub(super) enum Place {
    /// Below the upload root.
    Uploaded { path: String },
    /// In a folder that is held open, by that name.
    Received { folder: Arc<OwnedFd>, name: String },
}

/// Finds the caller's uploads. What is another person's is not there.
///
/// # Errors
/// When the database refuses.
pub(super) fn find(
    connection: &mut AnyConnection,
    user: &str,
    asked: &[(String, String)],
) -> QueryResult<(Vec<InputFile>, Vec<Wrong>)> {
    let (mut files, mut wrong) = (Vec::new(), Vec::new());
    for (key, upload_id) in asked {
        let mut refuse =
            |code: WrongCode, message: &str| wrong.push(Wrong::new(&format!("inputs.{key}"), code, message));
        let row: Option<Upload> = uploads::find(connection, upload_id)?.filter(|row| row.user_id == user);
        match row {
            None => refuse(WrongCode::UploadNotFound, "There is no such upload of yours"),
            Some(row) => match (row.status(), row.file_path) {
                (Status::Completed, Some(path)) => files.push(InputFile {
                    key: key.clone(),
                    name: row.filename,
                    bytes: row.file_size.unsigned_abs(),
                    upload_id: Some(row.upload_id),
                    sha256: None,
                    place: Place::Uploaded { path },
                }),
                (Status::Completed, None) => {
                    refuse(WrongCode::UploadGone, "A newer upload has taken the place of this file")
                }
                (Status::Initialized | Status::Uploading, _) => {
                    refuse(WrongCode::UploadUnfinished, "This upload is not complete yet");
                }
                (Status::Failed | Status::Cancelled, _) => {
                    refuse(WrongCode::UploadFailed, "This upload did not become a file")
                }
            },
        }
    }
    Ok((files, wrong))
}

/// What the template has against the files.
pub(super) fn problems(template: &Template, files: &[InputFile]) -> Vec<InputProblem> {
    let offered: Vec<Offered<'_>> = files
        .iter()
        .map(|file| Offered {
            file_key: &file.key,
            name: &file.name,
            bytes: file.bytes,
        })
        .collect();
    check_inputs(template, &offered)
}

/// Looks into those files whose content the template describes; waits for the disk.
pub(super) fn look_into(template: &Template, files: &[InputFile], uploads: &Root) -> Vec<Wrong> {
    let mut wrong = Vec::new();
    for file in files {
        let input = template
            .files
            .inputs()
            .find(|input| input.file_key.as_str() == file.key);
        let Some(input) = input.filter(|input| is_checked(input, &file.name, file.bytes)) else {
            continue;
        };
        let mut bytes = Vec::new();
        let read = file
            .place
            .open(uploads)
            .and_then(|open| open.take(file.bytes).read_to_end(&mut bytes));
        match read {
            Ok(_) => wrong.extend(check_content(input, &file.name, &bytes).into_iter().map(Wrong::from)),
            Err(_) => wrong.push(Wrong::new(
                &format!("inputs.{}", file.key),
                WrongCode::UploadGone,
                "The file is not there any more",
            )),
        }
    }
    wrong
}

impl Place {
    /// Opens the file that is there.
    ///
    /// # Errors
    /// What the file system says.
    pub(super) fn open(&self, uploads: &Root) -> std::io::Result<std::fs::File> {
        match self {
            Self::Uploaded { path } => {
                let (folder, name) = split(path)?;
                open_file(uploads.folder_at(folder)?.fd(), name)
            }
            Self::Received { folder, name } => open_file(&**folder, name),
        }
    }
}

impl InputFile {
    /// Puts it into the folder of the job.
    ///
    /// # Errors
    /// When it is gone, or another one by now; or what the file system says.
    pub(super) fn stage(&self, uploads: &Root, folder: &JobFolder, to: &str) -> Result<(), ActError> {
        let staged = match &self.place {
            Place::Uploaded { path } => split(path)
                .and_then(|(parent, name)| Ok((uploads.folder_at(parent)?, name)))
                .map_err(FolderError::Io)
                .and_then(|(parent, name)| folder.stage(parent.fd(), name, to)),
            Place::Received { folder: from, name } => {
                use std::os::fd::AsFd as _;
                folder.stage(from.as_fd(), name, to)
            }
        };
        match staged {
            Ok(bytes) if bytes == self.bytes => Ok(()),
            Ok(_) => Err(ActError::InputGone(self.key.clone())),
            Err(FolderError::Io(error)) if error.kind() == std::io::ErrorKind::NotFound => {
                Err(ActError::InputGone(self.key.clone()))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// As the row has it. Of a digest that is still to be made it says nothing.
    pub(super) fn recorded(&self) -> Value {
        let mut recorded =
            json!({"file_key": self.key, "name": self.name, "bytes": self.bytes, "upload_id": self.upload_id});
        if let (Some(sha256), Some(recorded)) = (&self.sha256, recorded.as_object_mut()) {
            recorded.insert("sha256".to_owned(), json!(sha256));
        }
        recorded
    }
}

fn split(path: &str) -> std::io::Result<(&Path, &str)> {
    let path = Path::new(path);
    let name = path.file_name().and_then(std::ffi::OsStr::to_str);
    path.parent().zip(name).ok_or(std::io::ErrorKind::NotFound.into())
}

/// What the file is called while it waits in the job's folder.
pub(super) fn staged_name(number: usize, key: &FileKey) -> String {
    format!("{number}-{key}")
}

/// A digest as people read it.
pub(super) fn hex(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
