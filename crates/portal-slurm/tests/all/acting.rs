//! Acting on a real Slurm as the people whose jobs they are.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::Duration;

use portal_slurm::cli::{Hand, RunOptions, SlurmCommands};
use portal_slurm::model::{JobId, JobRef, JobState, NodeFlag, Username};
use portal_slurm::submission::{Environment, Marker, OneLine, Script};
use portal_slurm::{By, Cluster, JobChange, JobTarget, NodeChange, SlurmError, Submission};
use portal_testkit::{TestSlurm, eventually};

use crate::cluster::{PATIENCE, job_that};

/// A portal that is root and becomes the people it acts for.
pub(crate) fn root(slurm: &TestSlurm) -> SlurmCommands {
    let options = RunOptions {
        slurm_conf: Some(slurm.conf().to_owned()),
        limit: Duration::from_secs(20),
        ..RunOptions::default()
    };
    SlurmCommands::new(options).acting_by(Hand::SetUser { least_uid: 1000 })
}

pub(crate) fn user(name: &str) -> Username {
    name.parse().unwrap()
}

/// A job that waits until it is told otherwise.
pub(crate) fn held(slurm: &TestSlurm, whose: &str) -> Submission {
    Submission {
        work_dir: Some(slurm.work(whose).to_str().unwrap().parse().unwrap()),
        hold: true,
        ..script("sleep 300")
    }
}

fn script(lines: &str) -> Submission {
    Submission::new(format!("#!/bin/bash\n{lines}\n").parse::<Script>().unwrap())
}

fn this(id: JobId) -> JobTarget {
    JobTarget::Job(JobRef::Job(id))
}

fn by(name: &str) -> By {
    By::Person(user(name))
}

/// What a file holds once it is there and whole.
fn written(path: &Path) -> String {
    eventually(&format!("{}", path.display()), PATIENCE, || {
        std::fs::read_to_string(path)
            .ok()
            .filter(|text| text.ends_with("end\n"))
    })
}

#[test]
fn a_job_is_submitted_as_the_person_with_exactly_what_was_asked_for() {
    let slurm = TestSlurm::own();
    let cluster = root(&slurm);
    let folder = slurm.work("alice");
    let output = folder.join("said");
    let odd = "a,b 'c' \"d\" $(id)\n--uid=0 é";
    let variables = vec![("CASE".to_owned(), odd.to_owned()), ("OTHER".to_owned(), String::new())];
    let submission = Submission {
        name: Some("--uid=0 $(id) `id`; 한글 \"q\"".parse().unwrap()),
        partition: Some("gpu,compute".parse().unwrap()),
        tasks: Some(2),
        memory_per_node_bytes: Some(200 << 20),
        time_limit: Some(Duration::from_secs(7 * 60)),
        stdout: Some(output.to_str().unwrap().parse().unwrap()),
        work_dir: Some(folder.to_str().unwrap().parse().unwrap()),
        environment: Environment::try_from(variables).unwrap(),
        marker: Some("hpc-portal:alice:first".parse().unwrap()),
        ..script(
            "id -un; pwd; echo \"[$CASE][${OTHER-unset}]\"; env | grep -cE '^(SLURM_TIME_FORMAT|SLURM_BIN_DIR|HELLO)='; echo \"$SLURM_SUBMIT_DIR\"; echo end",
        )
    };
    let id = cluster.submit(&user("alice"), &submission).unwrap();
    let job = job_that(&cluster, id.get(), "is known", |_| true);
    assert_eq!((&*job.user, &*job.name), ("alice", submission.name.as_deref().unwrap()));
    assert_eq!(
        (job.time_limit_seconds, &*job.comment),
        (Some(420), "hpc-portal:alice:first")
    );
    let folder = folder.display();
    assert_eq!(
        written(&output),
        format!("alice\n{folder}\n[{odd}][]\n0\n{folder}\nend\n")
    );
}

#[test]
fn without_a_folder_a_job_works_at_home_and_with_one_that_is_elsewhere_too() {
    let slurm = TestSlurm::own();
    let cluster = root(&slurm);
    let id = cluster
        .submit(
            &user("alice"),
            &Submission {
                hold: true,
                ..script("true")
            },
        )
        .unwrap();
    let job = job_that(&cluster, id.get(), "is known", |_| true);
    let home = slurm.run_as("alice", "sh", &["-c", "getent passwd alice | cut -d: -f6"]);
    assert_eq!(&*job.work_dir, home.stdout.trim());
    // The nodes may have folders that the portal's host has not.
    let elsewhere = Submission {
        hold: true,
        work_dir: Some("/scratch/of the nodes".parse().unwrap()),
        ..script("true")
    };
    let id = cluster.submit(&user("alice"), &elsewhere).unwrap();
    assert_eq!(
        &*job_that(&cluster, id.get(), "is known", |_| true).work_dir,
        "/scratch/of the nodes"
    );
}

