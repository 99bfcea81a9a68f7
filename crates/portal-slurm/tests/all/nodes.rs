//! Nodes, partitions, reservations, and the controller.

use portal_slurm::Cluster;
use portal_slurm::SlurmError;
use portal_slurm::model::{JobState, Node, NodeFlag, PartitionState};
use portal_testkit::{TestSlurm, eventually};

use crate::cluster::{PATIENCE, commands, job_that};

/// The node as the portal reads it; waits until it is as expected.
fn node_that(cluster: &dyn Cluster, name: &str, what: &str, is: impl Fn(&Node) -> bool) -> Node {
    eventually(&format!("{name} that {what}"), PATIENCE, || {
        let nodes = cluster.nodes().unwrap();
        nodes.into_iter().find(|node| &*node.name == name && is(node))
    })
}

#[test]
fn nodes_tell_what_they_have_and_what_is_in_use() {
    let slurm = TestSlurm::own();
    let cluster = commands(&slurm);
    let number = slurm.submit(
        "alice",
        &[
            "-p",
            "gpu",
            "--gres=gpu:a100:1",
            "-n3",
            "--mem=500",
            "--wrap",
            "sleep 300",
        ],
    );
    let job = job_that(&cluster, number, "runs", |job| job.state == JobState::Running);
    assert_eq!((job.tres.gpus, job.tres.memory_bytes), (1, 500 << 20));

    let nodes = cluster.nodes().unwrap();
    let names: Vec<_> = nodes.iter().map(|node| &*node.name).collect();
    assert_eq!(names, ["cn001", "cn002", "gpu1"]);
    let gpu = &nodes[2];
    assert_eq!(
        (gpu.cpus, gpu.memory_bytes, gpu.memory_allocated_bytes),
        (8, 4000 << 20, 500 << 20)
    );
    assert!(gpu.cpus_allocated >= 3 && gpu.load.is_some());
    assert_eq!((gpu.gpus(), gpu.gpus_allocated(), &*gpu.gres[0].kind), (2, 1, "a100"));
    assert_eq!(
        (gpu.state.summary(), &*gpu.address, gpu.weight),
        ("mixed", "127.0.0.1", 50)
    );
    assert_eq!(gpu.features.iter().map(|f| &**f).collect::<Vec<_>>(), ["gpu", "a100"]);
    assert_eq!((&*gpu.partitions[0], gpu.topology), ("gpu", [2, 4, 1]));
    assert!(gpu.boot_at.is_some() && gpu.os.starts_with("Linux ") && !gpu.version.is_empty());
    assert_eq!(nodes[0].state.summary(), "idle");

    let partitions = cluster.partitions().unwrap();
    let compute = partitions
        .iter()
        .find(|partition| &*partition.name == "compute")
        .unwrap();
    assert!(compute.default && compute.state == PartitionState::Up);
    assert_eq!(
        (&*compute.node_list, compute.nodes, compute.cpus),
        ("cn[001-002]", 2, 8)
    );
    assert_eq!(
        (compute.max_time_seconds, compute.default_time_seconds),
        (None, Some(3_600))
    );
    assert_eq!(compute.default_memory_per_cpu_bytes, Some(100 << 20));
    let gpu = partitions.iter().find(|partition| &*partition.name == "gpu").unwrap();
    assert_eq!((gpu.max_time_seconds, gpu.allow_groups.len()), (Some(172_800), 0));
}

#[test]
fn gpus_without_a_type_are_counted_one_by_one() {
    let slurm = TestSlurm::with(&[("SLURM_GPU_TYPE", "")]);
    let cluster = commands(&slurm);
    let gpus = |node: &Node| (node.gpus(), node.gpus_allocated());
    node_that(&cluster, "gpu1", "is free", |node| gpus(node) == (2, 0));
    for (asked, used) in [("--gres=gpu:1", 1), ("--gres=gpu:2", 2)] {
        let number = slurm.submit("alice", &["-p", "gpu", asked, "--mem=10", "--wrap", "sleep 300"]);
        job_that(&cluster, number, "runs", |job| job.state == JobState::Running);
        node_that(&cluster, "gpu1", "is in use", |node| gpus(node) == (2, used));
        slurm.wait_for_script(number);
        assert_eq!(slurm.run("scancel", &[&number.to_string()]).code, Some(0));
        node_that(&cluster, "gpu1", "is free again", |node| gpus(node) == (2, 0));
    }
}

