//! Rows follow their jobs: what the queue shows, and of what has left the queue what the history of finished jobs says. So also
//! what ended while the portal was down is found, as soon as accounting has told it.

use std::collections::HashMap;
use std::time::Duration;

use actix_web::web::block;
use portal_config::Clock;
use portal_db::finished_jobs::{self, FinishedJob};
use portal_db::job_submissions::{self, Open, Progress, Status};
use portal_db::{Db, DbError};
use portal_slurm::model::{Job, JobId, JobState};
use portal_slurm::snapshot::JobSet;

use super::folder::{FolderError, JobsRoot, SCRIPT};
use super::outputs;
use crate::cluster::collector::Watch;

/// Without news it is looked so often: accounting tells by itself what has ended.
const QUIET: Duration = Duration::from_secs(10);
/// With news, not more often than this.
const PAUSE: Duration = Duration::from_secs(1);
/// Rows that are looked at together.
const AT_ONCE: i64 = 500;
/// Accounting may be late by so long; a job that is missed for longer ended without being seen. Seconds.
const GIVE_UP: i64 = 3600;
/// An attempt that nobody knows the end of has no job when none has come by then. Seconds.
const NEVER: i64 = 900;
/// Clocks of the portal and of slurmctld differ by less. Seconds.
const CLOCKS: i64 = 600;

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
        let mut missed = Missed::default();
        loop {
            if !self.watch.is_resting()
                && let Err(error) = self.look(&mut missed).await
            {
                let error = &error as &dyn std::error::Error;
                tracing::warn!(error, "jobs of templates could not be followed; it is tried again");
            }
            tokio::time::sleep(PAUSE).await;
            // An elapsed time limit is an answer too.
            let _ = tokio::time::timeout(QUIET, versions.changed()).await;
        }
    }

    /// Brings all rows up to date whose end is not known.
    async fn look(&self, missed: &mut Missed) -> Result<(), DbError> {
        let snapshot = self.watch.now();
        let now = self.clock.unix_seconds();
        // Only what was told lately says that a job is not there any more.
        let told_at = snapshot.jobs.as_of.map(|at| at.div_euclid(1000));
        let fresh = snapshot.jobs.failure.is_none() && !snapshot.jobs.is_stale(self.clock.unix_millis());
        let Some(jobs) = snapshot.jobs.value.clone() else {
            return Ok(());
        };
        let marked = by_marker(&jobs);
        let mut after = 0;
        loop {
            let rows = self
                .db
                .run(move |connection| job_submissions::open(connection, after, AT_ONCE))
                .await?;
            let Some(last) = rows.last() else { return Ok(()) };
            after = last.id;
            for row in rows {
                let job_id = match row.job_id {
                    Some(job_id) => job_id,
                    None => match marked.get(row.marker.as_str()) {
                        Some(job) => self.found(&row, *job).await?,
                        None => {
                            self.settle(&row, fresh && now - row.submitted_at > NEVER).await?;
                            continue;
                        }
                    },
                };
                let pieces = pieces_of(&jobs, job_id, row.submitted_at);
                let gone = fresh && told_at.is_some_and(|at| at > row.submitted_at);
                let gone = missed
                    .since(row.id, gone && pieces.is_empty(), now)
                    .is_some_and(|at| now - at > GIVE_UP);
                self.bring_up_to_date(&row, job_id, pieces, gone).await?;
            }
        }
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

/// Since when jobs are neither in the queue nor in the history.
#[derive(Debug, Default)]
struct Missed(HashMap<i64, i64>);

impl Missed {
    /// Notes whether the job of this row is missed now, and tells since when, in seconds.
    fn since(&mut self, row: i64, missed: bool, now: i64) -> Option<i64> {
        if missed {
            Some(*self.0.entry(row).or_insert(now))
        } else {
            self.0.remove(&row);
            None
        }
    }
}

/// A job, or a task of an array.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Piece {
    state: JobState,
    ended: bool,
    reason: String,
    started_at: Option<i64>,
    ended_at: Option<i64>,
    exit_code: Option<i64>,
}

impl From<&Job> for Piece {
    fn from(job: &Job) -> Self {
        let ended = job.state.has_ended();
        Self {
            started_at: job.start_at.filter(|_| !job.state.is_waiting()),
            ended_at: job.end_at.filter(|_| ended),
            exit_code: job.exit_code.map(|code| code.status.into()).filter(|_| ended),
            reason: job.reason.as_str().to_owned(),
            state: job.state.clone(),
            ended,
        }
    }
}

