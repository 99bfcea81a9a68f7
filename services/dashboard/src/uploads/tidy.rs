//! What goes on beside the requests: rows catch up, chunks become durable, what was abandoned goes.

use std::sync::Arc;
use std::time::Duration;

use portal_db::uploads::{self, Status, Upload};
use tokio::time::{MissedTickBehavior, interval};

use super::Desk;
use super::complete::note_completion;
use super::desk::{FoundPart, Open, TakenUp};
use super::error::{UploadError, blocking};
use super::names::UploadId;
use super::recorded::{abandoned, found_completed};
use super::store::hidden_below;

/// A row is at most so far behind its part file.
const CATCH_UP: Duration = Duration::from_secs(1);
/// A power cut costs at most so many seconds of chunks.
const SYNC: Duration = Duration::from_secs(5);
/// Files of an upload that nobody has used for so long are closed.
const CLOSE_AFTER: Duration = Duration::from_secs(120);
/// Rows of failed and cancelled uploads are kept so long, as in the earlier portal.
const KEEP_ENDED: Duration = Duration::from_secs(30 * 86_400);
/// How often abandoned uploads are looked for.
const SWEEP: Duration = Duration::from_secs(900);

impl Desk {
    /// Runs as long as the service does.
    pub(crate) async fn keep_tidy(self: Arc<Self>) {
        let pick_up = async {
            if let Err(error) = self.pick_up_pieces().await {
                let error: &dyn std::error::Error = &error;
                tracing::error!(error, "what an earlier process left could not be cleared away");
            }
        };
        tokio::join!(
            pick_up,
            self.catch_up(),
            self.sync_all(),
            self.sweep(),
            self.pace_progress()
        );
    }

    /// Ends what a killed process was in the middle of ending: hidden files of uploads that are over go, and files that
    /// have got their name are noted as completed.
    ///
    /// # Errors
    /// When the database or the disk says no.
    async fn pick_up_pieces(&self) -> Result<(), UploadError> {
        let root = Arc::clone(&self.root);
        let hidden = blocking(move || hidden_below(&root)).await?;
        for (id, files) in hidden {
            let wanted = id.clone();
            let row = self
                .db
                .run(move |connection| uploads::find(connection, wanted.as_str()));
            // Files that no row knows may belong to a database that is yet to be restored: they are left alone.
            let Some(row) = row.await? else { continue };
            match row.status() {
                Status::Initialized | Status::Uploading if files.part => {}
                Status::Initialized | Status::Uploading => self.note_published(&id, row).await?,
                Status::Completed | Status::Failed | Status::Cancelled => self.clear(&id, &row).await?,
            }
        }
        Ok(())
    }

    async fn note_published(&self, id: &UploadId, row: Upload) -> Result<(), UploadError> {
        let TakenUp::Open(open) = self.take_up(id, row).await? else {
            return Ok(());
        };
        let _ending = open.ending.lock().await;
        // A client may have been quicker.
        match &open.found {
            FoundPart::Published(published) if self.already_open(id).is_some() => {
                note_completion(
                    self,
                    &open,
                    &published.name,
                    found_completed(&open.row, &published.name),
                )
                .await
            }
            _ => Ok(()),
        }
    }

    async fn catch_up(&self) {
        let mut every = patient(CATCH_UP);
        loop {
            every.tick().await;
            self.write_counts().await;
            self.close_idle(CLOSE_AFTER.as_millis().try_into().unwrap_or(u64::MAX));
        }
    }

    /// Writes down how many chunks each upload has, for lists and for operators who look into the table.
    pub(crate) async fn write_counts(&self) {
        let stale = |open: Arc<Open>| Some((open.id.to_string(), i64::try_from(open.take_stale_count()?).ok()?));
        let counts: Vec<_> = self.all_open().into_iter().filter_map(stale).collect();
        if counts.is_empty() {
            return;
        }
        let now = self.clock.table_time();
        if let Err(error) = self
            .db
            .run(move |connection| uploads::progress(connection, &counts, &now))
            .await
        {
            // The part files know better; the next chunk tries again.
            let error: &dyn std::error::Error = &error;
            tracing::warn!(error, "the rows of open uploads could not catch up");
        }
    }

    async fn sync_all(&self) {
        let mut every = patient(SYNC);
        loop {
            every.tick().await;
            for open in self.all_open() {
                if let FoundPart::Receiving(part) = &open.found
                    && part.unsynced_bytes() > 0
                {
                    open.sync_in_background(part);
                }
            }
        }
    }

    async fn sweep(&self) {
        let mut every = patient(SWEEP);
        loop {
            every.tick().await;
            if let Err(error) = self.purge_ended().await {
                let error: &dyn std::error::Error = &error;
                tracing::error!(error, "old rows of ended uploads could not be removed");
            }
            match self.remove_abandoned().await {
                Ok(0) => {}
                Ok(removed) => tracing::info!(uploads.removed = removed, "{removed} abandoned uploads were removed"),
                Err(error) => {
                    let error: &dyn std::error::Error = &error;
                    tracing::error!(error, "abandoned uploads could not be removed");
                }
            }
        }
    }

    /// Removes rows of uploads that ended without a file long ago.
    async fn purge_ended(&self) -> Result<(), UploadError> {
        let before = self.clock.table_time_before(KEEP_ENDED);
        Ok(self
            .db
            .run(move |connection| uploads::purge_ended(connection, &before))
            .await
            .map(drop)?)
    }

    /// Removes uploads that nothing has come for since the set number of days.
    ///
    /// # Errors
    /// When the database or the disk says no; what was removed before stays removed.
    pub(crate) async fn remove_abandoned(&self) -> Result<u64, UploadError> {
        let mut removed = 0;
        loop {
            let before = self.clock.table_time_before(self.settings.idle);
            let rows = self
                .db
                .run(move |connection| uploads::idle(connection, &before, 100))
                .await?;
            if rows.is_empty() {
                return Ok(removed);
            }
            for row in rows {
                let days = self.settings.idle.as_secs() / 86_400;
                let why = format!("Removed after {days} days without a chunk");
                self.trail.record(abandoned(&row, &why)).await?;
                let (upload_id, now) = (row.upload_id.clone(), self.clock.table_time());
                let end =
                    move |connection: &mut _| uploads::end(connection, &upload_id, Status::Cancelled, Some(&why), &now);
                self.db.run(end).await?;
                if let Some(id) = UploadId::parse(&row.upload_id) {
                    self.let_go(&id);
                    self.clear(&id, &row).await?;
                }
                removed += 1;
            }
        }
    }
}

fn patient(every: Duration) -> tokio::time::Interval {
    let mut interval = interval(every);
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    interval
}