#[test]
fn a_node_goes_down_with_its_jobs_and_comes_back() {
    // Else it would be back as soon as its daemon speaks.
    let slurm = TestSlurm::with(&[("SLURM_MORE", "ReturnToService=0")]);
    let cluster = commands(&slurm);
    let submit = |requeue: &str| {
        let number = slurm.submit(
            "alice",
            &["-w", "cn002", requeue, "-n1", "--mem=10", "--wrap", "sleep 300"],
        );
        slurm.wait_for_script(number);
        number
    };
    let (ends, waits) = (submit("--no-requeue"), submit("--requeue"));
    let set = |state: &[&str]| {
        let mut update = vec!["update", "NodeName=cn002"];
        update.extend(state);
        let ended = slurm.run("scontrol", &update);
        assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    };
    set(&["State=DOWN", "Reason=no power; see #7"]);
    let down = node_that(&cluster, "cn002", "is down", |node| node.state.summary() == "down");
    assert_eq!((&*down.reason, &*down.reason_by), ("no power; see #7", "root"));
    assert!(down.reason_at.is_some() && down.state.needs_attention());
    job_that(&cluster, ends, "failed with its node", |job| {
        job.state == JobState::NodeFail
    });
    let again = job_that(&cluster, waits, "waits again", |job| {
        job.state == JobState::Pending && job.restarts == 1
    });
    assert!(again.node_list.is_empty());
    let others = cluster.nodes().unwrap();
    let others = others.iter().filter(|node| &*node.name != "cn002");
    assert!(others.map(|node| node.state.summary()).all(|state| state == "idle"));
    set(&["State=RESUME"]);
    let back = node_that(&cluster, "cn002", "is back", |node| node.state.summary() == "idle");
    assert!(back.reason.is_empty() && !back.state.needs_attention());
}

#[test]
fn a_node_that_falls_silent_is_down_until_it_speaks() {
    let slurm = TestSlurm::with(&[("SLURM_MORE", "SlurmdTimeout=3")]);
    let cluster = commands(&slurm);
    slurm.stop_node("cn001");
    let down = node_that(&cluster, "cn001", "is down", |node| !node.reason.is_empty());
    assert_eq!((&*down.reason, down.state.summary()), ("Not responding", "down"));
    assert!(down.state.flags.contains(&NodeFlag::NotResponding) && down.state.needs_attention());
    slurm.start_node("cn001");
    node_that(&cluster, "cn001", "is back", |node| node.state.summary() == "idle");
}

#[test]
fn a_drained_node_says_why_in_whole_sentences() {
    let slurm = TestSlurm::own();
    let cluster = commands(&slurm);
    let reason = r#"disk = broken  State=IDLE | "x" OS=5 [see #7]"#;
    let update = slurm.run(
        "scontrol",
        &["update", "nodename=cn002", "state=drain", &format!("reason={reason}")],
    );
    assert_eq!(update.code, Some(0), "{}", update.stderr);
    let drained: Node = eventually("a drained node", PATIENCE, || {
        let nodes = cluster.nodes().unwrap();
        nodes.into_iter().find(|node| node.state.summary() == "drained")
    });
    assert_eq!(
        (&*drained.name, &*drained.reason, &*drained.reason_by),
        ("cn002", reason, "root")
    );
    assert!(drained.reason_at.is_some() && drained.state.needs_attention());
    assert!(drained.os.starts_with("Linux "));
}

#[test]
fn reservations_and_what_the_controller_says() {
    let slurm = TestSlurm::with(&[("SLURM_MORE", "PrivateData=jobs,usage")]);
    let cluster = commands(&slurm);
    assert!(cluster.reservations().unwrap().is_empty());
    let create = "create reservation ReservationName=service StartTime=now+1hour Duration=60 Users=alice,bob Nodes=cn001 Flags=MAINT,IGNORE_JOBS";
    let made = slurm.run("scontrol", &create.split(' ').collect::<Vec<_>>());
    assert_eq!(made.code, Some(0), "{}", made.stderr);
    let all = cluster.reservations().unwrap();
    let [service] = all.as_slice() else { panic!("{all:?}") };
    assert_eq!(
        (&*service.name, &*service.state, &*service.node_list),
        ("service", "INACTIVE", "cn001")
    );
    assert_eq!(service.end_at - service.start_at, 3_600);
    assert_eq!(
        (
            service.users.len(),
            service.accounts.len(),
            service.nodes,
            service.cores
        ),
        (2, 0, 1, 4)
    );
    assert!(service.flags.iter().any(|flag| &**flag == "MAINT"));

    let controller = cluster.controller().unwrap();
    assert_eq!((&*controller.cluster, &*controller.slurm_user), ("portaltest", "slurm"));
    assert!(controller.version.contains('.') && !controller.simulated);
    assert!(controller.jobs_are_private && !controller.nodes_are_private && !controller.accounting);
    assert_eq!(controller.min_job_age_seconds, 300);
    let daemon = &controller.daemons[0];
    assert_eq!((&*daemon.role, daemon.up), ("primary", true));

    // There is no slurmdbd here.
    for answer in [
        cluster.qos().err(),
        cluster.accounts().err(),
        cluster.finished_since(1).err(),
    ] {
        assert!(matches!(answer, Some(SlurmError::NotConfigured { .. })), "{answer:?}");
    }
}
