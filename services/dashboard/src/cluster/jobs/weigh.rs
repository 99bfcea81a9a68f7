//! Whether somebody may do something to a job, and by whose hand it is then done.

use std::time::Duration;

use portal_audit::Action;
use portal_http::Caller;
use portal_jwt::Permission;
use portal_slurm::model::{Job, JobRef};
use portal_slurm::snapshot::JobSet;
use portal_slurm::{By, JobChange, JobTarget};

use super::view::JobVerb;
use crate::cluster::acting::error::ActError;
use crate::cluster::acting::person;
use crate::cluster::error::ClusterError;

/// Longest time limit that can be asked for, seconds: Slurm counts minutes in 32 bits, and has words for some of them.
const LONGEST_LIMIT: u64 = 60 * (u32::MAX as u64 - 16);

/// Reads what of the queue is meant: `1234`, `1234_7`, `1234+1`, and `1234_[3-9]`, which is how Slurm shows what of an array
/// still waits.
///
/// # Errors
/// It is no job's number.
pub(super) fn target(id: &str) -> Result<JobTarget, ActError> {
    let rest = id.split_once("_[").filter(|(_, tasks)| tasks.ends_with(']'));
    let target = match rest {
        Some((array, _)) => array.parse().map(JobTarget::Waiting),
        None => id.parse().map(JobTarget::Job),
    };
    target.map_err(|_not_an_id| ClusterError::NoJob.into())
}

/// Its row in the queue.
pub(super) fn find(jobs: &JobSet, target: JobTarget) -> Option<&Job> {
    let of = match target {
        JobTarget::Job(job) => job,
        JobTarget::Waiting(array) => JobRef::Job(array),
    };
    jobs.find(of).map(|job| &**job)
}

/// The rows to which Slurm does what is done to `target`: the number of an array, or of a heterogeneous job, is all of its
/// tasks and components.
pub(super) fn meant(jobs: &JobSet, target: JobTarget) -> Option<Vec<&Job>> {
    let found = find(jobs, target)?;
    let mut all: Vec<&Job> = match target {
        JobTarget::Job(JobRef::Job(id)) => jobs.array(id).chain(jobs.het(id)).map(|job| &**job).collect(),
        JobTarget::Waiting(array) => {
            let tasks = jobs.array(array).map(|job| &**job);
            tasks.filter(|job| job.state.is_waiting()).collect()
        }
        JobTarget::Job(JobRef::Task(..) | JobRef::Component(..)) => Vec::new(),
    };
    if all.is_empty() {
        all.push(found);
    }
    Some(all)
}

/// By whose hand `change` is done to `jobs` when `caller` asks for it: all of them are one person's.
///
/// Slurm would say no to most of what is refused here, but where everything is done by the portal's own account the portal
/// alone can.
///
/// # Errors
/// Who they would have to be.
pub(super) fn weigh(caller: &Caller, jobs: &[&Job], change: &JobChange) -> Result<By, ActError> {
    let own = jobs.iter().all(|job| *job.user == *caller.name());
    let operator = caller.claims.may(Permission::Admin);
    match jobs.iter().find_map(|job| operators_only(job, change)) {
        _ if !own && !operator => Err(ActError::NotYours),
        Some(what) if !operator => Err(ActError::OperatorsOnly(what)),
        None if own => person(caller.name()).map(By::Person),
        _ => Ok(By::Operator),
    }
}

/// What slurmctld lets only operators do, in words.
fn operators_only(job: &Job, change: &JobChange) -> Option<&'static str> {
    match change {
        JobChange::Suspend => Some("suspend the job"),
        JobChange::Resume => Some("let the job go on"),
        JobChange::Release if is_held_by_an_operator(job) && !job.state.has_ended() => {
            Some("release the job: an operator holds it")
        }
        JobChange::TimeLimit(limit) => {
            let more = job.time_limit_seconds.is_some_and(|now| limit.as_secs() > now);
            (more && !job.state.has_ended()).then_some("give the job more time")
        }
        JobChange::Cancel | JobChange::Hold | JobChange::Release | JobChange::Requeue => None,
    }
}

/// Tasks that wait are one row also when they wait for different reasons, such as `BeginTime,JobHeldAdmin`.
fn is_held_by_an_operator(job: &Job) -> bool {
    job.reason
        .as_str()
        .split(',')
        .any(|reason| reason.trim() == "JobHeldAdmin")
}

