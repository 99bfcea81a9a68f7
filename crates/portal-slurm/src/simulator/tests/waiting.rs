//! Jobs wait for reasons that are true.

use super::{START, Site, by, small};
use crate::model::JobState;
use crate::simulator::{MaintenancePlan, Outage, Plan, QosPlan};
use crate::{By, Cluster, JobChange, NodeChange};

#[test]
fn a_job_waits_runs_ends_is_shown_for_five_minutes_and_stays_in_accounting() {
    let site = Site::small();
    let id = site.submit("kim", "name=crash tasks=4 time=5");
    assert_eq!(site.standing(id), "PENDING", "nobody has looked at it yet");
    site.pass(1);
    let job = site.job(id);
    assert_eq!(site.standing(id), "RUNNING");
    assert_eq!((&*job.node_list, job.start_at), ("cn1", Some(START + 1)));
    assert_eq!(job.end_at, Some(START + 301), "its time limit will end it");
    assert_eq!(site.slurm.finished_since(0).unwrap(), []);
    site.pass(60);
    let job = site.job(id);
    assert_eq!(site.standing(id), "COMPLETED");
    assert_eq!((job.end_at, job.exit_code.unwrap().status), (Some(START + 61), 0));
    site.pass(299);
    assert!(site.find(id).is_some());
    site.pass(1);
    assert!(site.find(id).is_none());
    let ended = site.slurm.finished_since(START + 61).unwrap();
    assert_eq!((ended.len(), &*ended[0].name, ended[0].cpus), (1, "crash", 4));
    assert_eq!(site.slurm.finished_since(START + 62).unwrap(), []);
}

#[test]
fn scripts_end_as_they_say_or_at_their_time_limit() {
    let site = Site::small();
    let failed = site.submit("kim", "exit=3");
    let late = site.submit("kim", "sleep=600 time=2");
    site.pass(61);
    assert_eq!(site.standing(failed), "FAILED NonZeroExitCode");
    assert_eq!(site.job(failed).exit_code.unwrap().status, 3);
    site.pass(60);
    assert_eq!(site.standing(late), "TIMEOUT TimeLimit");
}

#[test]
fn the_first_one_waits_for_resources_and_the_others_for_it() {
    let site = Site::small();
    let runs = site.submit("kim", "nodes=4 per-node=8 time=10 sleep=500");
    site.pass(1);
    let first = site.submit("kim", "nodes=2 per-node=8 time=10");
    let second = site.submit("lee", "tasks=1 time=10");
    site.pass(1);
    assert_eq!(site.standing(runs), "RUNNING");
    assert_eq!(site.standing(first), "PENDING Resources");
    assert_eq!(site.standing(second), "PENDING Priority");
    assert_eq!(
        site.job(first).start_at,
        Some(START + 601),
        "when the time limit of the other one ends"
    );
    assert_eq!(site.job(second).start_at, None);
    site.pass(500);
    assert_eq!(site.standing(first), "RUNNING");
    assert_eq!(site.standing(second), "RUNNING");
}

#[test]
fn who_is_in_nobodys_way_goes_first_and_nobody_else() {
    let site = Site::small();
    site.submit("kim", "nodes=3 per-node=8 time=10 sleep=590");
    site.pass(1);
    let whole = site.submit("kim", "nodes=4 per-node=8 time=10");
    let short = site.submit("lee", "tasks=4 time=9 sleep=500");
    let long = site.submit("lee", "tasks=4 time=11");
    site.pass(1);
    assert_eq!(site.standing(whole), "PENDING Resources");
    assert_eq!(
        site.standing(short),
        "RUNNING",
        "it ends before the other one could start"
    );
    assert_eq!(
        site.standing(long),
        "PENDING Priority",
        "it would not, though there is room"
    );
    site.pass(600);
    assert_eq!(site.standing(whole), "RUNNING");
}

#[test]
fn jobs_wait_for_each_other_for_their_begin_and_for_their_owner() {
    let site = Site::small();
    let first = site.submit("kim", "time=5");
    let good = site.submit("kim", &format!("after=afterok:{first}"));
    let bad = site.submit("kim", &format!("after=afternotok:{first}"));
    let later = site.submit("kim", "begin=100");
    let held = site.submit("kim", "hold");
    site.pass(1);
    assert_eq!(site.standing(good), "PENDING Dependency");
    assert_eq!(&*site.job(good).dependency, format!("afterok:{first}(unfulfilled)"));
    assert_eq!(site.standing(later), "PENDING BeginTime");
    assert_eq!(site.job(later).eligible_at, Some(START + 100));
    assert_eq!(
        (site.standing(held).as_str(), site.job(held).priority),
        ("PENDING JobHeldUser", 0)
    );
    site.pass(61);
    assert_eq!(site.standing(good), "RUNNING");
    assert_eq!(site.standing(bad), "PENDING DependencyNeverSatisfied");
    assert_eq!(&*site.job(bad).dependency, format!("afternotok:{first}(failed)"));
    site.pass(39);
    assert_eq!(site.standing(later), "RUNNING");
    site.act(&by("kim"), held, JobChange::Release).unwrap();
    site.pass(1);
    assert_eq!(site.standing(held), "RUNNING");
}

#[test]
fn only_one_of_a_name_runs_when_it_says_singleton() {
    let site = Site::small();
    let first = site.submit("kim", "name=solver after=singleton");
    let second = site.submit("kim", "name=solver after=singleton");
    let third = site.submit("lee", "name=solver after=singleton");
    site.pass(1);
    assert_eq!(
        [first, second, third].map(|id| site.standing(id)),
        ["RUNNING", "PENDING Dependency", "RUNNING"]
    );
    site.pass(61);
    assert_eq!(site.standing(second), "RUNNING");
}

