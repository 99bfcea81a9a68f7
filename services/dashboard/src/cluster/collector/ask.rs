//! One question to Slurm, and what becomes of the snapshot.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Instant;

use metrics::{counter, histogram};
use portal_config::Clock;
use portal_slurm::snapshot::{JobSet, NodeSet, Part, Snapshot};
use portal_slurm::{Cluster, SlurmError};

use super::board::Board;
use super::schedule::Went;
use super::topic::Topic;

/// Asks about `topic` and hangs up the snapshot that follows. `told` hears of it.
pub(super) fn ask(
    slurm: &dyn Cluster,
    topic: Topic,
    board: &Board,
    clock: &Clock,
    told: impl FnOnce(&Arc<Snapshot>, &Arc<Snapshot>),
) -> Went {
    let asked = Asked {
        at: clock.unix_millis(),
        began: Instant::now(),
        topic,
    };
    // One answer that cannot be borne must not end all collecting.
    let answer = catch_unwind(AssertUnwindSafe(|| answer(slurm, topic)));
    let answer = answer.unwrap_or_else(|_| Answer::panicked(topic));
    let error = answer.error().cloned();
    let took_ms = asked.note(error.as_ref());
    let hang_up = |old: &Snapshot| {
        let mut new = old.clone();
        answer.enter(&mut new, asked.at, took_ms);
        new.version = old.next_version(clock.unix_millis());
        Some(new)
    };
    let was_failing = std::cell::Cell::new(false);
    board.change(
        |old| {
            was_failing.set(fails(old, topic));
            hang_up(old)
        },
        |old, new| {
            warn_of_comments(old, new);
            told(old, new);
        },
    );
    asked.log(error.as_ref(), was_failing.get());
    match error {
        None | Some(SlurmError::NotConfigured { .. }) => Went::Well,
        Some(_) => Went::Badly,
    }
}

struct Asked {
    /// Milliseconds since the Unix epoch.
    at: i64,
    began: Instant,
    topic: Topic,
}

impl Asked {
    /// Counts the question; gives how long it took, milliseconds.
    fn note(&self, error: Option<&SlurmError>) -> u64 {
        let outcome = match error {
            None => "ok",
            Some(SlurmError::TimedOut { .. }) => "timed_out",
            Some(SlurmError::NotConfigured { .. }) => "not_configured",
            Some(_) => "failed",
        };
        let part = self.topic.as_str();
        let took = self.began.elapsed();
        counter!("slurm_questions_total", "part" => part, "outcome" => outcome).increment(1);
        histogram!("slurm_question_duration_seconds", "part" => part).record(took.as_secs_f64());
        u64::try_from(took.as_millis()).unwrap_or(u64::MAX)
    }

    /// An outage is told when it begins and when it is over.
    fn log(&self, error: Option<&SlurmError>, was_failing: bool) {
        let part = self.topic.as_str();
        match error {
            Some(SlurmError::NotConfigured { .. }) => {}
            Some(error) if !was_failing => {
                let error = error as &dyn std::error::Error;
                tracing::warn!(
                    error,
                    slurm.part = part,
                    "Slurm did not tell of {part}; what was known is kept"
                );
            }
            None if was_failing => tracing::info!(slurm.part = part, "Slurm tells of {part} again"),
            Some(_) | None => {}
        }
    }
}

/// Comments say whose the portal's jobs are, and by which request they were made.
fn warn_of_comments(old: &Snapshot, new: &Snapshot) {
    if !loses_comments(old) && loses_comments(new) {
        tracing::warn!(
            "slurmdbd is not told jobs' comments: set AccountingStoreFlags=job_comment in slurm.conf, or whose a job was \
             is forgotten with it"
        );
    }
}

fn loses_comments(snapshot: &Snapshot) -> bool {
    let controller = snapshot.controller.value.as_deref();
    controller.is_some_and(|controller| controller.accounting && !controller.accounting_has_comments)
}

fn fails(snapshot: &Snapshot, topic: Topic) -> bool {
    match topic {
        Topic::Jobs => snapshot.jobs.failure.is_some(),
        Topic::Nodes => snapshot.nodes.failure.is_some(),
        Topic::Partitions => snapshot.partitions.failure.is_some(),
        Topic::Reservations => snapshot.reservations.failure.is_some(),
        Topic::Controller => snapshot.controller.failure.is_some(),
        Topic::Qos => snapshot.qos.failure.is_some(),
        Topic::Accounts => snapshot.accounts.failure.is_some(),
        Topic::Finished => false,
    }
}

