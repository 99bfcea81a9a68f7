//! What the upload routes work with: the open uploads, their files, their rows, and the people who watch.

use std::collections::HashMap;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use portal_classify::SecurityPolicy;
use portal_config::{Clock, UploadSettings};
use portal_db::audit::Journal;
use portal_db::uploads::{Status, Upload};
use portal_db::{Db, uploads};
use portal_events::{Channel, Event, Progress, Publisher};
use portal_http::Caller;
use serde_json::json;
use tokio::sync::OnceCell;

use super::error::{UploadError, blocking};
use super::memory::Memory;
use super::names::UploadId;
use super::store::{BootId, Found, Geometry, Part, Published, Root, remove_leftovers};
use crate::audit::Trail;

/// What the desk is made of.
#[derive(Debug)]
pub(crate) struct DeskParts {
    /// Limits and places.
    pub settings: UploadSettings,
    /// Rows.
    pub db: Db,
    /// Events.
    pub publisher: Publisher,
    /// What was done.
    pub journal: Journal,
    /// Now.
    pub clock: Clock,
}

/// Shared by all workers.
#[derive(Debug)]
pub(crate) struct Desk {
    /// Limits and places.
    pub settings: UploadSettings,
    /// Rows.
    pub db: Db,
    /// What was done, and by whom.
    pub trail: Trail,
    /// Now.
    pub clock: Clock,
    /// What may not be uploaded.
    pub policy: SecurityPolicy,
    /// Everything is beneath it.
    pub root: Arc<Root>,
    /// For chunks on their way.
    pub memory: Memory,
    boot: BootId,
    progress: Progress,
    open: Mutex<HashMap<UploadId, Slot>>,
}

type Slot = Arc<OnceCell<Arc<Open>>>;

/// An upload that this process has open.
#[derive(Debug)]
pub(crate) struct Open {
    /// Its id.
    pub id: UploadId,
    /// Its row as it was when it was opened: owner, name and sizes do not change.
    pub row: Upload,
    /// Its files, or the name that the file already has.
    pub found: FoundPart,
    /// Held by whoever completes or cancels it.
    pub ending: tokio::sync::Mutex<()>,
    // The database does not know of the newest chunks yet.
    stale_row: AtomicBool,
    // Held while a sync runs.
    syncing: Arc<tokio::sync::Mutex<()>>,
    used_at: AtomicU64,
}

/// See [`Found`].
#[derive(Debug)]
pub(crate) enum FoundPart {
    /// It receives chunks.
    Receiving(Arc<Part>),
    /// The file has its name; the row does not say so yet.
    Published(Published),
}

/// What there was to take up.
#[derive(Debug)]
pub(crate) enum TakenUp {
    /// It is open.
    Open(Arc<Open>),
    /// It is not open any more, as this row says.
    Ended(Box<Upload>),
}

impl Desk {
    /// Opens the upload root.
    ///
    /// # Errors
    /// When the root cannot be made or the kernel's boot id cannot be read.
    pub(crate) fn open(parts: DeskParts) -> std::io::Result<Self> {
        let DeskParts {
            settings,
            db,
            publisher,
            journal,
            clock,
        } = parts;
        Ok(Self {
            policy: SecurityPolicy {
                blocked_extensions: settings.blocked_extensions.clone(),
                archive_extensions: settings.archive_extensions.clone(),
                suspicious_words: settings.suspicious_words.clone(),
                max_file_bytes: settings.max_file,
            },
            root: Arc::new(Root::open(&settings.root)?),
            memory: Memory::new(settings.memory),
            boot: super::store::boot_id()?,
            progress: Progress::new(publisher),
            open: Mutex::default(),
            trail: Trail::new(journal, clock.clone()),
            settings,
            db,
            clock,
        })
    }

    /// The kernel's boot id.
    #[must_use]
    pub(crate) fn boot(&self) -> BootId {
        self.boot
    }

    /// The row of `id` if `caller` may do `verb` (view, write to, delete) to it.
    ///
    /// # Errors
    /// [`UploadError::NotFound`] in `words`, the route's own; [`UploadError::NotYours`].
    pub(crate) async fn row(
        &self,
        caller: &Caller,
        id: &UploadId,
        verb: &'static str,
        words: &'static str,
    ) -> Result<Upload, UploadError> {
        let wanted = id.clone();
        let row = self
            .db
            .run(move |connection| uploads::find(connection, wanted.as_str()))
            .await?;
        let row = row.ok_or(UploadError::NotFound { words })?;
        permit(caller, &row, verb)?;
        Ok(row)
    }

    /// The upload as this process has it open, opened now if need be. Chunks find it here without asking the database.
    ///
    /// # Errors
    /// When there is none, it is not the caller's, or it is not open any more.
    pub(crate) async fn receiving(&self, caller: &Caller, id: &UploadId) -> Result<Arc<Open>, UploadError> {
        if let Some(open) = self.already_open(id) {
            permit(caller, &open.row, "write to")?;
            return Ok(open);
        }
        let row = self.row(caller, id, "write to", "Upload session not found").await?;
        match self.take_up(id, row).await? {
            TakenUp::Open(open) => Ok(open),
            TakenUp::Ended(row) => match row.status() {
                Status::Failed => Err(UploadError::Failed(row.error_message.unwrap_or_default())),
                Status::Cancelled => Err(UploadError::Cancelled),
                _ => Err(UploadError::AlreadyCompleted),
            },
        }
    }