#[test]
fn limits_of_a_qos_hold_whatever_is_free() {
    let plan = small().qos(QosPlan {
        max_jobs_per_user: Some(2),
        max_cpus_per_user: Some(10),
        ..QosPlan::named("tight")
    });
    let site = Site::new(plan);
    let running: Vec<_> = (0..2).map(|_| site.submit("kim", "qos=tight tasks=4")).collect();
    let third = site.submit("kim", "qos=tight tasks=1");
    let others = site.submit("lee", "qos=tight tasks=8");
    let wide = site.submit("lee", "qos=tight tasks=4");
    site.pass(1);
    assert!(running.iter().all(|id| site.state(*id) == JobState::Running));
    assert_eq!(site.standing(third), "PENDING QOSMaxJobsPerUserLimit");
    assert_eq!(site.standing(others), "RUNNING");
    assert_eq!(site.standing(wide), "PENDING QOSMaxCpuPerUserLimit");
    site.pass(61);
    assert_eq!(site.standing(third), "RUNNING");
    assert_eq!(site.standing(wide), "RUNNING");
}

#[test]
fn nodes_that_are_away_are_named() {
    let site = Site::small();
    let reason = "disk".parse().unwrap();
    site.node("cn2", NodeChange::Drain { reason }).unwrap();
    let all = site.submit("kim", "nodes=4");
    let one = site.submit("lee", "tasks=1");
    site.pass(1);
    assert_eq!(site.standing(all), "PENDING ReqNodeNotAvail, UnavailableNodes:cn2");
    assert_eq!(
        site.standing(one),
        "RUNNING",
        "what cannot start stands in nobody's way"
    );
    site.node("cn2", NodeChange::Resume).unwrap();
    site.pass(1);
    assert_eq!(site.standing(all), "RUNNING");
}

#[test]
fn what_would_run_into_maintenance_waits_for_its_end() {
    let mut plan = small();
    plan.maintenance.push(MaintenancePlan {
        name: "cooling".into(),
        group: "cn".into(),
        nodes: (1, 4),
        starts_in_seconds: 600,
        lasts_seconds: 300,
    });
    let site = Site::new(plan);
    let short = site.submit("kim", "time=5");
    let long = site.submit("kim", "time=20");
    site.pass(1);
    assert_eq!(site.standing(short), "RUNNING");
    assert_eq!(site.standing(long), "PENDING ReqNodeNotAvail, Reserved for maintenance");
    let reserved = |site: &Site| site.slurm.reservations().unwrap().remove(0);
    assert_eq!(
        (&*reserved(&site).state, &*reserved(&site).node_list),
        ("INACTIVE", "cn[1-4]")
    );
    site.pass(599);
    assert_eq!(&*reserved(&site).state, "ACTIVE");
    assert_eq!(site.node_state("cn1"), "IDLE+MAINTENANCE+RESERVED");
    site.pass(301);
    assert_eq!(site.standing(long), "RUNNING");
    assert_eq!(
        reserved(&site).start_at,
        START + 600 + 7 * 86_400,
        "it comes again in a week"
    );
}

#[test]
fn a_raised_limit_beyond_the_partitions_keeps_a_job_waiting() {
    let site = Site::small();
    let id = site.submit("kim", "hold time=10");
    let beyond = JobChange::TimeLimit(std::time::Duration::from_secs(2 * 86_400));
    site.act(&By::Operator, id, beyond).unwrap();
    site.act(&by("kim"), id, JobChange::Release).unwrap();
    site.pass(1);
    assert_eq!(site.standing(id), "PENDING PartitionTimeLimit");
    let within = JobChange::TimeLimit(std::time::Duration::from_secs(600));
    site.act(&by("kim"), id, within).unwrap();
    site.pass(1);
    assert_eq!(site.standing(id), "RUNNING");
}

#[test]
fn an_outage_is_told_and_the_cluster_lives_on_meanwhile() {
    let site = Site::small();
    let id = site.submit("kim", "");
    for outage in [Outage::Hangs, Outage::Away] {
        site.slurm.suffer(outage);
        assert!(site.slurm.jobs().unwrap_err().is_outage());
        assert!(site.slurm.nodes().unwrap_err().is_outage());
    }
    site.pass(30);
    site.slurm.suffer(Outage::None);
    assert_eq!(site.job(id).start_at, Some(START + 1));
    let calls = site.slurm.calls();
    assert_eq!((calls.jobs, calls.nodes, calls.actions), (3, 2, 1));
}

#[test]
fn a_job_whose_answer_was_lost_is_found_by_its_marker() {
    let site = Site::new(Plan {
        min_job_age_seconds: 10,
        ..small()
    });
    let marker = "hpc-portal:kim:1234".parse().unwrap();
    let find = || site.slurm.find_marked(&super::person("kim"), &marker).unwrap();
    site.slurm.suffer(Outage::AnswersLost);
    assert!(site.try_submit("kim", "marker=hpc-portal:kim:1234").unwrap_err().is_outage());
    site.slurm.suffer(Outage::None);
    let id = find().unwrap();
    assert_eq!(&*site.job(id).user, "kim");
    site.pass(200);
    assert!(site.find(id).is_none());
    assert_eq!(find(), Some(id), "accounting knows it when slurmctld has forgotten it");
    assert_eq!(site.slurm.find_marked(&super::person("lee"), &marker).unwrap(), None);
}
