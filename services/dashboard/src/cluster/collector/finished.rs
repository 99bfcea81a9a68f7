//! Jobs that ended are kept: as accounting tells them, or else as the queue showed them end.

use std::sync::atomic::{AtomicU8, Ordering};

use portal_config::Clock;
use portal_db::finished_jobs::{FROM_ACCOUNTING, FROM_QUEUE, FinishedJob, newest_end, record};
use portal_db::{Db, DbError};
use portal_slurm::model::{self, ArrayPart, Job, JobRef};
use portal_slurm::snapshot::{JobsDelta, Snapshot};
use portal_slurm::{Cluster, SlurmError};

use super::schedule::Went;

/// Accounting is asked so far back each time (seconds): slurmctld tells slurmdbd late when it was away.
const OVERLAP: i64 = 3600;
/// How far back the first question goes (seconds).
const FIRST: i64 = 7 * 86_400;

/// Where ended jobs are learned from.
#[derive(Debug, Default)]
pub(super) struct Source(AtomicU8);

const NOT_KNOWN: u8 = 0;
const ACCOUNTING: u8 = 1;
/// There is no accounting, and what the queue shows has not been written down yet.
const QUEUE_FROM_NOW: u8 = 2;
const QUEUE: u8 = 3;

impl Source {
    /// Asks accounting what ended, and writes it down.
    pub(super) fn ask(&self, slurm: &dyn Cluster, db: &Db, clock: &Clock) -> Went {
        let written = self
            .since(db, clock)
            .and_then(|since| match slurm.finished_since(since) {
                Ok(jobs) => {
                    self.0.store(ACCOUNTING, Ordering::Relaxed);
                    let rows: Vec<_> = jobs.iter().map(from_accounting).collect();
                    db.run_here(|connection| record(connection, &rows)).map(|_| Went::Well)
                }
                Err(SlurmError::NotConfigured { .. }) => {
                    let from = [NOT_KNOWN, ACCOUNTING];
                    for before in from {
                        let _ = self
                            .0
                            .compare_exchange(before, QUEUE_FROM_NOW, Ordering::Relaxed, Ordering::Relaxed);
                    }
                    Ok(Went::Well)
                }
                Err(error) => {
                    let error = &error as &dyn std::error::Error;
                    tracing::debug!(error, "accounting did not tell what ended; it is asked again");
                    Ok(Went::Badly)
                }
            });
        written.unwrap_or_else(|error| {
            let error = &error as &dyn std::error::Error;
            tracing::warn!(
                error,
                "jobs that ended could not be written down; they are asked for again"
            );
            Went::Badly
        })
    }

    /// From when on to ask. What accounting told last decides, not the clock: what it learns late is then not missed.
    fn since(&self, db: &Db, clock: &Clock) -> Result<i64, DbError> {
        let newest = db.run_here(|connection| newest_end(connection, FROM_ACCOUNTING))?;
        Ok(newest.map_or(clock.unix_seconds() - FIRST, |end| end - OVERLAP))
    }

    /// Jobs that the queue shows to have ended between two snapshots, when there is no accounting to tell.
    pub(super) fn seen(&self, old: &Snapshot, new: &Snapshot) -> Vec<FinishedJob> {
        let Some(jobs) = new.jobs.value.as_deref() else {
            return Vec::new();
        };
        match self.0.load(Ordering::Relaxed) {
            QUEUE_FROM_NOW => {
                self.0.store(QUEUE, Ordering::Relaxed);
                let ended = jobs.rows().iter().filter(|job| job.state.has_ended());
                ended.filter_map(|job| from_queue(job)).collect()
            }
            QUEUE => {
                let before = old.jobs.value.as_deref();
                let delta = JobsDelta::between(before, Some(jobs));
                let ended = delta.changed.iter().filter(|job| job.state.has_ended());
                let mut seen: Vec<_> = ended.filter_map(|job| from_queue(job)).collect();
                let gone = delta.gone.iter().filter_map(|id| before?.get(*id));
                let at = new.jobs.as_of.unwrap_or(0).div_euclid(1000);
                let vanished = gone.filter(|job| !job.state.has_ended());
                seen.extend(vanished.map(|job| row(job, "UNKNOWN", at)));
                seen
            }
            _ => Vec::new(),
        }
    }
}

/// A job that the queue shows as ended.
fn from_queue(job: &Job) -> Option<FinishedJob> {
    // Without an end it is not over, whatever its state says.
    let end_at = job.end_at?;
    Some(row(job, job.state.as_str(), end_at))
}

fn row(job: &Job, state: &str, end_at: i64) -> FinishedJob {
    let started = job.start_at.filter(|_| !job.state.is_waiting());
    FinishedJob {
        job_id: job.id.get().into(),
        shown_id: job.shown_id(),
        array_job_id: job.array.as_ref().map(|ArrayPart { job_id, .. }| job_id.get().into()),
        name: job.name.to_string(),
        user_name: job.user.to_string(),
        account: job.account.to_string(),
        partition_name: job.partition.to_string(),
        qos: job.qos.to_string(),
        state: state.to_owned(),
        reason: job.reason.as_str().to_owned(),
        submit_at: job.submit_at,
        eligible_at: job.eligible_at,
        start_at: started,
        end_at,
        time_limit_seconds: job.time_limit_seconds.map(number),
        nodes: job.nodes.into(),
        cpus: job.tres.cpus.into(),
        memory_bytes: number(job.tres.memory_bytes),
        gpus: job.tres.gpus.into(),
        node_list: job.node_list.to_string(),
        work_dir: job.work_dir.to_string(),
        comment: job.comment.to_string(),
        exit_status: job.exit_code.map(|code| code.status.into()),
        exit_signal: job.exit_code.map(|code| code.signal.into()),
        cpu_seconds_used: None,
        memory_used_bytes: None,
        source: FROM_QUEUE.to_owned(),
    }
}

fn from_accounting(job: &model::FinishedJob) -> FinishedJob {
    let array_job_id = match job.shown_id.parse() {
        Ok(JobRef::Task(array, _)) => Some(array.get().into()),
        Ok(JobRef::Job(_) | JobRef::Component(..)) | Err(_) => None,
    };
    FinishedJob {
        job_id: job.id.get().into(),
        shown_id: job.shown_id.to_string(),
        array_job_id,
        name: job.name.to_string(),
        user_name: job.user.to_string(),
        account: job.account.to_string(),
        partition_name: job.partition.to_string(),
        qos: job.qos.to_string(),
        state: job.state.as_str().to_owned(),
        reason: job.reason.as_str().to_owned(),
        submit_at: job.submit_at,
        eligible_at: job.eligible_at,
        start_at: job.start_at,
        end_at: job.end_at,
        time_limit_seconds: job.time_limit_seconds.map(number),
        nodes: job.nodes.into(),
        cpus: job.cpus.into(),
        memory_bytes: number(job.memory_bytes),
        gpus: job.gpus.into(),
        node_list: job.node_list.to_string(),
        work_dir: job.work_dir.to_string(),
        comment: job.comment.to_string(),
        exit_status: job.exit_code.map(|code| code.status.into()),
        exit_signal: job.exit_code.map(|code| code.signal.into()),
        cpu_seconds_used: job.cpu_seconds_used.map(number),
        memory_used_bytes: job.memory_used_bytes.map(number),
        source: FROM_ACCOUNTING.to_owned(),
    }
}

fn number(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
