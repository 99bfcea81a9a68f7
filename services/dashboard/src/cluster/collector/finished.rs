//! Jobs that ended are kept: as accounting tells them, or else as the queue showed them end.

use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

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

/// On a busy cluster a week is more than accounting tells within a command's time; less than this is never asked for (seconds).
const LEAST_SPAN: i64 = 5 * 60;
/// After an answer that came within so long, twice as much is asked for.
const QUICK: Duration = Duration::from_secs(5);

/// Where ended jobs are learned from.
#[derive(Debug, Default)]
pub(super) struct Source {
    from: AtomicU8,
    reach: Mutex<Reach>,
}

/// How much accounting is asked for at once, and how far it has told.
#[derive(Debug)]
struct Reach {
    /// Seconds.
    span: i64,
    /// All that ended up to here is written down; `None` once that is now.
    told_until: Option<i64>,
    failing: bool,
}

impl Default for Reach {
    fn default() -> Self {
        Self {
            span: FIRST,
            told_until: None,
            failing: false,
        }
    }
}

impl Reach {
    /// From when and until when to ask. There is no end when that would be now or later.
    fn next(&self, since: i64, now: i64) -> (i64, i64) {
        let from = self.told_until.map_or(since, |told| told.max(since));
        let until = from + self.span;
        (from, if until >= now { i64::MAX } else { until })
    }

    /// Accounting told all until then, in so long.
    fn told(&mut self, until: i64, took: Duration) -> Went {
        // At the end of a round too: who needs long for however little would be asked for little for ever.
        if took < QUICK || until == i64::MAX {
            self.span = (self.span * 2).min(FIRST);
        }
        if self.failing {
            tracing::info!("accounting tells again which jobs ended");
        }
        self.failing = false;
        self.told_until = (until != i64::MAX).then_some(until);
        self.told_until.map_or(Went::Well, |_| Went::Partly)
    }

    /// Accounting did not tell; perhaps that was too much.
    fn failed(&mut self, error: &SlurmError) -> Went {
        let why = error as &dyn std::error::Error;
        if self.failing {
            tracing::debug!(
                error = why,
                "accounting did not tell which jobs ended; it is asked again"
            );
        } else {
            tracing::warn!(
                error = why,
                "accounting did not tell which jobs ended; it is asked again"
            );
        }
        self.failing = true;
        let too_much = matches!(
            error,
            SlurmError::TimedOut { .. } | SlurmError::Unreadable { .. } | SlurmError::Refused { .. }
        );
        if too_much && self.span > LEAST_SPAN {
            self.span = (self.span / 2).max(LEAST_SPAN);
            Went::Partly
        } else {
            Went::Badly
        }
    }
}

const NOT_KNOWN: u8 = 0;
const ACCOUNTING: u8 = 1;
/// There is no accounting, and what the queue shows has not been written down yet.
const QUEUE_FROM_NOW: u8 = 2;
const QUEUE: u8 = 3;

impl Source {
    /// Asks accounting what ended, and writes it down.
    pub(super) fn ask(&self, slurm: &dyn Cluster, db: &Db, clock: &Clock) -> Went {
        let mut reach = self.reach.lock().unwrap_or_else(PoisonError::into_inner);
        let written = self.since(db, clock).and_then(|since| {
            let (from, until) = reach.next(since, clock.unix_seconds());
            let began = Instant::now();
            match slurm.finished_between(from, until) {
                Ok(jobs) => {
                    let took = began.elapsed();
                    self.from.store(ACCOUNTING, Ordering::Relaxed);
                    let rows: Vec<_> = jobs.iter().map(from_accounting).collect();
                    db.run_here(|connection| record(connection, &rows))?;
                    Ok(reach.told(until, took))
                }
                Err(SlurmError::NotConfigured { .. }) => {
                    for before in [NOT_KNOWN, ACCOUNTING] {
                        let now = QUEUE_FROM_NOW;
                        let _ = self
                            .from
                            .compare_exchange(before, now, Ordering::Relaxed, Ordering::Relaxed);
                    }
                    Ok(Went::Well)
                }
                Err(error) => Ok(reach.failed(&error)),
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
        match self.from.load(Ordering::Relaxed) {
            QUEUE_FROM_NOW => {
                self.from.store(QUEUE, Ordering::Relaxed);
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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use portal_slurm::SlurmError;

    use super::{FIRST, LEAST_SPAN, Reach, Went};

    const NOW: i64 = 1_790_000_000;
    const HUNG: SlurmError = SlurmError::TimedOut {
        command: "sacct",
        limit: Duration::from_secs(30),
    };

    #[test]
    fn what_is_too_much_is_halved_down_to_minutes_and_then_waited_for() {
        let mut reach = Reach::default();
        assert_eq!(reach.next(NOW - FIRST, NOW), (NOW - FIRST, i64::MAX));
        assert_eq!(reach.failed(&HUNG), Went::Partly);
        assert_eq!(reach.next(NOW - FIRST, NOW), (NOW - FIRST, NOW - FIRST / 2));
        let tries = std::iter::from_fn(|| (reach.failed(&HUNG) == Went::Partly).then_some(()));
        assert_eq!(tries.count(), 10);
        assert_eq!(reach.span, LEAST_SPAN);
        // Who cannot be reached at all is not asked for less.
        let mut reach = Reach::default();
        let away = SlurmError::Unreachable { said: String::new() };
        assert_eq!((reach.failed(&away), reach.span), (Went::Badly, FIRST));
    }

    #[test]
    fn it_goes_on_where_it_was_and_asks_for_more_only_after_quick_answers() {
        let mut reach = Reach::default();
        reach.failed(&HUNG);
        let (from, until) = reach.next(NOW - FIRST, NOW);
        assert_eq!(reach.told(until, Duration::from_secs(20)), Went::Partly);
        assert_eq!(reach.span, FIRST / 2, "the answer took long");
        // Nothing had ended: what is written down says as little as before.
        assert_eq!(reach.next(from, NOW), (until, i64::MAX));
        assert_eq!(reach.told(i64::MAX, Duration::ZERO), Went::Well);
        assert_eq!(reach.span, FIRST);
        assert_eq!(reach.next(NOW - 3600, NOW + 60), (NOW - 3600, i64::MAX));
    }
}