impl JobVerb {
    /// What Slurm is asked for.
    ///
    /// # Errors
    /// When a time limit is missing, or makes no sense.
    pub(super) fn change(self, time_limit_seconds: Option<u64>) -> Result<JobChange, ActError> {
        let limit = |seconds: Option<u64>| {
            let seconds = seconds.filter(|seconds| (60..=LONGEST_LIMIT).contains(seconds));
            let expected = "must be a number of seconds, 60 at least";
            seconds.ok_or_else(|| ActError::bad_field("time_limit_seconds", expected))
        };
        if !matches!(self, Self::TimeLimit) && time_limit_seconds.is_some() {
            let expected = "must be left out unless the time limit is changed";
            return Err(ActError::bad_field("time_limit_seconds", expected));
        }
        Ok(match self {
            Self::Cancel => JobChange::Cancel,
            Self::Hold => JobChange::Hold,
            Self::Release => JobChange::Release,
            Self::Requeue => JobChange::Requeue,
            Self::Suspend => JobChange::Suspend,
            Self::Resume => JobChange::Resume,
            Self::TimeLimit => JobChange::TimeLimit(Duration::from_secs(limit(time_limit_seconds)?)),
        })
    }
}

/// The word of the audit log.
pub(super) const fn action(change: &JobChange) -> Action {
    match change {
        JobChange::Cancel => Action::JobCancel,
        JobChange::Hold => Action::JobHold,
        JobChange::Release => Action::JobRelease,
        JobChange::Requeue => Action::JobRequeue,
        JobChange::Suspend => Action::JobSuspend,
        JobChange::Resume => Action::JobResume,
        JobChange::TimeLimit(_) => Action::JobChange,
    }
}

#[cfg(test)]
mod tests {
    use portal_slurm::model::{ArrayPart, ArrayTasks, JobId, JobState, Reason};
    use portal_slurm::snapshot::JobSet;
    use portal_slurm::{JobChange, JobTarget};

    use super::{meant, operators_only, target};
    use crate::cluster::fixtures;

    #[test]
    fn an_operators_hold_counts_among_other_reasons_too() {
        let mut job = fixtures::job(JobId::new(1).unwrap());
        for (reason, held) in [
            ("JobHeldAdmin", true),
            ("None,JobHeldAdmin", true),
            ("JobHeldUser", false),
            ("BeginTime,None", false),
        ] {
            job.reason = Reason::read(reason);
            assert_eq!(operators_only(&job, &JobChange::Release).is_some(), held, "{reason}");
        }
    }

    #[test]
    fn an_array_is_all_of_its_tasks_and_its_rest_those_that_wait() {
        let id = |number| JobId::new(number).unwrap();
        let task = |number, task, state| {
            let mut job = fixtures::job(id(number));
            job.array = Some(ArrayPart {
                job_id: id(17),
                tasks: ArrayTasks::One(task),
            });
            job.state = state;
            job
        };
        let jobs = JobSet::new(vec![
            task(17, 3, JobState::Running),
            task(18, 0, JobState::Running),
            task(19, 5, JobState::Pending),
            fixtures::job(id(20)),
        ]);
        for (asked, expected) in [
            ("17", vec![17, 18, 19]),
            ("17_[5]", vec![19]),
            ("17_3", vec![17]),
            ("19", vec![19]),
            ("20", vec![20]),
        ] {
            let all = meant(&jobs, target(asked).unwrap()).unwrap();
            let numbers: Vec<_> = all.iter().map(|job| job.id.get()).collect();
            assert_eq!(numbers, expected, "{asked}");
        }
        assert!(meant(&jobs, target("99").unwrap()).is_none());
    }

    #[test]
    fn jobs_are_named_as_slurm_shows_them() {
        for (id, expected) in [("7", "7"), ("7_3", "7_3"), ("7+1", "7+1")] {
            let JobTarget::Job(job) = target(id).unwrap() else {
                panic!("{id}")
            };
            assert_eq!(job.to_string(), expected);
        }
        for id in ["7_[3-9%2]", "7_[0,2,...]"] {
            let JobTarget::Waiting(array) = target(id).unwrap() else {
                panic!("{id}")
            };
            assert_eq!(array.get(), 7);
        }
        for id in [
            "",
            "_[3]",
            "--user=kim",
            "7_[3",
            "7_3]",
            "7 8",
            "7,8",
            "x_[1]",
            "-7_[1]",
        ] {
            assert!(target(id).is_err(), "{id:?}");
        }
    }
}
