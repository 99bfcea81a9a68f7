//! How much of the cluster is in use, over time: every 5 s for an hour in memory, minutes and hours in the database.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use portal_db::cluster_history::{HOUR, MINUTE, Means, since};
use portal_db::{Db, DbError};
use portal_slurm::snapshot::Snapshot;

/// Length of the finest steps, seconds.
const FINEST: i64 = 5;
/// The finest steps go back so far, seconds.
const FINEST_KEPT: i64 = HOUR;
/// A week in minutes is more than a screen can show.
const TEN_MINUTES: i64 = 600;
const DAY: i64 = 86_400;

/// How far back somebody looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Range {
    /// 5 s steps.
    Hour,
    /// Minutes.
    Day,
    /// Steps of ten minutes.
    Week,
    /// Hours.
    Year,
}

/// Means over steps of one length, oldest first. What was not seen is not there.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Utilised {
    /// Length of a step.
    pub(crate) step_seconds: i64,
    /// Each begins at its `at`.
    pub(crate) points: Vec<Means>,
}

/// What was in use lately.
#[derive(Debug, Default)]
pub(super) struct Utilisation(Mutex<Lately>);

#[derive(Debug, Default)]
struct Lately {
    finest: VecDeque<Means>,
    /// The minute that is not over.
    minute: Option<Means>,
}

impl Utilisation {
    /// Looks at a snapshot; gives the minute that is over with this look. Nothing is noted of what is stale.
    pub(super) fn look(&self, snapshot: &Snapshot, now_ms: i64) -> Option<Means> {
        let seen = seen(snapshot, now_ms)?;
        let mut lately = self.lock();
        match lately.finest.back_mut() {
            Some(last) if last.at == seen.at => *last = last.and(&seen),
            // A clock that was put back makes no second past.
            Some(last) if last.at > seen.at => return None,
            Some(_) | None => lately.finest.push_back(seen),
        }
        lately.forget_before(seen.at - FINEST_KEPT);
        let minute = seen.in_step(MINUTE);
        match lately.minute {
            Some(begun) if begun.at == minute.at => {
                lately.minute = Some(begun.and(&minute));
                None
            }
            before => {
                lately.minute = Some(minute);
                before
            }
        }
    }

    /// The minute that is not over, for the end of the service.
    pub(super) fn unfinished(&self) -> Option<Means> {
        self.lock().minute.take()
    }

    /// Fills the hour with what the database remembers from before the start.
    pub(super) async fn remember(&self, db: &Db, now_ms: i64) -> Result<(), DbError> {
        let from = now_ms.div_euclid(1000) - FINEST_KEPT;
        let minutes = db.run(move |connection| since(connection, MINUTE, from)).await?;
        let mut lately = self.lock();
        let first = lately.finest.front().map_or(i64::MAX, |first| first.at);
        let pieces = minutes.iter().flat_map(|minute| {
            let starts = (minute.at..minute.at + MINUTE).step_by(5);
            starts.map(|at| Means {
                step_seconds: FINEST,
                at,
                ..*minute
            })
        });
        for (place, piece) in pieces.filter(|piece| piece.at < first).enumerate() {
            lately.finest.insert(place, piece);
        }
        Ok(())
    }

    /// What was in use.
    pub(super) async fn over(&self, range: Range, db: &Db, now_ms: i64) -> Result<Utilised, DbError> {
        let now = now_ms.div_euclid(1000);
        let (step, from) = match range {
            Range::Hour => {
                let points = self.lock().finest.iter().copied().collect();
                return Ok(Utilised {
                    step_seconds: FINEST,
                    points,
                });
            }
            Range::Day => (MINUTE, now - DAY),
            Range::Week => (MINUTE, now - 7 * DAY),
            Range::Year => (HOUR, now - 365 * DAY),
        };
        let points = db.run(move |connection| since(connection, step, from)).await?;
        Ok(match range {
            Range::Week => Utilised {
                step_seconds: TEN_MINUTES,
                points: coarser(points, TEN_MINUTES),
            },
            Range::Hour | Range::Day | Range::Year => Utilised {
                step_seconds: step,
                points,
            },
        })
    }

    fn lock(&self) -> MutexGuard<'_, Lately> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Lately {
    fn forget_before(&mut self, from: i64) {
        while self.finest.front().is_some_and(|oldest| oldest.at <= from) {
            self.finest.pop_front();
        }
    }
}

fn coarser(points: Vec<Means>, step: i64) -> Vec<Means> {
    let mut coarse: Vec<Means> = Vec::new();
    for point in points {
        let point = point.in_step(step);
        match coarse.last_mut() {
            Some(last) if last.at == point.at => *last = last.and(&point),
            Some(_) | None => coarse.push(point),
        }
    }
    coarse
}

#[expect(clippy::cast_precision_loss, reason = "means; no cluster has 2^53 of anything")]
fn seen(snapshot: &Snapshot, now_ms: i64) -> Option<Means> {
    if snapshot.jobs.is_stale(now_ms) || snapshot.nodes.is_stale(now_ms) {
        return None;
    }
    let (jobs, nodes) = (snapshot.jobs.get().ok()?, snapshot.nodes.get().ok()?);
    let (states, tally) = (jobs.states(), nodes.tally());
    let now = now_ms.div_euclid(1000);
    Some(Means {
        step_seconds: FINEST,
        at: now.div_euclid(FINEST) * FINEST,
        samples: 1,
        cpus_allocated: tally.cpus_allocated as f64,
        cpus_total: tally.cpus as f64,
        memory_allocated_bytes: tally.memory_allocated_bytes as f64,
        memory_total_bytes: tally.memory_bytes as f64,
        gpus_allocated: tally.gpus_allocated as f64,
        gpus_total: tally.gpus as f64,
        jobs_running: states.running() as f64,
        jobs_pending: states.pending() as f64,
        nodes_unavailable: f64::from(tally.unavailable()),
    })
}
