//! What a job was given, to the byte: SHA-256 of its files. Reading tens of gigabytes takes minutes, so nobody waits for it: a chore
//! does it after the job is submitted, one file at a time, and goes on where it was when the portal starts again.

use std::fs::File;
use std::io::Read as _;
use std::num::NonZeroU64;
use std::sync::Arc;
use std::time::Duration;

use actix_web::web::block;
use portal_db::job_submissions::{self, Undigested};
use portal_db::uploads::{self, Status};
use portal_db::{Db, DbError};
use rustix::fs::{Advice, fadvise, fstat};
use rustix::process::geteuid;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::desk::SubmissionDesk;
use super::folder::{JobsRoot, STAGED, open_file};
use super::inputs::{Place, hex, staged_name};
use crate::uploads::Root;

/// It is looked so often for new ones.
const PACE: Duration = Duration::from_secs(2);
/// Rows that are looked at together.
const AT_ONCE: i64 = 100;
/// Bytes that are read before others have a turn.
const STEP: usize = 64 << 20;
const BUFFER: usize = 1 << 20;
/// Bytes of small files are left in the page cache: a job is about to read them.
const SMALL: u64 = 256 << 20;

impl SubmissionDesk {
    /// Makes digests for as long as it is polled.
    pub(crate) async fn keep_digests(self: Arc<Self>) {
        loop {
            match digest_some(&self).await {
                Ok(true) => continue,
                Ok(false) => {}
                Err(error) => {
                    let error = &error as &dyn std::error::Error;
                    tracing::warn!(
                        error,
                        "digests of jobs' files could not be written down; it is tried again"
                    );
                }
            }
            tokio::time::sleep(PACE).await;
        }
    }
}

/// Whether there was something to do.
async fn digest_some(desk: &SubmissionDesk) -> Result<bool, DbError> {
    let rows = desk
        .db
        .run(|connection| job_submissions::undigested(connection, AT_ONCE));
    let rows = rows.await?;
    let any = !rows.is_empty();
    for row in rows {
        let files = digested(desk, &row).await?;
        let (id, files) = (row.id, files.to_string());
        desk.db
            .run(move |connection| job_submissions::digested(connection, id, &files))
            .await?;
    }
    Ok(any)
}

/// The files of a row with what can be known of them.
async fn digested(desk: &SubmissionDesk, row: &Undigested) -> Result<Value, DbError> {
    let mut files: Vec<Map<String, Value>> = serde_json::from_str(&row.uploaded_files).unwrap_or_default();
    for (number, file) in files.iter_mut().enumerate() {
        if !file.contains_key("sha256") {
            let digest = match open(&desk.db, &desk.uploads, &desk.root, row, number, file).await? {
                Some(open) => digest(open).await,
                None => None,
            };
            file.insert("sha256".to_owned(), json!(digest));
        }
    }
    Ok(json!(files))
}

/// The upload, or what waits for the job in its folder: the same file by another name.
async fn open(
    db: &Db,
    uploads: &Arc<Root>,
    root: &JobsRoot,
    row: &Undigested,
    number: usize,
    file: &Map<String, Value>,
) -> Result<Option<File>, DbError> {
    let text = |name: &str| file.get(name).and_then(Value::as_str).map(str::to_owned);
    let (Some(key), Some(bytes)) = (text("file_key"), file.get("bytes").and_then(Value::as_u64)) else {
        return Ok(None);
    };
    let mut place = None;
    if let Some(upload_id) = text("upload_id") {
        let upload = db.run(move |connection| uploads::find(connection, &upload_id)).await?;
        let upload = upload.filter(|upload| upload.user_id == row.user_name && upload.status() == Status::Completed);
        place = upload
            .and_then(|upload| upload.file_path)
            .map(|path| Place::Uploaded { path });
    }
    let (uploads, root, folder) = (Arc::clone(uploads), root.clone(), row.folder.clone());
    let opened = block(move || {
        let uploaded = place.and_then(|place| place.open(&uploads).ok());
        uploaded.filter(|file| is_sized(file, bytes)).or_else(|| {
            let key = key.parse().ok()?;
            let folder = root.open_recorded(&folder).ok()?;
            let file = open_file(&folder, &format!("{STAGED}/{}", staged_name(number, &key))).ok()?;
            // The folder is the person's by now; what the portal put there has stayed the portal's.
            let is_own = fstat(&file).is_ok_and(|stat| stat.st_uid == geteuid().as_raw());
            Some(file).filter(|file| is_own && is_sized(file, bytes))
        })
    });
    Ok(opened.await.ok().flatten())
}

fn is_sized(file: &File, bytes: u64) -> bool {
    file.metadata().is_ok_and(|metadata| metadata.len() == bytes)
}

/// In hexadecimal digits; none when it cannot be read.
async fn digest(mut file: File) -> Option<String> {
    let large = file.metadata().is_ok_and(|metadata| metadata.len() > SMALL);
    let mut state = Sha256::new();
    loop {
        let read = block(move || {
            let mut buffer = vec![0; BUFFER];
            let mut done = 0;
            while done < STEP {
                match file.read(&mut buffer)? {
                    0 => break,
                    read => {
                        state.update(buffer.get(..read).unwrap_or_default());
                        done += read;
                    }
                }
            }
            if large {
                // Nobody gains from what was read once; what jobs and uploads read shall stay. No harm where that is not known.
                let _ = fadvise(&file, 0, None::<NonZeroU64>, Advice::DontNeed);
            }
            std::io::Result::Ok((file, state, done))
        });
        match read.await {
            Ok(Ok((_, state, 0))) => return Some(hex(&state.finalize())),
            Ok(Ok((rest, so_far, _))) => (file, state) = (rest, so_far),
            Ok(Err(error)) => {
                let error = &error as &dyn std::error::Error;
                tracing::warn!(error, "a job's file could not be read for its digest");
                return None;
            }
            Err(_stopping) => return None,
        }
    }
}
