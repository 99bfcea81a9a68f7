//! What slurmctld tells of one job, asked seldom: no page waits for a slow Slurm, and no number of viewers makes it busy.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use portal_config::Clock;
use portal_slurm::Cluster;
use portal_slurm::model::{JobDetail, JobId};
use tokio::sync::watch;
use tokio::time::timeout;

/// One job is asked for at most once in so many milliseconds.
const FRESH_MS: i64 = 5_000;
/// What was told last is shown so long when it cannot be asked for anew.
const KEPT_MS: i64 = 60_000;
/// Commands a second, for all jobs together.
const PER_SECOND: usize = 2;
/// Commands that may hang at a time.
const AT_ONCE: usize = 3;
/// A page waits so long for the answer.
const PATIENCE: Duration = Duration::from_millis(1_000);
/// Jobs remembered.
const MOST: usize = 500;

/// What slurmctld told of one job, and when it was asked.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Told {
    pub(crate) asked_ms: i64,
    pub(crate) detail: Arc<JobDetail>,
}

/// Asks for details and remembers them.
#[derive(Clone)]
pub(crate) struct Details {
    cluster: Arc<dyn Cluster>,
    clock: Clock,
    known: Arc<Mutex<Known>>,
}

#[derive(Default)]
struct Known {
    jobs: HashMap<JobId, Entry>,
    /// When commands were started, of the last second.
    started: VecDeque<i64>,
    running: usize,
}

struct Entry {
    asked_ms: i64,
    told: Option<Told>,
    /// Gets a value when the command has ended.
    ended: watch::Receiver<bool>,
}

impl Details {
    pub(crate) fn new(cluster: Arc<dyn Cluster>, clock: Clock) -> Self {
        Self {
            cluster,
            clock,
            known: Arc::default(),
        }
    }

    /// What slurmctld tells of a job, within a second; what it told within the last minute when it is slow or was asked often
    /// enough; `None` when it has told nothing.
    pub(crate) async fn of(&self, id: JobId) -> Option<Told> {
        let mut ended = self.ask(id);
        // An elapsed time limit is an answer too: what was told before.
        let _ = timeout(PATIENCE, ended.wait_for(|ended| *ended)).await;
        self.told(id)
    }

    /// What was told last, without asking.
    pub(crate) fn told(&self, id: JobId) -> Option<Told> {
        let now = self.clock.unix_millis();
        let told = self.lock().jobs.get(&id).and_then(|entry| entry.told.clone());
        told.filter(|told| now - told.asked_ms < KEPT_MS)
    }

    /// Starts the command unless it has been started a moment ago; gives what to wait for.
    fn ask(&self, id: JobId) -> watch::Receiver<bool> {
        let cluster = Arc::clone(&self.cluster);
        let now = self.clock.unix_millis();
        let (end, ended) = watch::channel(false);
        {
            let mut known = self.lock();
            if let Some(entry) = known.jobs.get(&id).filter(|entry| now - entry.asked_ms < FRESH_MS) {
                return entry.ended.clone();
            }
            if !known.may_start(now) {
                // Nothing to wait for: what was told before.
                end.send_replace(true);
                return ended;
            }
            known.make_room(now);
            let told = known.jobs.remove(&id).and_then(|entry| entry.told);
            let entry = Entry {
                asked_ms: now,
                told,
                ended: ended.clone(),
            };
            known.jobs.insert(id, entry);
        }
        let known = Arc::clone(&self.known);
        tokio::task::spawn_blocking(move || {
            let answer = cluster.job_detail(id);
            let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
            known.running = known.running.saturating_sub(1);
            if let Some(entry) = known.jobs.get_mut(&id) {
                match answer {
                    Ok(detail) => {
                        let detail = Arc::new(detail);
                        entry.told = Some(Told { asked_ms: now, detail });
                    }
                    Err(error) if error.is_outage() => {}
                    // It has been forgotten.
                    Err(_) => entry.told = None,
                }
            }
            end.send_replace(true);
        });
        ended
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    /// Whether one more command is within the bounds; counts it when it is.
    fn may_start(&mut self, now: i64) -> bool {
        while self.started.front().is_some_and(|at| now - at >= 1_000) {
            self.started.pop_front();
        }
        let may = self.started.len() < PER_SECOND && self.running < AT_ONCE;
        if may {
            self.started.push_back(now);
            self.running += 1;
        }
        may
    }

    fn make_room(&mut self, now: i64) {
        if self.jobs.len() >= MOST {
            self.jobs.retain(|_, entry| now - entry.asked_ms < KEPT_MS);
        }
        if self.jobs.len() >= MOST
            && let Some(oldest) = self
                .jobs
                .iter()
                .min_by_key(|(_, entry)| entry.asked_ms)
                .map(|(id, _)| *id)
        {
            self.jobs.remove(&oldest);
        }
    }
}
