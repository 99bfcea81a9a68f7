//! The queue.

use portal_slurm::Cluster;
use portal_slurm::SlurmError;
use portal_slurm::model::{ArrayTasks, ExitCode, JobState, Reason};
use portal_testkit::TestSlurm;

use crate::cluster::{commands, job_that};

#[test]
fn a_job_that_runs_and_one_that_waits_for_it() {
    let slurm = TestSlurm::own();
    let cluster = commands(&slurm);
    let first = slurm.submit(
        "alice",
        &[
            "-N2",
            "--exclusive",
            "-t",
            "10",
            "-J",
            "all of it",
            "--wrap",
            "sleep 300",
        ],
    );
    let running = job_that(&cluster, first, "runs", |job| job.state == JobState::Running);
    let second = slurm.submit("bob", &["-n", "2", "--mem-per-cpu=300", "--wrap", "sleep 1"]);
    let waiting = job_that(&cluster, second, "waits for nodes", |job| {
        job.reason.as_str() == "Resources"
    });

    assert_eq!(
        (&*running.name, &*running.user, &*running.partition),
        ("all of it", "alice", "compute")
    );
    assert_eq!(
        (&*running.node_list, running.nodes, running.tres.cpus),
        ("cn[001-002]", 2, 8)
    );
    assert_eq!((running.time_limit_seconds, running.reason), (Some(600), Reason::None));
    let start = running.start_at.unwrap();
    assert!(start >= running.submit_at && running.eligible_at.unwrap() <= start);
    assert_eq!(
        running.end_at,
        Some(start + 600),
        "while it runs: when its time limit ends it"
    );
    assert_eq!(&*running.work_dir, slurm.work("alice").to_str().unwrap());

    assert_eq!(
        (waiting.state, &*waiting.user, &*waiting.node_list),
        (JobState::Pending, "bob", "")
    );
    assert_eq!(
        (waiting.tres.cpus, waiting.tres.memory_bytes, waiting.tasks),
        (2, 600 << 20, 2)
    );
    assert_eq!((waiting.exit_code, waiting.array, waiting.het), (None, None, None));
    assert!(waiting.priority > 0);
}

#[test]
fn why_jobs_wait_and_how_they_ended() {
    let slurm = TestSlurm::own();
    let cluster = commands(&slurm);
    let submit = |arguments: &[&str]| slurm.submit("alice", arguments);
    let held = submit(&["--hold", "--wrap", "true"]);
    let later = submit(&["--begin=now+1hour", "--constraint=cpu&avx2", "--wrap", "true"]);
    let failed = submit(&["--wrap", "exit 3"]);
    let killed = submit(&["--wrap", "kill -TERM $$"]);
    let cancelled = submit(&["--wrap", "sleep 300"]);
    let after = submit(&[&format!("--dependency=afterok:{cancelled}"), "--wrap", "true"]);

    let waits = |job, reason: &str| job_that(&cluster, job, reason, |job| job.reason.as_str() == reason);
    assert_eq!(waits(held, "JobHeldUser").priority, 0);
    let begins = waits(later, "BeginTime");
    assert_eq!((&*begins.features, begins.start_at), ("cpu&avx2", begins.eligible_at));
    assert!(begins.eligible_at.unwrap() > begins.submit_at + 3_000);
    assert!(
        waits(after, "Dependency")
            .dependency
            .starts_with(&format!("afterok:{cancelled}"))
    );

    let ended = |job, state: JobState| job_that(&cluster, job, state.as_str(), |job| job.state == state);
    let code = |status, signal| Some(ExitCode { status, signal });
    let failed = ended(failed, JobState::Failed);
    assert_eq!(
        (failed.exit_code, failed.reason.as_str()),
        (code(3, 0), "NonZeroExitCode")
    );
    assert!(failed.end_at.unwrap() >= failed.start_at.unwrap());
    assert_eq!(ended(killed, JobState::Failed).exit_code, code(0, 15));
    job_that(&cluster, cancelled, "runs", |job| job.state == JobState::Running);
    slurm.wait_for_script(cancelled);
    assert_eq!(
        slurm.run_as("alice", "scancel", &[&cancelled.to_string()]).code,
        Some(0)
    );
    ended(cancelled, JobState::Cancelled);
    waits(after, "DependencyNeverSatisfied");
}