    /// The upload if this process has it open.
    #[must_use]
    pub(crate) fn already_open(&self, id: &UploadId) -> Option<Arc<Open>> {
        let open = Arc::clone(lock(&self.open).get(id)?.get()?);
        open.touch(&self.clock);
        Some(open)
    }

    /// Opens the files of an upload, unless it has ended.
    ///
    /// # Errors
    /// What the file system or the database says.
    pub(crate) async fn take_up(&self, id: &UploadId, row: Upload) -> Result<TakenUp, UploadError> {
        if !is_open(&row) {
            return Ok(TakenUp::Ended(Box::new(row)));
        }
        let slot = Arc::clone(lock(&self.open).entry(id.clone()).or_default());
        let opened = slot.get_or_try_init(|| async {
            // The caller's row may be older than the upload's end, after which its files must not be made again. Whoever
            // ends it has it open, so from here on that is with this slot.
            let wanted = id.clone();
            let row = self
                .db
                .run(move |connection| uploads::find(connection, wanted.as_str()))
                .await?;
            let row = row.ok_or(UploadError::NotFound {
                words: "Upload not found",
            })?;
            if !is_open(&row) {
                return Err(NotTakenUp::Ended(Box::new(row)));
            }
            Ok(Arc::new(self.find(id, row).await?))
        });
        match opened.await {
            Ok(open) => {
                open.touch(&self.clock);
                Ok(TakenUp::Open(Arc::clone(open)))
            }
            Err(NotTakenUp::Ended(row)) => {
                self.let_go(id);
                Ok(TakenUp::Ended(row))
            }
            Err(NotTakenUp::Error(error)) => Err(error),
        }
    }

    async fn find(&self, id: &UploadId, row: Upload) -> Result<Open, UploadError> {
        let (root, boot, wanted) = (Arc::clone(&self.root), self.boot, id.clone());
        let (path, geometry) = (row.storage_path.clone(), geometry(&row));
        // A folder that somebody removed is as good as an upload without chunks.
        let find = move || Part::find(root.make_folder_at(Path::new(&path))?, &wanted, geometry, &boot);
        let found = match blocking(find).await? {
            Found::Receiving(part) => FoundPart::Receiving(Arc::from(part)),
            Found::Published(published) => FoundPart::Published(published),
        };
        Ok(Open::new(id.clone(), row, found))
    }

    /// Keeps a new upload open.
    pub(crate) fn keep(&self, id: &UploadId, row: Upload, part: Part) {
        let open = Arc::new(Open::new(id.clone(), row, FoundPart::Receiving(Arc::new(part))));
        open.touch(&self.clock);
        lock(&self.open).insert(id.clone(), Arc::new(OnceCell::new_with(Some(open))));
    }

    /// Forgets an upload that ended.
    pub(crate) fn let_go(&self, id: &UploadId) {
        lock(&self.open).remove(id);
    }

    /// All that are open now.
    #[must_use]
    pub(crate) fn all_open(&self) -> Vec<Arc<Open>> {
        lock(&self.open)
            .values()
            .filter_map(|slot| slot.get().cloned())
            .collect()
    }

    /// A chunk was recorded: tells the owner, and makes it durable when enough has come. When the disk is slower than the
    /// network this waits for it, so that no upload ends with gigabytes still to be synced.
    pub(crate) async fn advanced(&self, open: &Arc<Open>, part: &Arc<Part>) {
        open.stale_row.store(true, Ordering::Release);
        self.tell_progress(open, part, "uploading");
        if part.unsynced_bytes() >= self.settings.sync_every && !open.sync_in_background(part) {
            drop(open.syncing.lock().await);
            open.sync_in_background(part);
        }
    }

    /// Tells the owner how far the upload is; at most five times a second.
    pub(crate) fn tell_progress(&self, open: &Open, part: &Part, status: &str) {
        let (received, total) = (part.received(), part.geometry().chunks());
        let data = json!({
            "upload_id": open.id, "filename": open.row.filename, "file_size": open.row.file_size,
            "received_bytes": part.received_bytes(), "uploaded_chunks": received, "total_chunks": total,
            "progress": percent(received, total), "status": status,
        });
        let event = Event::to_user(Channel::Uploads, &open.row.user_id, "upload_progress", data);
        self.progress.report(open.id.as_str(), event, Instant::now());
    }

    /// Tells the owner how the upload ended.
    pub(crate) fn tell_end(&self, row: &Upload, kind: &str, data: serde_json::Value) {
        self.progress.finish(
            &row.upload_id,
            Event::to_user(Channel::Uploads, &row.user_id, kind, data),
        );
    }

    /// Sends what progress was held back; runs as long as it is polled.
    pub(crate) async fn pace_progress(&self) {
        self.progress.run().await;
    }