impl From<&FinishedJob> for Piece {
    fn from(job: &FinishedJob) -> Self {
        Self {
            state: JobState::read(&job.state),
            ended: true,
            reason: job.reason.clone(),
            started_at: job.start_at,
            ended_at: Some(job.end_at),
            exit_code: job.exit_status,
        }
    }
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

fn by_marker(jobs: &JobSet) -> HashMap<&str, JobId> {
    let marked = jobs.rows().iter().filter(|job| job.comment.starts_with("hpc-portal:"));
    marked
        .map(|job| (&*job.comment, job.array.as_ref().map_or(job.id, |array| array.job_id)))
        .collect()
}

/// What the queue has of the job. A job of this number from before a reset of Slurm is another one.
fn pieces_of(jobs: &JobSet, job_id: i64, submitted_at: i64) -> Vec<Piece> {
    let Some(id) = u32::try_from(job_id).ok().and_then(JobId::new) else {
        return Vec::new();
    };
    let tasks: Vec<Piece> = jobs.array(id).map(|job| Piece::from(&**job)).collect();
    if !tasks.is_empty() {
        return tasks;
    }
    let job = jobs.get(id).filter(|job| job.submit_at >= submitted_at - CLOCKS);
    job.map(|job| Piece::from(&**job)).into_iter().collect()
}

/// What the pieces say together: it runs while one does, and failed when one did.
fn progress(pieces: &[Piece], row: &Open) -> Progress {
    let open = pieces.iter().filter(|piece| !piece.ended);
    let telling = open
        .clone()
        .find(|piece| !piece.state.is_waiting())
        .or_else(|| open.clone().next());
    let all_ended = telling.is_none();
    let telling = telling.or_else(|| pieces.iter().max_by_key(|piece| gravity(&piece.state)));
    let state = telling.map_or_else(|| JobState::Other("".into()), |piece| piece.state.clone());
    let started_at = pieces.iter().filter_map(|piece| piece.started_at).min();
    let status = match &state {
        _ if !all_ended && (!state.is_waiting() || pieces.iter().any(|piece| piece.ended)) => Status::Running,
        _ if !all_ended => Status::Submitted,
        JobState::Completed => Status::Completed,
        JobState::Cancelled => Status::Cancelled,
        JobState::Other(word) if matches!(&**word, "UNKNOWN" | "") => Status::Unknown,
        _ => Status::Failed,
    };
    let reason = telling.map_or("", |piece| piece.reason.as_str());
    Progress {
        status: status.as_str().to_owned(),
        slurm_state: state.as_str().to_owned(),
        exit_code: telling.and_then(|piece| piece.exit_code).filter(|_| all_ended),
        started_at: started_at.or(row.started_at),
        completed_at: pieces
            .iter()
            .filter_map(|piece| piece.ended_at)
            .max()
            .filter(|_| all_ended),
        error_message: (all_ended && status != Status::Completed && !reason.is_empty()).then(|| reason.to_owned()),
    }
}

/// Of several ends the gravest is the job's.
fn gravity(state: &JobState) -> u8 {
    match state {
        JobState::Completed => 0,
        JobState::Other(_) => 1,
        JobState::Cancelled => 2,
        _ => 3,
    }
}

fn forgotten(row: &Open) -> Progress {
    Progress {
        status: Status::Unknown.as_str().to_owned(),
        slurm_state: row.slurm_state.clone(),
        exit_code: None,
        started_at: row.started_at,
        completed_at: None,
        error_message: Some("Slurm forgot the job before the portal saw how it ended".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use portal_db::job_submissions::Open;
    use portal_slurm::model::JobState;

    use super::{Piece, progress};

    fn piece(state: JobState) -> Piece {
        Piece {
            ended: state.has_ended() || matches!(&state, JobState::Other(_)),
            exit_code: state.has_ended().then_some(i64::from(state != JobState::Completed)),
            reason: String::new(),
            started_at: (!state.is_waiting()).then_some(10),
            ended_at: state.has_ended().then_some(20),
            state,
        }
    }

    fn status(states: &[JobState]) -> (String, String) {
        let row = Open {
            id: 1,
            job_id: Some(7),
            marker: String::new(),
            user_name: "kim".to_owned(),
            folder: String::new(),
            status: "submitted".to_owned(),
            slurm_state: String::new(),
            submitted_at: 1,
            started_at: None,
        };
        let pieces: Vec<Piece> = states.iter().cloned().map(piece).collect();
        let told = progress(&pieces, &row);
        (told.status, told.slurm_state)
    }

    #[test]
    fn a_job_is_as_far_as_its_pieces_together() {
        use JobState::{Cancelled, Completed, Completing, Failed, OutOfMemory, Pending, Running, Suspended};
        for (states, expected) in [
            (vec![Pending], ("submitted", "PENDING")),
            (vec![Running], ("running", "RUNNING")),
            (vec![Suspended], ("running", "SUSPENDED")),
            (vec![Completing], ("running", "COMPLETING")),
            (vec![Completed], ("completed", "COMPLETED")),
            (vec![Cancelled], ("cancelled", "CANCELLED")),
            (vec![OutOfMemory], ("failed", "OUT_OF_MEMORY")),
            (vec![Completed, Pending], ("running", "PENDING")),
            (vec![Completed, Running, Pending], ("running", "RUNNING")),
            (vec![Completed, Failed, Completed], ("failed", "FAILED")),
            (vec![Completed, Cancelled], ("cancelled", "CANCELLED")),
            (vec![JobState::Other("UNKNOWN".into())], ("unknown", "UNKNOWN")),
        ] {
            let told = status(&states);
            assert_eq!((told.0.as_str(), told.1.as_str()), expected, "{states:?}");
        }
    }
}