#[test]
fn nothing_is_done_as_somebody_who_is_no_person() {
    let slurm = TestSlurm::own();
    let cluster = root(&slurm);
    for name in ["root", "slurm", "daemon", "nobody", "there-is-no-such-user"] {
        let refused = cluster.submit(&user(name), &script("true"));
        assert!(
            matches!(refused, Err(SlurmError::NotAllowed { .. })),
            "{name}: {refused:?}"
        );
        let refused = cluster.change_job(&by(name), this(JobId::new(1).unwrap()), &JobChange::Cancel);
        assert!(
            matches!(refused, Err(SlurmError::NotAllowed { .. })),
            "{name}: {refused:?}"
        );
    }
    assert!(cluster.jobs().unwrap().is_empty());
}

#[test]
fn a_test_tells_when_it_would_start_and_submits_nothing() {
    let slurm = TestSlurm::own();
    let cluster = root(&slurm);
    let estimate = cluster.test(&user("alice"), &script("true")).unwrap();
    assert!(estimate.start_at > 1_700_000_000, "{estimate:?}");
    assert_eq!((estimate.cpus, &*estimate.partition), (1, "compute"));
    assert!(cluster.jobs().unwrap().is_empty());
    let too_large = Submission {
        tasks: Some(3000),
        ..script("true")
    };
    let SlurmError::Refused { said } = cluster.test(&user("alice"), &too_large).unwrap_err() else {
        panic!("it can never start")
    };
    assert_eq!(said, "Requested node configuration is not available");
}

#[test]
fn a_job_is_found_by_its_marker_even_after_it_has_ended() {
    let slurm = TestSlurm::own();
    let cluster = root(&slurm);
    let marker: Marker = "hpc-portal:alice:0193".parse().unwrap();
    assert_eq!(cluster.find_marked(&user("alice"), &marker).unwrap(), None);
    let array = Submission {
        array: Some("1-3".parse().unwrap()),
        marker: Some(marker.clone()),
        ..held(&slurm, "alice")
    };
    let id = cluster.submit(&user("alice"), &array).unwrap();
    assert_eq!(cluster.find_marked(&user("alice"), &marker).unwrap(), Some(id));
    assert_eq!(cluster.find_marked(&user("bob"), &marker).unwrap(), None);
    cluster.change_job(&by("alice"), this(id), &JobChange::Cancel).unwrap();
    assert_eq!(cluster.find_marked(&user("alice"), &marker).unwrap(), Some(id));
}

#[test]
fn people_change_their_own_jobs_and_operators_all() {
    let slurm = TestSlurm::own();
    let cluster = root(&slurm);
    let id = cluster.submit(&user("alice"), &held(&slurm, "alice")).unwrap();
    let change = |by: &By, change: JobChange| cluster.change_job(by, this(id), &change);
    let (alice, bob) = (by("alice"), by("bob"));
    let half_an_hour = JobChange::TimeLimit(Duration::from_secs(1800));
    for action in [
        JobChange::Cancel,
        JobChange::Hold,
        JobChange::Release,
        JobChange::Requeue,
        JobChange::Suspend,
        half_an_hour.clone(),
    ] {
        let refused = change(&bob, action.clone());
        assert!(
            matches!(refused, Err(SlurmError::Refused { .. })),
            "{action:?}: {refused:?}"
        );
    }
    change(&alice, half_an_hour).unwrap();
    change(&alice, JobChange::Release).unwrap();
    job_that(&cluster, id.get(), "runs within half an hour", |job| {
        job.state == JobState::Running && job.time_limit_seconds == Some(1800)
    });
    slurm.wait_for_script(id.get());
    let denied = change(&alice, JobChange::Suspend);
    assert!(matches!(denied, Err(SlurmError::Refused { .. })), "{denied:?}");
    change(&By::Operator, JobChange::Suspend).unwrap();
    job_that(&cluster, id.get(), "is suspended", |job| {
        job.state == JobState::Suspended
    });
    change(&By::Operator, JobChange::Resume).unwrap();
    change(&By::Operator, JobChange::TimeLimit(Duration::from_secs(7200))).unwrap();
    let refused = change(&alice, JobChange::TimeLimit(Duration::from_secs(90_000)));
    assert!(matches!(refused, Err(SlurmError::Refused { .. })), "{refused:?}");
    change(&alice, JobChange::Requeue).unwrap();
    job_that(&cluster, id.get(), "waits again", |job| job.restarts == 1);
    change(&alice, JobChange::Hold).unwrap();
    change(&alice, JobChange::Cancel).unwrap();
    job_that(&cluster, id.get(), "is cancelled", |job| {
        job.state == JobState::Cancelled
    });
    let late = change(&alice, JobChange::Cancel);
    assert!(matches!(late, Err(SlurmError::Refused { .. })), "{late:?}");
    let never = cluster.change_job(&alice, this(JobId::new(4_000_000).unwrap()), &JobChange::Cancel);
    assert!(matches!(never, Err(SlurmError::NotFound { .. })), "{never:?}");
}

