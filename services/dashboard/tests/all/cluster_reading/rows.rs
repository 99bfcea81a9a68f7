//! Jobs and nodes to begin with.

use portal_slurm::model::{
    Account, ArrayPart, ArrayTasks, ExitCode, Gres, Job, JobId, JobState, Member, Node, NodeState, Partition,
    PartitionState, Qos, Reason, Reservation, Tres,
};

/// 2026-09-21T14:13:20Z, where tests begin.
pub(super) const NOW: i64 = 1_790_000_000;

pub(super) fn id(number: u32) -> JobId {
    JobId::new(number).unwrap()
}

/// A job of that owner that waits for resources, submitted `number` seconds after an hour ago.
pub(super) fn waiting(number: u32, user: &str) -> Job {
    Job {
        id: id(number),
        array: None,
        het: None,
        name: format!("job-{number}").into(),
        user: user.into(),
        account: "research".into(),
        partition: "cpu".into(),
        qos: "normal".into(),
        state: JobState::Pending,
        reason: Reason::read("Resources"),
        priority: 1000 + u64::from(number),
        submit_at: NOW - 3600 + i64::from(number),
        eligible_at: Some(NOW - 3600 + i64::from(number)),
        start_at: None,
        end_at: None,
        time_limit_seconds: Some(7200),
        nodes: 1,
        tasks: 4,
        tres: Tres {
            cpus: 4,
            memory_bytes: 8 << 30,
            billing: Some(4),
            ..Tres::default()
        },
        node_list: "".into(),
        features: "".into(),
        dependency: "".into(),
        reservation: "".into(),
        work_dir: format!("/home/{user}").into(),
        command: format!("/home/{user}/run.sh").into(),
        comment: "".into(),
        exit_code: None,
        restarts: 0,
    }
}

/// The same, running on these nodes for half an hour.
pub(super) fn running(number: u32, user: &str, nodes: &str) -> Job {
    Job {
        state: JobState::Running,
        reason: Reason::None,
        start_at: Some(NOW - 1800),
        end_at: Some(NOW - 1800 + 7200),
        node_list: nodes.into(),
        ..waiting(number, user)
    }
}

/// The same, failed a minute ago.
pub(super) fn failed(number: u32, user: &str) -> Job {
    Job {
        state: JobState::Failed,
        reason: Reason::read("NonZeroExitCode"),
        start_at: Some(NOW - 1800),
        end_at: Some(NOW - 60),
        exit_code: Some(ExitCode { status: 2, signal: 0 }),
        node_list: "cn001".into(),
        ..waiting(number, user)
    }
}

/// The rest of an array that waits: tasks 3 to 9.
pub(super) fn rest_of_array(number: u32, user: &str) -> Job {
    Job {
        array: Some(ArrayPart {
            job_id: id(number),
            tasks: ArrayTasks::Waiting {
                expression: "3-9%2".into(),
                count: 7,
            },
        }),
        ..waiting(number, user)
    }
}

/// A task of an array that runs.
pub(super) fn task(array: u32, number: u32, task: u32, user: &str) -> Job {
    Job {
        array: Some(ArrayPart {
            job_id: id(array),
            tasks: ArrayTasks::One(task),
        }),
        ..running(number, user, "cn001")
    }
}

/// A node of 64 CPUs, 256 GiB, in partition `cpu`.
pub(super) fn node(name: &str, state: &str, allocated: u32) -> Node {
    Node {
        name: name.into(),
        address: format!(
            "10.0.0.{}",
            name.trim_start_matches(|c: char| !c.is_ascii_digit())
                .trim_start_matches('0')
        )
        .into(),
        state: NodeState::read(state),
        cpus: 64,
        cpus_allocated: allocated,
        load: Some(0.5),
        memory_bytes: 256 << 30,
        memory_allocated_bytes: u64::from(allocated) << 32,
        memory_free_bytes: Some(100 << 30),
        gres: Vec::new(),
        partitions: vec!["cpu".into()],
        features: vec!["epyc".into()],
        reason: "".into(),
        reason_by: "".into(),
        reason_at: None,
        boot_at: Some(NOW - 86_400),
        last_busy_at: Some(NOW - 10),
        version: "22.05.8".into(),
        os: "Linux 6.1".into(),
        arch: "x86_64".into(),
        topology: [2, 32, 1],
        weight: 1,
        tmp_disk_bytes: 1 << 40,
    }
}

/// A node with four GPUs, two of them in use, in partition `gpu`.
pub(super) fn gpu_node(name: &str) -> Node {
    Node {
        gres: vec![Gres {
            name: "gpu".into(),
            kind: "a100".into(),
            total: 4,
            allocated: 2,
        }],
        partitions: vec!["gpu".into()],
        ..node(name, "MIXED", 16)
    }
}

pub(super) fn partition(name: &str, node_list: &str, nodes: u32) -> Partition {
    Partition {
        name: name.into(),
        state: PartitionState::Up,
        default: name == "cpu",
        node_list: node_list.into(),
        nodes,
        cpus: nodes * 64,
        max_time_seconds: Some(86_400),
        default_time_seconds: Some(3600),
        min_nodes: 1,
        max_nodes: None,
        max_cpus_per_node: None,
        max_memory_per_node_bytes: None,
        max_memory_per_cpu_bytes: None,
        default_memory_per_cpu_bytes: Some(2 << 30),
        default_memory_per_node_bytes: None,
        allow_accounts: Vec::new(),
        allow_groups: Vec::new(),
        allow_qos: Vec::new(),
        deny_accounts: Vec::new(),
        deny_qos: Vec::new(),
        qos: "".into(),
        priority_tier: 1,
        priority_job_factor: 1,
        over_subscribe: "NO".into(),
        preempt_mode: "OFF".into(),
        root_only: false,
        reservation_required: false,
    }
}

pub(super) fn qos(name: &str, priority: u64) -> Qos {
    Qos {
        name: name.into(),
        priority,
        usage_factor: 1.0,
        ..Qos::default()
    }
}

pub(super) fn reservation(name: &str) -> Reservation {
    Reservation {
        name: name.into(),
        state: "INACTIVE".into(),
        start_at: NOW + 86_400,
        end_at: NOW + 90_000,
        node_list: "cn[001-002]".into(),
        nodes: 2,
        cores: 128,
        partition: "".into(),
        users: vec!["root".into()],
        accounts: Vec::new(),
        groups: Vec::new(),
        features: "".into(),
        flags: vec!["MAINT".into()],
    }
}

pub(super) fn account(name: &str, members: &[&str]) -> Account {
    let member = |user: &&str| Member {
        user: (*user).into(),
        partition: "".into(),
        default: true,
        shares: Some(1),
        qos: vec!["normal".into()],
        default_qos: "normal".into(),
        max_jobs: None,
        max_tres_per_job: "".into(),
        max_wall_seconds: None,
    };
    Account {
        name: name.into(),
        parent: "root".into(),
        description: name.into(),
        organization: "lab".into(),
        shares: Some(1),
        group_tres: "".into(),
        max_tres_per_job: "".into(),
        max_jobs: None,
        max_wall_seconds: None,
        qos: vec!["normal".into()],
        members: members.iter().map(member).collect(),
    }
}