/// What Slurm said.
enum Answer {
    Jobs(Result<Vec<portal_slurm::model::Job>, SlurmError>),
    Nodes(Result<Vec<portal_slurm::model::Node>, SlurmError>),
    Partitions(Result<Vec<portal_slurm::model::Partition>, SlurmError>),
    Reservations(Result<Vec<portal_slurm::model::Reservation>, SlurmError>),
    Controller(Result<portal_slurm::model::Controller, SlurmError>),
    Qos(Result<Vec<portal_slurm::model::Qos>, SlurmError>),
    Accounts(Result<Vec<portal_slurm::model::Account>, SlurmError>),
    /// Jobs that ended go into the database, not into the snapshot.
    Nothing,
}

fn answer(slurm: &dyn Cluster, topic: Topic) -> Answer {
    match topic {
        Topic::Jobs => Answer::Jobs(slurm.jobs()),
        Topic::Nodes => Answer::Nodes(slurm.nodes()),
        Topic::Partitions => Answer::Partitions(slurm.partitions()),
        Topic::Reservations => Answer::Reservations(slurm.reservations()),
        Topic::Controller => Answer::Controller(slurm.controller()),
        Topic::Qos => Answer::Qos(slurm.qos()),
        Topic::Accounts => Answer::Accounts(slurm.accounts()),
        Topic::Finished => Answer::Nothing,
    }
}

impl Answer {
    fn panicked(topic: Topic) -> Self {
        let error = SlurmError::Unreadable {
            command: topic.as_str(),
            why: "reading it failed; the log says more".to_owned(),
        };
        match topic {
            Topic::Jobs => Self::Jobs(Err(error)),
            Topic::Nodes => Self::Nodes(Err(error)),
            Topic::Partitions => Self::Partitions(Err(error)),
            Topic::Reservations => Self::Reservations(Err(error)),
            Topic::Controller => Self::Controller(Err(error)),
            Topic::Qos => Self::Qos(Err(error)),
            Topic::Accounts => Self::Accounts(Err(error)),
            Topic::Finished => Self::Nothing,
        }
    }

    fn error(&self) -> Option<&SlurmError> {
        match self {
            Self::Jobs(answer) => answer.as_ref().err(),
            Self::Nodes(answer) => answer.as_ref().err(),
            Self::Partitions(answer) => answer.as_ref().err(),
            Self::Reservations(answer) => answer.as_ref().err(),
            Self::Controller(answer) => answer.as_ref().err(),
            Self::Qos(answer) => answer.as_ref().err(),
            Self::Accounts(answer) => answer.as_ref().err(),
            Self::Nothing => None,
        }
    }

    fn enter(self, snapshot: &mut Snapshot, at: i64, took_ms: u64) {
        match self {
            Self::Jobs(answer) => enter(&mut snapshot.jobs, answer, at, took_ms, next_jobs),
            Self::Nodes(answer) => enter(&mut snapshot.nodes, answer, at, took_ms, next_nodes),
            Self::Partitions(answer) => enter(&mut snapshot.partitions, answer, at, took_ms, keep_equal),
            Self::Reservations(answer) => enter(&mut snapshot.reservations, answer, at, took_ms, keep_equal),
            Self::Controller(answer) => enter(&mut snapshot.controller, answer, at, took_ms, keep_equal),
            Self::Qos(answer) => enter(&mut snapshot.qos, answer, at, took_ms, keep_equal),
            Self::Accounts(answer) => enter(&mut snapshot.accounts, answer, at, took_ms, keep_equal),
            Self::Nothing => {}
        }
    }
}

fn enter<A, T>(
    part: &mut Part<T>,
    answer: Result<A, SlurmError>,
    at: i64,
    took_ms: u64,
    next: impl FnOnce(Option<&Arc<T>>, A) -> Arc<T>,
) {
    *part = match answer {
        Ok(answer) => part.told(next(part.value.as_ref(), answer), at, took_ms),
        Err(error) => part.failed(&error, took_ms),
    };
}

/// Keeps the queue with its indexes when nothing changed.
fn next_jobs(old: Option<&Arc<JobSet>>, jobs: Vec<portal_slurm::model::Job>) -> Arc<JobSet> {
    let Some(old) = old else {
        return Arc::new(JobSet::new(jobs));
    };
    let (new, delta) = old.next(jobs);
    if delta.is_empty() {
        Arc::clone(old)
    } else {
        Arc::new(new)
    }
}

fn next_nodes(old: Option<&Arc<NodeSet>>, nodes: Vec<portal_slurm::model::Node>) -> Arc<NodeSet> {
    let Some(old) = old else {
        return Arc::new(NodeSet::new(nodes));
    };
    let (new, delta) = old.next(nodes);
    if delta.is_empty() {
        Arc::clone(old)
    } else {
        Arc::new(new)
    }
}

fn keep_equal<T: PartialEq>(old: Option<&Arc<T>>, new: T) -> Arc<T> {
    match old {
        Some(old) if **old == new => Arc::clone(old),
        Some(_) | None => Arc::new(new),
    }
}