#[test]
fn of_an_array_one_task_or_those_that_wait_can_be_ended() {
    let slurm = TestSlurm::own();
    let cluster = root(&slurm);
    let array = Submission {
        array: Some("1-9%2".parse().unwrap()),
        ..Submission {
            hold: false,
            ..held(&slurm, "alice")
        }
    };
    let id = cluster.submit(&user("alice"), &array).unwrap();
    let cancel = |target| cluster.change_job(&by("alice"), target, &JobChange::Cancel).unwrap();
    let running = |wanted: usize| {
        eventually(&format!("{wanted} tasks that run"), PATIENCE, || {
            let jobs = cluster.jobs().unwrap();
            let count = jobs.iter().filter(|job| job.state == JobState::Running).count();
            (count == wanted).then_some(())
        });
    };
    running(2);
    cancel(JobTarget::Job(JobRef::Task(id, 7)));
    running(2);
    cancel(JobTarget::Waiting(id));
    running(2);
    let waiting = cluster
        .jobs()
        .unwrap()
        .into_iter()
        .any(|job| job.state == JobState::Pending);
    assert!(!waiting, "none waits any more");
    cancel(this(id));
    running(0);
}

#[test]
fn a_node_is_drained_for_the_reason_that_was_given_and_comes_back() {
    let slurm = TestSlurm::own();
    let cluster = root(&slurm);
    let node = "cn002".parse().unwrap();
    for reason in [
        "State=DOWN NodeName=ALL",
        "it's \"broken\"; $(id) `id` \\ %s",
        "디스크 교체 🚀",
        "--uid=0",
        "-1",
        "a=b,c",
    ] {
        let reason: OneLine = reason.parse().unwrap();
        let drain = NodeChange::Drain { reason: reason.clone() };
        cluster.change_node(&node, &drain).unwrap();
        let nodes = cluster.nodes().unwrap();
        let (drained, others): (Vec<_>, Vec<_>) = nodes.into_iter().partition(|node| &*node.name == "cn002");
        assert_eq!(&*drained[0].reason, reason.as_str());
        assert!(others.iter().all(|node| node.reason.is_empty()), "{others:?}");
        cluster.change_node(&node, &NodeChange::Resume).unwrap();
    }
    let refused = cluster.change_node(&node, &NodeChange::Resume);
    assert!(matches!(refused, Err(SlurmError::Refused { .. })), "{refused:?}");
    let refused = cluster.change_node(
        &node,
        &NodeChange::Reboot {
            reason: "kernel".parse().unwrap(),
        },
    );
    let Err(SlurmError::Refused { said }) = refused else {
        panic!("{refused:?}")
    };
    assert!(said.contains("RebootProgram"), "{said}");
    let absent = cluster.change_node(&"cn999".parse().unwrap(), &NodeChange::Resume);
    assert!(matches!(absent, Err(SlurmError::NotFound { .. })), "{absent:?}");
}

#[test]
fn a_node_is_rebooted_by_the_program_that_slurm_has_for_it() {
    let folder = tempfile::tempdir().unwrap();
    let (program, ran) = (folder.path().join("reboot"), folder.path().join("ran"));
    std::fs::write(&program, format!("#!/bin/sh\necho ran >>'{}'\n", ran.display())).unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    let slurm = TestSlurm::with(&[("SLURM_MORE", &format!("RebootProgram={}", program.display()))]);
    let cluster = root(&slurm);
    let reason: OneLine = "a new kernel; $(id)".parse().unwrap();
    let node = "cn001".parse().unwrap();
    cluster.change_node(&node, &NodeChange::Reboot { reason }).unwrap();
    eventually("a reboot", PATIENCE, || ran.exists().then_some(()));
    let nodes = cluster.nodes().unwrap();
    let rebooting: Vec<_> = nodes
        .iter()
        .filter(|node| node.state.flags.contains(&NodeFlag::RebootIssued))
        .map(|node| (&*node.name, node.reason.contains("a new kernel; $(id)")))
        .collect();
    assert_eq!(rebooting, [("cn001", true)]);
    assert_eq!(std::fs::read_to_string(&ran).unwrap(), "ran\n");
}
