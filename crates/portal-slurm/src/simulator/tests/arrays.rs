//! Arrays, and jobs of several components.

use super::{Site, by};
use crate::model::{Job, JobRef, JobState};
use crate::{Cluster, JobChange, JobTarget};

fn shown(site: &Site) -> Vec<String> {
    let jobs = site.slurm.jobs().unwrap();
    let line = |job: Job| format!("{} {} {}", job.id, job.shown_id(), job.state.as_str());
    jobs.into_iter().map(line).collect()
}

#[test]
fn tasks_are_split_off_as_they_start_and_the_last_has_the_arrays_number() {
    let site = Site::small();
    let id = site.submit("kim", "array=1-20:3%2");
    assert_eq!(shown(&site), ["1 1_[1,4,7,10,13,16,19%2] PENDING"]);
    site.pass(1);
    assert_eq!(
        shown(&site),
        ["1 1_[7,10,13,16,19%2] PENDING", "2 1_1 RUNNING", "3 1_4 RUNNING"]
    );
    assert_eq!(site.standing(id), "PENDING JobArrayTaskLimit");
    site.pass(200);
    let rows = shown(&site);
    assert_eq!(rows[0], "1 1_19 RUNNING", "{rows:?}");
    assert_eq!(rows[6], "7 1_16 COMPLETED");
    site.pass(61);
    assert_eq!(site.slurm.finished_since(0).unwrap().len(), 7);
}

#[test]
fn whoever_waits_for_an_array_waits_for_its_last_task() {
    let site = Site::small();
    let array = site.submit("kim", "array=0-3%2");
    let after = site.submit("kim", &format!("after=afterok:{array}"));
    site.pass(120);
    assert_eq!(site.standing(after), "PENDING Dependency");
    site.pass(10);
    assert_eq!(site.standing(after), "RUNNING");
}

#[test]
fn an_array_is_cancelled_whole_or_only_what_waits_or_one_task() {
    let cancel = |site: &Site, target| site.slurm.change_job(&by("kim"), target, &JobChange::Cancel);
    let states = |site: &Site| {
        let jobs = site.slurm.jobs().unwrap();
        let states = jobs.iter().map(|job| (job.shown_id(), job.state.clone()));
        states.collect::<Vec<_>>()
    };
    let start = || {
        let site = Site::small();
        let id = site.submit("kim", "array=0-3%1");
        site.pass(1);
        (site, id)
    };
    let (site, id) = start();
    cancel(&site, JobTarget::Job(JobRef::Job(id))).unwrap();
    assert!(states(&site).iter().all(|(_, state)| *state == JobState::Cancelled));

    let (site, id) = start();
    cancel(&site, JobTarget::Waiting(id)).unwrap();
    assert_eq!(
        states(&site),
        [
            ("1_[1-3%1]".to_owned(), JobState::Cancelled),
            ("1_0".to_owned(), JobState::Running)
        ]
    );

    let (site, id) = start();
    cancel(&site, JobTarget::Job(JobRef::Task(id, 2))).unwrap();
    let expected = [
        ("1_[1,3%1]".to_owned(), JobState::Pending),
        ("1_0".to_owned(), JobState::Running),
        ("1_2".to_owned(), JobState::Cancelled),
    ];
    assert_eq!(states(&site), expected);
    assert!(cancel(&site, JobTarget::Job(JobRef::Task(id, 9))).is_err());
}
