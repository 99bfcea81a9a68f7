//! Jobs and nodes for tests.

use portal_slurm::model::{Job, JobId, JobState, Node, NodeState, Reason, Tres};

/// A job of kim's that waits for resources.
pub(crate) fn job(id: JobId) -> Job {
    Job {
        id,
        array: None,
        het: None,
        name: "crash".into(),
        user: "kim".into(),
        account: "research".into(),
        partition: "cpu".into(),
        qos: "normal".into(),
        state: JobState::Pending,
        reason: Reason::read("Resources"),
        priority: 100,
        submit_at: 1_790_000_000,
        eligible_at: Some(1_790_000_000),
        start_at: None,
        end_at: None,
        time_limit_seconds: Some(3600),
        nodes: 1,
        tasks: 4,
        tres: Tres {
            cpus: 4,
            memory_bytes: 8 << 30,
            ..Tres::default()
        },
        node_list: "".into(),
        features: "".into(),
        dependency: "".into(),
        reservation: "".into(),
        work_dir: "/home/kim".into(),
        command: "/home/kim/run.sh".into(),
        comment: "".into(),
        exit_code: None,
        restarts: 0,
    }
}

/// An idle node of 64 CPUs.
pub(crate) fn node(name: &str) -> Node {
    Node {
        name: name.into(),
        address: name.into(),
        state: NodeState::read("IDLE"),
        cpus: 64,
        cpus_allocated: 0,
        load: Some(0.5),
        memory_bytes: 256 << 30,
        memory_allocated_bytes: 0,
        memory_free_bytes: None,
        gres: Vec::new(),
        partitions: vec!["cpu".into()],
        features: Vec::new(),
        reason: "".into(),
        reason_by: "".into(),
        reason_at: None,
        boot_at: None,
        last_busy_at: None,
        version: "22.05.8".into(),
        os: "Linux".into(),
        arch: "x86_64".into(),
        topology: [2, 32, 1],
        weight: 1,
        tmp_disk_bytes: 0,
    }
}
