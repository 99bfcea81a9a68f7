//! What Slurm lets people do, and what it says otherwise.

use std::time::Duration;

use super::{START, Site, by, said, small, submission};
use crate::model::JobState;
use crate::simulator::{NodeGroup, QosPlan};
use crate::{By, Cluster, JobChange, SlurmError};

fn minutes(minutes: u64) -> JobChange {
    JobChange::TimeLimit(Duration::from_secs(60 * minutes))
}

#[test]
fn what_cannot_be_submitted_is_refused_in_slurms_words() {
    let mut plan = small().qos(QosPlan {
        max_submit_per_user: Some(3),
        ..QosPlan::named("tight")
    });
    plan.partitions[0].max_nodes = Some(3);
    let site = Site::new(plan);
    let refusal = |options: &str| said(site.try_submit("kim", options));
    let failed = |why: &str| format!("Batch job submission failed: {why}");
    for (options, why) in [
        ("partition=nope", "Invalid partition name specified"),
        ("nodes=4", "Node count specification invalid"),
        ("nodes=9 per-node=8", "More processors requested than permitted"),
        (
            "time=2000",
            "Requested time limit is invalid (missing or exceeds some limit)",
        ),
        ("cpus=9", "Requested node configuration is not available"),
        ("cpus=99", "More processors requested than permitted"),
        (
            "account=nope",
            "Invalid account or account/partition combination specified",
        ),
        ("qos=nope", "Invalid qos specification"),
        ("gres=foo:1", "Invalid generic resource (gres) specification"),
        ("gres=gpu:1", "Requested node configuration is not available"),
        (
            "partition=gpu gres=gpu:h100:1",
            "Requested node configuration is not available",
        ),
        (
            "partition=gpu gres=gpu:3",
            "Requested node configuration is not available",
        ),
        ("constraint=none", "Invalid feature specification"),
        ("array=5-1", "Invalid job array specification"),
        ("after=wrong:1", "Job dependency problem"),
    ] {
        assert_eq!(refusal(options), failed(why), "{options}");
    }
    assert!(refusal("mem=99").starts_with("Memory specification can not be satisfied"));
    assert!(refusal("qos=tight array=0-3").starts_with("QOSMaxSubmitJobPerUserLimit"));
    assert_eq!(
        said(site.try_submit("choi", "")),
        failed("Invalid account or account/partition combination specified")
    );
    assert_eq!(site.slurm.jobs().unwrap(), []);
}

#[test]
fn an_estimate_says_when_and_where_and_submits_nothing() {
    let site = Site::small();
    let ask = |options: &str| site.slurm.test(&super::person("kim"), &submission(options));
    let now = ask("tasks=4").unwrap();
    assert_eq!(
        (now.start_at, now.cpus, &*now.node_list, &*now.partition),
        (START, 4, "cn1", "cpu")
    );
    site.submit("kim", "nodes=4 per-node=8 time=10");
    site.pass(1);
    assert_eq!(ask("tasks=4").unwrap().start_at, START + 601);
    assert_eq!(
        said(ask("partition=nope")),
        "allocation failure: Invalid partition name specified"
    );
    assert_eq!(site.slurm.jobs().unwrap().len(), 1);
}

#[test]
fn nobody_touches_the_jobs_of_others() {
    let site = Site::small();
    let id = site.submit("kim", "");
    site.pass(1);
    let lee = by("lee");
    let refusal = |change| said(site.act(&lee, id, change));
    assert_eq!(
        refusal(JobChange::Cancel),
        "Kill job error on job id 1: Access/permission denied"
    );
    assert_eq!(refusal(JobChange::Requeue), "Access/permission denied for job 1");
    assert_eq!(refusal(JobChange::Hold), "Invalid user id for job 1");
    assert_eq!(refusal(JobChange::Release), "Invalid user id for job 1");
    assert_eq!(refusal(minutes(1)), "Invalid user id for job 1");
    assert_eq!(
        said(site.act(&by("kim"), id, JobChange::Suspend)),
        "Access/permission denied for job 1"
    );
    assert_eq!(site.standing(id), "RUNNING");
    site.act(&By::Operator, id, JobChange::Cancel).unwrap();
    assert_eq!(site.standing(id), "CANCELLED");
}

#[test]
fn what_has_ended_stays_so() {
    let site = Site::small();
    let id = site.submit("kim", "");
    site.pass(61);
    let refusal = |change| said(site.act(&By::Operator, id, change));
    assert_eq!(
        refusal(JobChange::Cancel),
        "Kill job error on job id 1: Job/step already completing or completed"
    );
    for change in [
        JobChange::Hold,
        JobChange::Release,
        JobChange::Suspend,
        JobChange::Resume,
        minutes(5),
    ] {
        assert_eq!(refusal(change), "Job has already finished for job 1");
    }
    let absent = site.act(&By::Operator, crate::model::JobId::new(99).unwrap(), JobChange::Hold);
    assert!(matches!(absent, Err(SlurmError::NotFound { .. })));
}

