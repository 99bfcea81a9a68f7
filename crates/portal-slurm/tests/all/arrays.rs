//! Acting on arrays of which some tasks run, wait or have ended.

use std::time::Duration;

use portal_slurm::cli::SlurmCommands;
use portal_slurm::model::{Job, JobId, JobRef, JobState};
use portal_slurm::{By, Cluster, JobChange, JobTarget, SlurmError, Submission};
use portal_testkit::{TestSlurm, eventually};

use crate::acting::{held, root, user};
use crate::cluster::{PATIENCE, job_that};

const TEN_MINUTES: JobChange = JobChange::TimeLimit(Duration::from_secs(600));

fn tasks(cluster: &SlurmCommands, state: &JobState) -> Vec<Job> {
    let mut jobs = cluster.jobs().unwrap();
    jobs.retain(|job| job.state == *state);
    jobs
}

/// An array of alice's, `tasks` such as `0-9%2`.
fn array(slurm: &TestSlurm, cluster: &SlurmCommands, tasks: &str) -> JobId {
    let submission = Submission {
        array: Some(tasks.parse().unwrap()),
        hold: false,
        ..held(slurm, "alice")
    };
    cluster.submit(&user("alice"), &submission).unwrap()
}

#[test]
fn what_is_done_to_the_tasks_that_wait_leaves_those_that_run_alone() {
    let slurm = TestSlurm::own();
    let cluster = root(&slurm);
    let id = array(&slurm, &cluster, "0-9%2");
    let running = eventually("two tasks that run", PATIENCE, || {
        Some(tasks(&cluster, &JobState::Running)).filter(|tasks| tasks.len() == 2)
    });
    // One of them in a record of its own.
    let alice = By::Person(user("alice"));
    let one = JobTarget::Job(JobRef::Task(id, 5));
    cluster.change_job(&alice, one, &JobChange::Hold).unwrap();
    for by in [alice, By::Operator] {
        let change = |change: JobChange| cluster.change_job(&by, JobTarget::Waiting(id), &change);
        let waiting = |what: &str, is: fn(&Job) -> bool| {
            let waiting = tasks(&cluster, &JobState::Pending);
            assert!(!waiting.is_empty() && waiting.iter().all(is), "{what}: {waiting:?}");
            assert_eq!(tasks(&cluster, &JobState::Running), running, "{what}");
        };
        change(JobChange::Hold).unwrap();
        waiting("held", |job| job.priority == 0);
        change(TEN_MINUTES).unwrap();
        waiting("limited", |job| job.time_limit_seconds == Some(600));
        change(JobChange::Release).unwrap();
        waiting("released", |job| job.priority > 0);
        for never in [JobChange::Requeue, JobChange::Suspend, JobChange::Resume] {
            let refused = change(never.clone());
            assert!(
                matches!(refused, Err(SlurmError::Refused { .. })),
                "{never:?}: {refused:?}"
            );
        }
        waiting("refused", |_| true);
    }
    let rest = JobTarget::Waiting(id);
    cluster.change_job(&By::Operator, rest, &JobChange::Cancel).unwrap();
    let refused = cluster.change_job(&By::Operator, rest, &JobChange::Hold);
    assert!(matches!(refused, Err(SlurmError::Refused { .. })), "{refused:?}");
    assert_eq!(tasks(&cluster, &JobState::Running), running);
    let never = JobTarget::Waiting(JobId::new(4_000_000).unwrap());
    let absent = cluster.change_job(&By::Operator, never, &JobChange::Hold);
    assert!(matches!(absent, Err(SlurmError::NotFound { .. })), "{absent:?}");
}

#[test]
fn an_array_of_which_one_task_has_ended_is_changed_as_far_as_it_can_be() {
    let slurm = TestSlurm::own();
    let cluster = root(&slurm);
    let id = array(&slurm, &cluster, "0-3%1");
    let alice = By::Person(user("alice"));
    let change = |target, change| cluster.change_job(&alice, target, &change);
    let all = JobTarget::Job(JobRef::Job(id));
    let runs = eventually("a task that runs", PATIENCE, || {
        tasks(&cluster, &JobState::Running).pop()
    });
    slurm.wait_for_script(runs.id.get());
    change(JobTarget::Waiting(id), JobChange::Hold).unwrap();
    change(JobTarget::Job(JobRef::Task(id, 0)), JobChange::Cancel).unwrap();
    job_that(&cluster, runs.id.get(), "has ended", |job| {
        job.state == JobState::Cancelled
    });
    change(all, TEN_MINUTES).unwrap();
    let waiting = tasks(&cluster, &JobState::Pending);
    let limited = |job: &Job| job.time_limit_seconds == Some(600);
    assert!(!waiting.is_empty() && waiting.iter().all(limited), "{waiting:?}");
    change(all, JobChange::Hold).unwrap();
    // Nothing of it was done.
    let bobs = cluster.change_job(&By::Person(user("bob")), all, &TEN_MINUTES);
    assert!(matches!(bobs, Err(SlurmError::Refused { .. })), "{bobs:?}");
}
