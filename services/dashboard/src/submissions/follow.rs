//! Rows follow their jobs: what the queue shows, and of what has left the queue what the history of finished jobs says. So also
//! what ended while the portal was down is found, as soon as accounting has told it. A job that is put back into the queue after
//! its end is followed again.

use std::collections::HashMap;
use std::time::Duration;

use actix_web::web::block;
use portal_config::Clock;
use portal_db::finished_jobs;
use portal_db::job_submissions::{self, Open};
use portal_db::{Db, DbError};
use portal_slurm::model::JobId;
use portal_slurm::snapshot::JobSet;

use super::folder::{FolderError, JobsRoot, SCRIPT};
use super::outputs;
use super::pieces::{CLOCKS, Piece, forgotten, last_of_each, pieces_of, progress};
use crate::cluster::collector::Watch;

/// Without news it is looked so often: accounting tells by itself what has ended.
const QUIET: Duration = Duration::from_secs(10);
/// With news, not more often than this.
const PAUSE: Duration = Duration::from_secs(1);
/// Rows that are looked at together.
const AT_ONCE: i64 = 500;
/// Markers that are asked for together.
const MARKERS: usize = 500;
/// Accounting may be late by so long; a job that is missed for longer ended without being seen. Seconds.
const GIVE_UP: i64 = 3600;
/// An attempt that nobody knows the end of has no job when none has come by then. Seconds.
const NEVER: i64 = 900;

/// Keeps rows up to date.
pub(crate) struct Follower {
    watch: Watch,
    db: Db,
    clock: Clock,
    root: JobsRoot,
}

impl Follower {
    pub(crate) fn new(watch: Watch, db: Db, clock: Clock, root: JobsRoot) -> Self {
        Self { watch, db, clock, root }
    }

    /// Follows for as long as it is polled.
    pub(crate) async fn follow(&self) {
        let mut versions = self.watch.versions();
        let mut seen = Seen::default();
        loop {
            if !self.watch.is_resting()
                && let Err(error) = self.look(&mut seen).await
            {
                let error = &error as &dyn std::error::Error;
                tracing::warn!(error, "jobs of templates could not be followed; it is tried again");
            }
            tokio::time::sleep(PAUSE).await;
            // An elapsed time limit is an answer too.
            let _ = tokio::time::timeout(QUIET, versions.changed()).await;
        }
    }

    /// Brings all rows up to date whose end is not known, or whose job has come back.
    async fn look(&self, seen: &mut Seen) -> Result<(), DbError> {
        let snapshot = self.watch.now();
        let now = self.clock.unix_seconds();
        // Only what was told lately says that a job is not there any more.
        let told_at = snapshot.jobs.as_of.map(|at| at.div_euclid(1000));
        let fresh = snapshot.jobs.failure.is_none() && !snapshot.jobs.is_stale(self.clock.unix_millis());
        let Some(jobs) = snapshot.jobs.value.clone() else {
            return Ok(());
        };
        let mut marked = by_marker(&jobs);
        let mut after = 0;
        loop {
            let rows = self
                .db
                .run(move |connection| job_submissions::open(connection, after, AT_ONCE))
                .await?;
            let Some(last) = rows.last() else { break };
            after = last.id;
            for row in rows {
                let job = marked.remove(row.marker.as_str());
                let job_id = match (row.job_id, job) {
                    (Some(job_id), _) => job_id,
                    (None, Some(job)) => self.found(&row, job.id).await?,
                    (None, None) => {
                        self.settle(&row, fresh && now - row.submitted_at > NEVER).await?;
                        continue;
                    }
                };
                let pieces = pieces_of(&jobs, job_id, row.submitted_at);
                let gone = fresh && told_at.is_some_and(|at| at > row.submitted_at);
                let gone = seen
                    .missed_since(row.id, gone && pieces.is_empty(), now)
                    .is_some_and(|at| now - at > GIVE_UP);
                self.bring_up_to_date(&row, job_id, pieces, gone).await?;
            }
        }
        if fresh {
            self.take_up_again(&jobs, marked, seen).await?;
        }
        Ok(())
    }

    /// Rows that had ended, of jobs that are in the queue again, or have been there again. `marked` are the jobs of no open row.
    async fn take_up_again(
        &self,
        jobs: &JobSet,
        marked: HashMap<&str, Marked>,
        seen: &mut Seen,
    ) -> Result<(), DbError> {
        let asked: Vec<(String, Marked)> = marked
            .iter()
            .filter(|(marker, job)| {
                (job.goes_on || job.put_back_at.is_some()) && seen.asked.get(**marker) != Some(*job)
            })
            .map(|(marker, job)| ((*marker).to_owned(), *job))
            .collect();
        seen.asked
            .retain(|marker, job| marked.get(marker.as_str()) == Some(job));
        for some in asked.chunks(MARKERS) {
            let markers: Vec<String> = some.iter().map(|(marker, _)| marker.clone()).collect();
            let rows = self
                .db
                .run(move |connection| job_submissions::ended(connection, &markers))
                .await?;
            for row in rows {
                let Some(job_id) = row.job_id else { continue };
                let job = marked.get(row.marker.as_str());
                if job.is_some_and(|job| job.goes_on || job.put_back_at > row.put_back_at) {
                    let pieces = pieces_of(jobs, job_id, row.submitted_at);
                    self.bring_up_to_date(&row, job_id, pieces, false).await?;
                }
            }
            seen.asked.extend(some.iter().cloned());
        }
        Ok(())
    }