#[test]
fn what_an_operator_holds_its_owner_does_not_release() {
    let site = Site::small();
    let id = site.submit("kim", "hold");
    assert_eq!(
        said(site.act(&by("kim"), id, JobChange::Requeue)),
        "Job is pending execution for job 1"
    );
    assert_eq!(
        said(site.act(&By::Operator, id, JobChange::Suspend)),
        "Job is pending execution for job 1"
    );
    site.act(&By::Operator, id, JobChange::Hold).unwrap();
    assert_eq!(site.standing(id), "PENDING JobHeldAdmin");
    assert_eq!(
        said(site.act(&by("kim"), id, JobChange::Release)),
        "Access/permission denied for job 1"
    );
    site.act(&By::Operator, id, JobChange::Release).unwrap();
    site.pass(1);
    assert_eq!(site.standing(id), "RUNNING");
    site.act(&by("kim"), id, JobChange::Hold).unwrap();
    assert_eq!(
        site.standing(id),
        "RUNNING JobHeldUser",
        "it stays for when the job is put back"
    );
    site.act(&by("kim"), id, JobChange::Requeue).unwrap();
    assert_eq!(site.standing(id), "PENDING JobHeldUser");
}

#[test]
fn a_job_that_is_put_back_waits_two_minutes() {
    let site = Site::small();
    let id = site.submit("kim", "");
    site.pass(10);
    site.act(&by("kim"), id, JobChange::Requeue).unwrap();
    assert_eq!(site.standing(id), "PENDING BeginTime");
    assert_eq!((site.job(id).restarts, site.job(id).node_list.len()), (1, 0));
    site.pass(121);
    assert_eq!(site.standing(id), "RUNNING");
    site.pass(61);
    assert_eq!(site.standing(id), "COMPLETED");
    site.act(&by("kim"), id, JobChange::Requeue).unwrap();
    assert_eq!((site.state(id), site.job(id).exit_code), (JobState::Pending, None));
}

#[test]
fn time_stands_still_for_a_suspended_job() {
    let site = Site::small();
    let id = site.submit("kim", "time=5");
    site.pass(11);
    site.act(&By::Operator, id, JobChange::Suspend).unwrap();
    site.pass(1_000);
    assert_eq!(site.standing(id), "SUSPENDED");
    site.act(&By::Operator, id, JobChange::Resume).unwrap();
    assert_eq!(
        said(site.act(&By::Operator, id, JobChange::Resume)),
        "Job is not suspended for job 1"
    );
    assert_eq!(site.job(id).end_at, Some(START + 1 + 300 + 1_000));
    site.pass(49);
    assert_eq!(site.standing(id), "RUNNING");
    site.pass(1);
    assert_eq!(site.standing(id), "COMPLETED");
}

#[test]
fn owners_shorten_the_limit_of_what_runs_and_operators_also_raise_it() {
    let site = Site::small();
    let id = site.submit("kim", "time=10 sleep=500");
    site.pass(1);
    assert_eq!(
        said(site.act(&by("kim"), id, minutes(20))),
        "Access/permission denied for job 1"
    );
    site.act(&By::Operator, id, minutes(20)).unwrap();
    assert_eq!(site.job(id).end_at, Some(START + 1_201));
    site.act(&by("kim"), id, minutes(2)).unwrap();
    assert_eq!(site.job(id).time_limit_seconds, Some(120));
    site.pass(120);
    assert_eq!(site.standing(id), "TIMEOUT TimeLimit");
    let waits = site.submit("kim", "hold time=10");
    let refused = said(site.act(&by("kim"), waits, minutes(2_000)));
    assert!(refused.starts_with("Requested time limit is invalid"), "{refused}");
}

#[test]
fn the_page_of_a_job_is_filled_in() {
    let site = Site::new(small().nodes("big", NodeGroup::new("bn", 2, 8, 16)));
    let id = site.submit("kim", "partition=gpu gres=gpu:a100:2 tasks=2 mem=8");
    site.pass(1);
    let detail = site.slurm.job_detail(id).unwrap();
    assert_eq!(&*detail.stdout, "/home/kim/slurm-1.out");
    assert_eq!(&*detail.batch_host, "gn1");
    assert_eq!(
        &*detail.allocated_tres,
        "cpu=2,mem=8G,node=1,billing=34,gres/gpu=2,gres/gpu:a100=2"
    );
    assert_eq!(&*detail.tres_per_node, "gres:gpu:a100:2");
    let fields: Vec<_> = detail.fields.iter().map(|(key, _)| key.as_str()).collect();
    assert!(fields.contains(&"JobState") && fields.contains(&"WorkDir"));
}