#[test]
fn arrays_and_heterogeneous_jobs_are_told_by_their_parts() {
    let slurm = TestSlurm::own();
    let cluster = commands(&slurm);
    // So many pieces that Slurm would cut the expression off, were it not asked for all of it.
    let tasks: Vec<String> = (0..60).map(|n| (n * n).to_string()).collect();
    let array = slurm.submit(
        "alice",
        &[
            &format!("--array={}%1", tasks.join(",")),
            "--mem=10",
            "--wrap",
            "sleep 300",
        ],
    );
    let het = slurm.submit(
        "bob",
        &[
            "-n1",
            "--mem=10",
            "--wrap",
            "sleep 300",
            ":",
            "-p",
            "gpu",
            "--gres=gpu:a100:2",
            "-n1",
            "--mem=10",
        ],
    );

    let rest = job_that(&cluster, array, "waits for the first task", |job| {
        job.reason.as_str() == "JobArrayTaskLimit"
    });
    assert_eq!(rest.count(), 59);
    assert!(rest.shown_id().ends_with(",3364,3481%1]"), "{}", rest.shown_id());
    let jobs = cluster.jobs().unwrap();
    let first = jobs.iter().find(|job| job.shown_id() == format!("{array}_0")).unwrap();
    assert_eq!((first.count(), &first.state), (1, &JobState::Running));
    assert!(matches!(first.array.as_ref().unwrap().tasks, ArrayTasks::One(0)));
    assert_ne!(first.id.get(), array);

    let leader = job_that(&cluster, het, "runs", |job| job.state == JobState::Running);
    assert_eq!(leader.shown_id(), format!("{het}+0"));
    let jobs = cluster.jobs().unwrap();
    let second = jobs.iter().find(|job| job.shown_id() == format!("{het}+1")).unwrap();
    assert_eq!((&*second.node_list, second.het.unwrap().leader.get()), ("gpu1", het));
    // This cluster does not count GPUs: they are known from what was asked for.
    assert_eq!(second.tres.gpus, 2);
}

#[test]
fn one_job_closely() {
    let slurm = TestSlurm::own();
    let cluster = commands(&slurm);
    let number = slurm.submit(
        "alice",
        &[
            "-p",
            "gpu",
            "--gres=gpu:a100:1",
            "-o",
            "out put-%j.txt",
            "--comment",
            "a = b",
            "--deadline=now+2days",
            "--wrap",
            "sleep 300",
        ],
    );
    let job = job_that(&cluster, number, "runs", |job| job.state == JobState::Running);
    let detail = cluster.job_detail(job.id).unwrap();
    let file = slurm.work("alice").join(format!("out put-{number}.txt"));
    assert_eq!(
        (&*detail.stdout, &*detail.stderr),
        (file.to_str().unwrap(), file.to_str().unwrap())
    );
    assert_eq!((&*detail.stdin, &*detail.batch_host), ("/dev/null", "gpu1"));
    assert!(detail.allocated_tres.contains("cpu=1") && detail.tres_per_node.ends_with("gpu:a100:1"));
    assert!(detail.requeue && detail.deadline_at > Some(job.submit_at) && detail.last_considered_at.is_some());
    let field = |key: &str| {
        detail
            .fields
            .iter()
            .find(|(k, _)| k == key)
            .map(|(_, value)| value.as_str())
    };
    assert_eq!((field("Comment"), field("JobState")), (Some("a = b"), Some("RUNNING")));

    let waiting = slurm.submit("alice", &["--hold", "-w", "cn002", "-x", "cn001", "--wrap", "true"]);
    let detail = cluster
        .job_detail(portal_slurm::model::JobId::new(waiting).unwrap())
        .unwrap();
    assert_eq!(
        (
            &*detail.required_nodes,
            &*detail.excluded_nodes,
            &*detail.allocated_tres
        ),
        ("cn002", "cn001", "")
    );
    assert!(detail.requested_tres.contains("cpu=1"));

    let unknown = cluster.job_detail(portal_slurm::model::JobId::new(4_000_000).unwrap());
    assert!(matches!(unknown, Err(SlurmError::NotFound { .. })), "{unknown:?}");
}