    /// The job of an attempt whose answer was lost is in the queue.
    async fn found(&self, row: &Open, job: JobId) -> Result<i64, DbError> {
        let (marker, job_id) = (row.marker.clone(), i64::from(job.get()));
        self.db
            .run(move |connection| job_submissions::found(connection, &marker, job_id))
            .await?;
        Ok(job_id)
    }

    /// What is not in the queue may have ended already; after long enough there never was a job.
    async fn settle(&self, row: &Open, long_ago: bool) -> Result<(), DbError> {
        let (marker, user, since) = (row.marker.clone(), row.user_name.clone(), row.submitted_at - CLOCKS);
        let ended = self
            .db
            .run(move |connection| finished_jobs::marked(connection, &user, &marker, since))
            .await?;
        if let Some(job_id) = ended {
            let marker = row.marker.clone();
            self.db
                .run(move |connection| job_submissions::found(connection, &marker, job_id))
                .await?;
            return Ok(());
        }
        if !long_ago {
            return Ok(());
        }
        let (root, folder) = (self.root.clone(), row.folder.clone());
        // A folder that is away is asked for again.
        let worked = block(move || has_worked(&root, &folder)).await;
        match worked {
            Ok(Some(false)) => {}
            Ok(Some(true)) => {
                let (id, progress) = (row.id, forgotten(row));
                self.db
                    .run(move |connection| job_submissions::follow(connection, id, &progress))
                    .await?;
                return Ok(());
            }
            Ok(None) | Err(_) => return Ok(()),
        }
        let marker = row.marker.clone();
        self.db
            .run(move |connection| job_submissions::forget(connection, &marker))
            .await?;
        let (root, folder) = (self.root.clone(), row.folder.clone());
        // What the disk refuses is told by itself.
        let _ = block(move || root.discard_recorded(&folder)).await;
        Ok(())
    }

    async fn bring_up_to_date(
        &self,
        row: &Open,
        job_id: i64,
        mut pieces: Vec<Piece>,
        gone: bool,
    ) -> Result<(), DbError> {
        if pieces.iter().all(|piece| piece.ended) {
            let (user, since) = (row.user_name.clone(), row.submitted_at - CLOCKS);
            let ended = self
                .db
                .run(move |connection| finished_jobs::of_submission(connection, &user, job_id, since));
            pieces.extend(ended.await?.iter().map(Piece::from));
            pieces = last_of_each(pieces, row.put_back_at);
        }
        let progress = match (pieces.is_empty(), gone) {
            (false, _) => progress(&pieces, row),
            // It was there, and left before anybody saw how it ended.
            (true, true) => forgotten(row),
            (true, false) => return Ok(()),
        };
        if progress.status == row.status
            && progress.slurm_state == row.slurm_state
            && progress.started_at == row.started_at
            && progress.put_back_at == row.put_back_at
        {
            return Ok(());
        }
        let id = row.id;
        self.db
            .run(move |connection| job_submissions::follow(connection, id, &progress))
            .await?;
        Ok(())
    }
}

/// What is remembered from one look to the next.
#[derive(Debug, Default)]
struct Seen {
    /// Since when jobs are neither in the queue nor in the history, by their rows.
    missed: HashMap<i64, i64>,
    /// Jobs of no open row, by their markers: of these the database was asked, and will be again only when they change.
    asked: HashMap<String, Marked>,
}

impl Seen {
    /// Notes whether the job of this row is missed now, and tells since when, in seconds.
    fn missed_since(&mut self, row: i64, missed: bool, now: i64) -> Option<i64> {
        if missed {
            Some(*self.missed.entry(row).or_insert(now))
        } else {
            self.missed.remove(&row);
            None
        }
    }
}

/// A job that the portal has submitted, all tasks together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Marked {
    id: JobId,
    /// A part of it has not ended.
    goes_on: bool,
    /// When a part of it was put back into the queue last, by slurmctld.
    put_back_at: Option<i64>,
}

/// Whether a job has been at work in the folder; none when that cannot be told now.
fn has_worked(root: &JobsRoot, folder: &str) -> Option<bool> {
    let folder = match root.open_recorded(folder) {
        Ok(folder) => folder,
        Err(FolderError::Io(error)) if error.kind() == std::io::ErrorKind::NotFound => return Some(false),
        Err(_) => return None,
    };
    let found = outputs::list(&folder).ok()?;
    Some(found.more || found.files.iter().any(|file| file.path != SCRIPT))
}

/// By their comments. A comment is any text: one that names another person than the job's is nobody's marker.
fn by_marker(jobs: &JobSet) -> HashMap<&str, Marked> {
    let mut marked: HashMap<&str, Marked> = HashMap::new();
    for job in jobs.rows() {
        let of_portal = job
            .comment
            .strip_prefix("hpc-portal:")
            .and_then(|rest| rest.split_once(':'));
        if of_portal.is_none_or(|(user, _)| user != &*job.user) {
            continue;
        }
        let part = Marked {
            id: job.array.as_ref().map_or(job.id, |array| array.job_id),
            goes_on: !job.state.has_ended(),
            put_back_at: (job.restarts > 0).then_some(job.submit_at),
        };
        let all = marked.entry(&job.comment).or_insert(part);
        all.goes_on |= part.goes_on;
        all.put_back_at = all.put_back_at.max(part.put_back_at);
    }
    marked
}