    /// Removes what an ended upload left on the disk.
    ///
    /// # Errors
    /// What the file system says.
    pub(crate) async fn clear(&self, id: &UploadId, row: &Upload) -> Result<(), UploadError> {
        let (root, id, path) = (Arc::clone(&self.root), id.clone(), row.storage_path.clone());
        blocking(move || match root.folder_at(Path::new(&path)) {
            Ok(folder) => remove_leftovers(&folder, &id),
            // Somebody removed the whole folder; then nothing of the upload is left either.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
        })
        .await
    }

    /// Closes files of uploads that nobody has used for a while; they are opened again when somebody does.
    pub(crate) fn close_idle(&self, idle_millis: u64) {
        let now = self.clock.unix_millis().unsigned_abs();
        lock(&self.open).retain(|_, slot| match slot.get() {
            Some(open) => open.is_busy() || now.saturating_sub(open.used_at.load(Ordering::Relaxed)) < idle_millis,
            // Being opened right now.
            None => Arc::strong_count(slot) > 1,
        });
    }
}

/// Why an upload was not taken up.
enum NotTakenUp {
    Ended(Box<Upload>),
    Error(UploadError),
}

impl<E: Into<UploadError>> From<E> for NotTakenUp {
    fn from(error: E) -> Self {
        Self::Error(error.into())
    }
}

fn is_open(row: &Upload) -> bool {
    matches!(row.status(), Status::Initialized | Status::Uploading)
}

impl Open {
    fn new(id: UploadId, row: Upload, found: FoundPart) -> Self {
        Self {
            id,
            row,
            found,
            ending: tokio::sync::Mutex::default(),
            stale_row: AtomicBool::new(false),
            syncing: Arc::default(),
            used_at: AtomicU64::new(0),
        }
    }

    fn touch(&self, clock: &Clock) {
        self.used_at
            .store(clock.unix_millis().unsigned_abs(), Ordering::Relaxed);
    }

    fn is_busy(&self) -> bool {
        let sending = match &self.found {
            FoundPart::Receiving(part) => !part.claims.are_idle() || part.unsynced_bytes() > 0,
            FoundPart::Published(_) => false,
        };
        sending || self.stale_row.load(Ordering::Acquire) || self.ending.try_lock().is_err()
    }

    /// The part file, while it receives.
    ///
    /// # Errors
    /// [`UploadError::AlreadyCompleted`] when the file has its name.
    pub(crate) fn part(&self) -> Result<&Arc<Part>, UploadError> {
        match &self.found {
            FoundPart::Receiving(part) if part.is_gone() => Err(UploadError::Cancelled),
            FoundPart::Receiving(part) => Ok(part),
            FoundPart::Published(_) => Err(UploadError::AlreadyCompleted),
        }
    }

    /// How many chunks the row should tell, if it does not yet.
    pub(crate) fn take_stale_count(&self) -> Option<u64> {
        let FoundPart::Receiving(part) = &self.found else {
            return None;
        };
        self.stale_row.swap(false, Ordering::AcqRel).then(|| part.received())
    }

    /// Starts a group sync; false when one is running already.
    pub(crate) fn sync_in_background(self: &Arc<Self>, part: &Arc<Part>) -> bool {
        let Ok(turn) = Arc::clone(&self.syncing).try_lock_owned() else {
            return false;
        };
        let (open, part) = (Arc::clone(self), Arc::clone(part));
        tokio::task::spawn_blocking(move || {
            let _turn = turn;
            if let Err(error) = part.sync() {
                let id = &open.id;
                tracing::error!(
                    upload.id = %id, error = &error as &dyn std::error::Error,
                    "upload {id}: the disk refused a sync; chunks that were not safe before have to come again"
                );
                open.stale_row.store(true, Ordering::Release);
            }
        });
        true
    }

    /// Makes everything received durable. Waits for a group sync that is running: the kernel tells a failure only once,
    /// and chunks that it took back must not count any more.
    ///
    /// # Errors
    /// What the file system says.
    pub(crate) async fn sync(&self, part: &Arc<Part>) -> Result<(), UploadError> {
        let _turn = self.syncing.lock().await;
        let part = Arc::clone(part);
        blocking(move || part.sync()).await
    }
}

/// The sizes in the row, which were checked when it was made.
#[must_use]
pub(super) fn geometry(row: &Upload) -> Geometry {
    Geometry {
        file_size: row.file_size.unsigned_abs(),
        chunk_size: row.chunk_size.unsigned_abs().max(1),
    }
}

/// 0 to 100, two decimals.
#[must_use]
pub(super) fn percent(received: u64, total: u64) -> f64 {
    if total == 0 {
        100.0
    } else {
        (received as f64 * 10_000.0 / total as f64).floor() / 100.0
    }
}

fn permit(caller: &Caller, row: &Upload, verb: &'static str) -> Result<(), UploadError> {
    let allowed = row.user_id == caller.name() || caller.is_portal_admin();
    if allowed {
        Ok(())
    } else {
        Err(UploadError::NotYours { verb })
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
