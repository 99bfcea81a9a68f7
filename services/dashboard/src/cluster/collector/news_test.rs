//! What a client is told, and what that costs it.

use std::sync::Arc;

use portal_events::Event;
use portal_slurm::model::{Controller, Job, JobId, JobState};
use portal_slurm::snapshot::{Intervals, JobSet, NodeSet, Snapshot, gap_decoded};
use serde_json::{Value, json};

use super::news::{figures, jobs_changed, nodes_changed};
use crate::cluster::fixtures;

const NOW: i64 = 1_790_000_000_000;
/// What the hub and the frame add to a message: number, channel, time, length.
const AROUND: usize = 120;

fn snapshot(jobs: Vec<Job>, private: bool) -> Snapshot {
    let intervals = Intervals {
        jobs_ms: 5_000,
        nodes_ms: 10_000,
        partitions_ms: 60_000,
        settings_ms: 300_000,
    };
    let nothing = Snapshot::unknown("e".into(), intervals);
    let controller = Controller {
        cluster: "crash".into(),
        version: "22.05".into(),
        daemons: Vec::new(),
        accounting: false,
        accounting_has_comments: false,
        jobs_are_private: private,
        nodes_are_private: private,
        min_job_age_seconds: 300,
        slurm_user: "slurm".into(),
        simulated: false,
    };
    Snapshot {
        version: nothing.next_version(NOW),
        jobs: nothing.jobs.told(Arc::new(JobSet::new(jobs)), NOW, 1),
        nodes: nothing.nodes.told(Arc::new(NodeSet::new(Vec::new())), NOW, 1),
        controller: nothing.controller.told(Arc::new(controller), NOW, 1),
        ..nothing
    }
}

fn after(old: &Snapshot, jobs: Vec<Job>) -> Snapshot {
    let before = old.jobs.value.as_ref().unwrap();
    Snapshot {
        version: old.next_version(NOW),
        jobs: old.jobs.told(Arc::new(before.next(jobs).0), NOW + 5_000, 1),
        ..old.clone()
    }
}

fn queue(jobs: u32) -> Vec<Job> {
    (1..=jobs)
        .map(|number| fixtures::job(JobId::new(number).unwrap()))
        .collect()
}

fn start(jobs: &mut [Job], numbers: impl IntoIterator<Item = usize>) {
    for number in numbers {
        jobs[number].state = JobState::Running;
        jobs[number].node_list = "cn001".into();
    }
}

fn data(event: Option<Event>) -> Value {
    event.unwrap().message["data"].clone()
}

#[test]
fn few_changes_come_as_rows_and_many_as_numbers() {
    let mut jobs = queue(7_000);
    let old = snapshot(jobs.clone(), false);
    start(&mut jobs, [3]);
    jobs.remove(9);
    let few = data(jobs_changed(&old, &after(&old, jobs.clone()), NOW));
    assert_eq!(few["changed"][0]["job_id"], 4);
    assert_eq!(few["changed"][0]["state"], "RUNNING");
    assert!(few["changed"][0].get("mine").is_none(), "events go to everybody");
    assert_eq!((&few["gone_ids"], &few["all"]), (&json!([10]), &json!(false)));
    assert_eq!(few["counts"], json!({"PENDING": 6_998, "RUNNING": 1}));
    start(&mut jobs, (0..1_000).map(|number| number * 5));
    let many = data(jobs_changed(&old, &after(&old, jobs.clone()), NOW));
    assert!(many.get("changed").is_none());
    let gaps: Vec<u32> = serde_json::from_value(many["changed_ids"].clone()).unwrap();
    assert_eq!(gap_decoded(&gaps).len(), 1_001);
    start(&mut jobs, 0..6_000);
    let all = data(jobs_changed(&old, &after(&old, jobs.clone()), NOW));
    assert_eq!((&all["all"], all.get("changed_ids")), (&json!(true), None));
    assert!(
        jobs_changed(&old, &after(&old, queue(7_000)), NOW).is_none(),
        "nothing changed, nothing is said"
    );
}

#[test]
fn the_first_look_says_that_all_is_new() {
    let new = snapshot(queue(3), false);
    let nothing = Snapshot::unknown(
        "e".into(),
        Intervals {
            jobs_ms: 1,
            nodes_ms: 1,
            partitions_ms: 1,
            settings_ms: 1,
        },
    );
    assert_eq!(data(jobs_changed(&nothing, &new, NOW))["all"], true);
    assert_eq!(data(nodes_changed(&nothing, &new, NOW))["all"], true);
}

#[test]
fn of_private_jobs_no_row_and_no_sum_is_told() {
    let mut jobs = queue(10);
    let old = snapshot(jobs.clone(), true);
    start(&mut jobs, [3]);
    let new = after(&old, jobs);
    let told = data(jobs_changed(&old, &new, NOW));
    assert_eq!((&told["counts"], told.get("changed")), (&Value::Null, None));
    assert_eq!(told["changed_ids"], json!([4]));
    assert_eq!(figures(&new, NOW)["jobs"], Value::Null);
}

#[test]
fn of_private_nodes_no_sum_is_told() {
    for private in [false, true] {
        let told = figures(&snapshot(queue(1), private), NOW);
        for sum in ["nodes", "cpus", "memory_bytes", "gpus"] {
            assert_eq!(told[sum].is_null(), private, "{sum}");
        }
    }
}

#[test]
fn one_percent_of_a_hundred_thousand_jobs_every_five_seconds_costs_a_client_little() {
    let mut jobs = queue(100_000);
    let mut old = snapshot(jobs.clone(), false);
    let (mut bytes, mut seed) = (0, 17_u64);
    for round in 0..12 {
        for _ in 0..1_000 {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let number = usize::try_from(seed >> 33).unwrap() % jobs.len();
            jobs[number].priority = 1_000 + round;
            jobs[number].state = if round % 2 == 0 {
                JobState::Running
            } else {
                JobState::Pending
            };
        }
        let new = after(&old, jobs.clone());
        let told = jobs_changed(&old, &new, NOW).unwrap();
        bytes += Value::Object(told.message).to_string().len() + AROUND;
        bytes += figures(&new, NOW).to_string().len() + AROUND;
        old = new;
    }
    println!("12 events of 1,000 changes each: {bytes} bytes a minute");
    assert!(bytes <= 150_000, "{bytes} bytes a minute");
}

/// Just as many as are sent whole: the most that a small cluster can cost.
#[test]
fn rows_never_make_an_event_large() {
    let mut jobs = queue(1_000);
    let old = snapshot(jobs.clone(), false);
    for count in [5, 15, 40] {
        start(&mut jobs, 0..count);
        let told = jobs_changed(&old, &after(&old, jobs.clone()), NOW).unwrap();
        let bytes = Value::Object(told.message).to_string().len();
        assert!(bytes + AROUND <= 150_000 / 12, "{count} rows: {bytes}");
    }
}
