//! The ready-made clusters look like clusters.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use portal_config::Clock;

use super::{START, Site, texts};
use crate::Cluster;
use crate::model::{ArrayTasks, JobState};
use crate::simulator::{Profile, Simulator};

fn small(seed: u64) -> Site {
    Site::new(Profile::Small.plan("demo", seed, 1, &["admin", "alice", "bob"]))
}

#[test]
fn small_has_82_nodes_about_250_jobs_and_some_of_whoever_signs_in() {
    let site = small(82);
    for _ in 0..6 {
        let (jobs, nodes) = (site.slurm.jobs().unwrap(), site.slurm.nodes().unwrap());
        assert_eq!(nodes.len(), 82);
        let living = jobs.iter().filter(|job| !job.state.has_ended()).count();
        assert!((150..500).contains(&living), "{living} jobs");
        for name in ["admin", "alice", "bob"] {
            assert!(jobs.iter().any(|job| &*job.user == name), "{name} has none");
        }
        let total: u32 = nodes.iter().map(|node| node.cpus).sum();
        let allocated: u32 = nodes.iter().map(|node| node.cpus_allocated).sum();
        assert!(allocated * 100 / total > 50, "{allocated} of {total} CPUs");
        site.pass(1_800);
    }
    assert!(site.slurm.controller().unwrap().simulated);
}

#[test]
fn a_day_shows_what_can_become_of_jobs_and_nodes() {
    let site = small(5);
    let (mut states, mut reasons, mut nodes) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    let (mut arrays, mut components) = (0, 0);
    for _ in 0..96 {
        site.pass(900);
        for job in site.slurm.jobs().unwrap() {
            if let Some(array) = &job.array {
                arrays += usize::from(matches!(array.tasks, ArrayTasks::Waiting { .. }));
            }
            components += usize::from(job.het.is_some_and(|het| het.offset > 0));
            if job.state.is_waiting() {
                let word = job.reason.as_str().split(',').next().unwrap_or_default();
                reasons.insert(word.to_owned());
            }
            states.insert(job.state.as_str().to_owned());
        }
        nodes.extend(site.slurm.nodes().unwrap().iter().map(|node| node.state.summary()));
    }
    let all = |there: &BTreeSet<String>, wanted: &[&str]| {
        let missing: Vec<_> = wanted.iter().filter(|word| !there.contains(**word)).collect();
        assert!(missing.is_empty(), "{missing:?} not in {there:?}");
    };
    all(
        &states,
        &[
            "PENDING",
            "RUNNING",
            "COMPLETED",
            "FAILED",
            "TIMEOUT",
            "CANCELLED",
            "OUT_OF_MEMORY",
        ],
    );
    all(
        &reasons,
        &[
            "Resources",
            "Priority",
            "Dependency",
            "JobHeldUser",
            "BeginTime",
            "QOSMaxJobsPerUserLimit",
        ],
    );
    assert!(arrays > 0 && components > 0);
    assert!(
        ["idle", "mixed", "allocated", "drained", "down"]
            .iter()
            .all(|word| nodes.contains(word)),
        "{nodes:?}"
    );
}

#[test]
fn the_same_seed_is_the_same_cluster_and_another_one_is_not() {
    let rows = |seed| {
        let site = small(seed);
        site.pass(3_000);
        site.slurm.jobs().unwrap()
    };
    assert_eq!(rows(1), rows(1));
    assert_ne!(rows(1), rows(2));
}

#[test]
fn at_a_faster_pace_more_jobs_end_and_times_stay_true() {
    let ended = |pace| {
        let clock = Clock::manual(START);
        let slurm = Simulator::new(Profile::Small.plan("demo", 3, pace, &[]), clock.clone());
        clock.advance(Duration::from_secs(600));
        let ended = slurm.finished_since(START).unwrap();
        assert!(ended.iter().all(|job| job.end_at <= START + 600));
        ended.len()
    };
    let (slow, fast) = (ended(1), ended(20));
    assert!(fast > slow * 8, "{slow} and {fast}");
}

#[test]
fn history_is_in_order_and_what_is_shown_is_in_it() {
    let site = small(7);
    let ended = site.slurm.finished_since(0).unwrap();
    assert!(ended.len() > 1_000);
    assert!(ended.is_sorted_by_key(|job| job.end_at));
    let shown = site.slurm.jobs().unwrap();
    let shown = shown.iter().filter(|job| job.state.has_ended());
    assert!(
        shown
            .into_iter()
            .all(|job| ended.iter().any(|ended| ended.id == job.id))
    );
}

#[test]
fn partitions_qos_and_accounts_fit_together() {
    let site = small(1);
    let partitions = site.slurm.partitions().unwrap();
    let names: Vec<_> = partitions.iter().map(|part| part.name.clone()).collect();
    assert_eq!(names, texts(&["cpu", "gpu", "bigmem", "debug"]));
    assert_eq!(partitions.iter().map(|part| part.nodes).sum::<u32>(), 82);
    assert_eq!(&*partitions[1].node_list, "gn[01-08],hn[01-02]");
    let qos: BTreeMap<_, _> = site
        .slurm
        .qos()
        .unwrap()
        .into_iter()
        .map(|qos| (qos.name.clone(), qos))
        .collect();
    assert_eq!(&*qos["normal"].max_tres_per_user, "cpu=1024,gres/gpu=10");
    let accounts = site.slurm.accounts().unwrap();
    for job in site.slurm.jobs().unwrap() {
        let account = accounts.iter().find(|account| account.name == job.account).unwrap();
        assert!(account.members.iter().any(|member| member.user == job.user));
        assert!(account.qos.contains(&job.qos) && qos.contains_key(&job.qos));
        assert!(names.contains(&job.partition));
    }
}

#[test]
fn medium_is_larger_and_lives_too() {
    let site = Site::new(Profile::Medium.plan("demo", 1, 1, &["alice"]));
    assert_eq!(site.slurm.nodes().unwrap().len(), 532);
    site.pass(60);
    let jobs = site.slurm.jobs().unwrap();
    assert!((1_500..6_000).contains(&jobs.len()), "{}", jobs.len());
    assert!(jobs.iter().filter(|job| job.state == JobState::Running).count() > 300);
}
