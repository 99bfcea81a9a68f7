//! What the helper does, for whom, and what it does not do.

use std::io::Write;
use std::os::unix::net::UnixStream;
use std::time::Duration;

use portal_slurm::cli::helper::{Answer, HelperClient, Kind, receive};
use portal_slurm::cli::{Hand, RunOptions, SlurmCommands};
use portal_slurm::model::{JobRef, JobState, Username};
use portal_slurm::{By, Cluster, JobChange, JobTarget, NodeChange, SlurmError, Submission};
use portal_testkit::{Program, Started, TestSlurm, eventually};
use tempfile::TempDir;

/// A helper, and the portal that sends errands to it.
struct Portal {
    cluster: SlurmCommands,
    folder: TempDir,
    process: Started,
}

impl Portal {
    /// The helper listens to `peer`.
    fn start(slurm: &TestSlurm, peer: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let socket = folder.path().join("helper.sock");
        let mut process = Program::new(env!("CARGO_BIN_EXE_slurm_helper"))
            .env("SLURM_HELPER_SOCKET", &socket)
            .env("SLURM_HELPER_PEER", peer)
            .env("SLURM_CONF", slurm.conf())
            .start();
        process.read_until("listening");
        let options = RunOptions {
            slurm_conf: Some(slurm.conf().to_owned()),
            ..RunOptions::default()
        };
        let client = HelperClient::new(socket, Duration::from_secs(30));
        Self {
            cluster: SlurmCommands::new(options).acting_by(Hand::Helper(client)),
            folder,
            process,
        }
    }

    /// What the helper answers to these bytes.
    fn say(&self, message: &[u8]) -> Answer {
        let mut helper = UnixStream::connect(self.folder.path().join("helper.sock")).unwrap();
        helper.write_all(message).unwrap();
        helper.shutdown(std::net::Shutdown::Write).unwrap();
        receive(&mut helper).unwrap()
    }
}

fn user(name: &str) -> Username {
    name.parse().unwrap()
}

fn sleeper() -> Submission {
    Submission::new("#!/bin/sh\nsleep 300\n".parse().unwrap())
}

#[test]
fn jobs_belong_to_the_people_and_nodes_are_the_helpers_own_errand() {
    let slurm = TestSlurm::own();
    let mut portal = Portal::start(&slurm, "root");
    let cluster = &portal.cluster;
    let id = cluster.submit(&user("alice"), &sleeper()).unwrap();
    let state = || cluster.jobs().unwrap().into_iter().find(|job| job.id == id).unwrap();
    assert_eq!(&*state().user, "alice");
    let change =
        |name: &str, change| cluster.change_job(&By::Person(user(name)), JobTarget::Job(JobRef::Job(id)), &change);
    let refused = change("bob", JobChange::Cancel);
    assert!(matches!(refused, Err(SlurmError::Refused { .. })), "{refused:?}");
    change("alice", JobChange::Cancel).unwrap();
    eventually("the end of the job", Duration::from_secs(30), || {
        (state().state == JobState::Cancelled).then_some(())
    });
    assert!(cluster.test(&user("alice"), &sleeper()).unwrap().start_at > 0);
    for nobody in ["root", "daemon", "no-such-user"] {
        let refused = cluster.submit(&user(nobody), &sleeper());
        assert!(
            matches!(refused, Err(SlurmError::NotAllowed { .. })),
            "{nobody}: {refused:?}"
        );
    }
    let node = "cn001".parse().unwrap();
    let reason = "disk".parse().unwrap();
    cluster.change_node(&node, &NodeChange::Drain { reason }).unwrap();
    cluster.change_node(&node, &NodeChange::Resume).unwrap();
    let log = portal.process.read_until("resume_node as root: done");
    assert!(
        log.contains("submit as alice: done") && log.contains("cancel as bob: not done"),
        "{log}"
    );
}

#[test]
fn it_does_nothing_but_its_errands() {
    let slurm = TestSlurm::own();
    let portal = Portal::start(&slurm, "root");
    let framed = |json: &str| {
        let mut message = u32::try_from(json.len()).unwrap().to_be_bytes().to_vec();
        message.extend(json.as_bytes());
        message
    };
    for message in [
        framed(r#"{"run":{"command":"id"}}"#),
        framed(r#"{"change_node":{"name":"ALL","change":"Resume"}}"#),
        framed(r#"{"change_node":{"name":"cn001 State=DOWN","change":"Resume"}}"#),
        framed(r#"{"change_job":{"by":{"Person":"alice"},"target":{"Job":"--user=alice"},"change":"Cancel"}}"#),
        framed(r#"{"change_job":{"by":{"Person":"-alice"},"target":{"Job":"1"},"change":"Cancel"}}"#),
        framed("{}"),
        framed("nonsense"),
        vec![0xff, 0xff, 0xff, 0xff],
        vec![0, 0, 1, 0, b'{'],
    ] {
        let answer = portal.say(&message);
        assert!(
            matches!(
                answer,
                Answer::Badly {
                    kind: Kind::NotAllowed,
                    ..
                }
            ),
            "{message:?}: {answer:?}"
        );
    }
    let drained = slurm.run("sinfo", &["-h", "-R"]);
    assert_eq!(drained.stdout, "");
}

#[test]
fn it_listens_to_the_portals_account_only() {
    let slurm = TestSlurm::own();
    // The portal of this test is root, the helper listens to bob.
    let portal = Portal::start(&slurm, "bob");
    let refused = portal.cluster.submit(&user("alice"), &sleeper());
    assert!(matches!(refused, Err(SlurmError::NotAllowed { .. })), "{refused:?}");
    assert!(portal.cluster.jobs().unwrap().is_empty());
}

#[test]
fn it_does_not_start_without_a_portal_or_beside_another_helper() {
    let slurm = TestSlurm::own();
    let portal = Portal::start(&slurm, "root");
    let start = |peer: &str| {
        Program::new(env!("CARGO_BIN_EXE_slurm_helper"))
            .env("SLURM_HELPER_SOCKET", portal.folder.path().join("helper.sock"))
            .env("SLURM_HELPER_PEER", peer)
            .run()
    };
    let (absent, beside) = (start("no-such-portal"), start("root"));
    assert_eq!(
        (absent.code, beside.code),
        (Some(78), Some(69)),
        "{} {}",
        absent.stderr,
        beside.stderr
    );
    assert!(beside.stderr.contains("another helper"), "{}", beside.stderr);
    // Who has not the rights says so.
    let program = Program::new("setpriv").args(["--reuid=65534", "--clear-groups", env!("CARGO_BIN_EXE_slurm_helper")]);
    let ended = program.env("SLURM_HELPER_SOCKET", "/tmp/never.sock").run();
    assert_eq!(ended.code, Some(69), "{}", ended.stderr);
}
