//! Accounting: QOS, accounts, and jobs that have ended.

use portal_slurm::Cluster;
use portal_slurm::model::{ExitCode, FinishedJob, JobState, UnixTime};
use portal_testkit::{TestSlurm, eventually};

use crate::cluster::{PATIENCE, commands, job_that};

#[test]
fn limits_accounts_and_members_are_those_of_the_database() {
    let slurm = TestSlurm::shared();
    let cluster = commands(slurm);
    assert!(cluster.controller().unwrap().accounting);

    let all = cluster.qos().unwrap();
    let short = all.iter().find(|qos| &*qos.name == "short").unwrap();
    assert_eq!(
        (short.priority, short.max_wall_seconds, short.max_jobs_per_user),
        (10, Some(600), Some(1))
    );
    assert_eq!(
        (&*short.max_tres_per_user, &*short.description),
        ("cpu=8", "ten minutes")
    );
    assert!(short.flags.iter().any(|flag| &**flag == "DenyOnLimit"));
    let normal = all.iter().find(|qos| &*qos.name == "normal").unwrap();
    assert_eq!((normal.max_wall_seconds, normal.max_jobs_per_user), (None, None));

    let accounts = cluster.accounts().unwrap();
    let find = |name: &str| accounts.iter().find(|account| &*account.name == name).unwrap();
    let (research, physics) = (find("research"), find("physics"));
    assert_eq!(
        (&*research.parent, &*research.description, &*research.organization),
        ("root", "all of research", "lab")
    );
    assert_eq!(
        (&*physics.parent, physics.shares, &*physics.group_tres),
        ("research", Some(10), "cpu=64,gres/gpu=2")
    );
    let members = |name: &str| -> Vec<_> {
        find(name)
            .members
            .iter()
            .map(|m| (m.user.to_string(), m.default, m.max_jobs))
            .collect()
    };
    assert_eq!(members("physics"), [("alice".to_owned(), false, Some(50))]);
    assert_eq!(
        members("research"),
        [("alice".to_owned(), true, None), ("bob".to_owned(), true, None)]
    );
    assert_eq!(
        research.members[0].qos.iter().map(|q| &**q).collect::<Vec<_>>(),
        ["normal", "short"]
    );
}

#[test]
fn ended_jobs_are_kept_with_what_they_used() {
    let slurm = TestSlurm::shared();
    let cluster = commands(slurm);
    let failed = slurm.submit(
        "alice",
        &[
            "-A",
            "physics",
            "-p",
            "gpu",
            "--gres=gpu:a100:1",
            "-J",
            "line\nbreak | x",
            "--comment",
            "kept",
            "--wrap",
            "sleep 2; exit 3",
        ],
    );
    let array = slurm.submit("bob", &["--array=3,5", "--mem=10", "--wrap", "true"]);
    let never_ran = slurm.submit("bob", &["--hold", "--wrap", "true"]);
    let since = job_that(&cluster, failed, "is there", |_| true).submit_at;
    assert_eq!(slurm.run_as("bob", "scancel", &[&never_ran.to_string()]).code, Some(0));

    let ended = finished(&cluster, since, |job| {
        // The database hears of a job's steps, its name and its end one by one.
        job.id.get() == failed && job.memory_used_bytes.is_some() && &*job.name != "allocation"
    });
    assert_eq!(
        (&*ended.name, &*ended.user, &*ended.account),
        ("line\nbreak | x", "alice", "physics")
    );
    assert_eq!(
        (&ended.state, ended.exit_code),
        (&JobState::Failed, Some(ExitCode { status: 3, signal: 0 }))
    );
    assert_eq!(
        (&*ended.node_list, ended.nodes, ended.cpus, ended.gpus),
        ("gpu1", 1, 1, 1)
    );
    assert_eq!(
        (ended.memory_bytes, &*ended.comment, &*ended.qos),
        (100 << 20, "kept", "normal")
    );
    assert!(ended.end_at >= ended.start_at.unwrap() + 2 && ended.start_at.unwrap() >= ended.submit_at);
    assert_eq!(
        (ended.time_limit_seconds, ended.cpu_seconds_used),
        (Some(3_600), Some(0))
    );

    let task = finished(&cluster, since, |job| *job.shown_id == *format!("{array}_5"));
    assert_eq!(task.state, JobState::Completed);
    let cancelled = finished(&cluster, since, |job| job.id.get() == never_ran);
    assert_eq!(
        (&cancelled.state, cancelled.start_at, cancelled.exit_code),
        (&JobState::Cancelled, None, None)
    );
    assert_eq!((cancelled.nodes, &*cancelled.node_list), (0, ""));
    // An end belongs to the piece of time that has it.
    let pieces = [
        (since, ended.end_at),
        (ended.end_at, ended.end_at),
        (since, ended.end_at - 1),
    ];
    let told = pieces.map(|(from, until)| {
        let told = cluster.finished_between(from, until).unwrap();
        told.iter().any(|job| job.id == ended.id)
    });
    assert_eq!(told, [true, true, false]);
    assert!(cluster.finished_since(since + 10_000).unwrap().is_empty());
}

#[test]
fn a_limit_of_a_qos_is_why_a_job_waits() {
    let slurm = TestSlurm::shared();
    let cluster = commands(slurm);
    let submit = || slurm.submit("bob", &["-q", "short", "-t", "5", "--mem=10", "--wrap", "sleep 300"]);
    let (first, second) = (submit(), submit());
    let waiting = job_that(&cluster, second, "waits for the first", |job| {
        job.reason.as_str() == "QOSMaxJobsPerUserLimit"
    });
    assert_eq!((&*waiting.qos, &*waiting.account), ("short", "research"));
    let counted = cluster
        .jobs()
        .unwrap()
        .into_iter()
        .find(|job| job.id.get() == first)
        .unwrap();
    assert_eq!((&counted.state, counted.tres.billing), (&JobState::Running, Some(1)));
    let cancelled = slurm.run("scancel", &[&first.to_string(), &second.to_string()]);
    assert_eq!(cancelled.code, Some(0), "{}", cancelled.stderr);
}

fn finished(cluster: &dyn Cluster, since: UnixTime, is: impl Fn(&FinishedJob) -> bool) -> FinishedJob {
    eventually("an ended job in accounting", PATIENCE, || {
        cluster.finished_since(since).unwrap().into_iter().find(|job| is(job))
    })
}
