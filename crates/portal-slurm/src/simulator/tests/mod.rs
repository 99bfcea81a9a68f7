//! What must always be true of the simulated cluster, whatever is done to it and whenever.

mod actions;
mod always;
mod arrays;
mod nodes;
mod profiles;
mod waiting;

use std::sync::Arc;
use std::time::Duration;

use portal_config::Clock;

use super::{NodeGroup, Plan, Simulator};
use crate::model::{Job, JobId, JobRef, JobState, Username};
use crate::submission::Submission;
use crate::{By, Cluster, JobChange, JobTarget, NodeChange, SlurmError};

const START: i64 = 1_790_000_000;

/// A cluster and the hand on its clock.
struct Site {
    clock: Clock,
    slurm: Simulator,
}

impl Site {
    fn new(plan: Plan) -> Self {
        let clock = Clock::manual(START);
        let slurm = Simulator::new(plan, clock.clone());
        Self { clock, slurm }
    }

    /// Four nodes of 8 CPUs and 16 GiB in `cpu`, one with two GPUs in `gpu`; kim and lee.
    fn small() -> Self {
        Self::new(small())
    }

    fn pass(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }

    /// Submits as `user`, with options such as `nodes=2 time=10 hold` (time in minutes); the script sleeps 60 s.
    fn submit(&self, user: &str, options: &str) -> JobId {
        self.try_submit(user, options).unwrap()
    }

    fn try_submit(&self, user: &str, options: &str) -> Result<JobId, SlurmError> {
        self.slurm.submit(&person(user), &submission(options))
    }

    fn act(&self, by: &By, job: JobId, change: JobChange) -> Result<(), SlurmError> {
        self.slurm.change_job(by, JobTarget::Job(JobRef::Job(job)), &change)
    }

    fn node(&self, name: &str, change: NodeChange) -> Result<(), SlurmError> {
        self.slurm.change_node(&name.parse().unwrap(), &change)
    }

    fn find(&self, id: JobId) -> Option<Job> {
        self.slurm.jobs().unwrap().into_iter().find(|job| job.id == id)
    }

    fn job(&self, id: JobId) -> Job {
        self.find(id).unwrap()
    }

    /// `PENDING Resources`.
    fn standing(&self, id: JobId) -> String {
        let job = self.job(id);
        format!("{} {}", job.state.as_str(), job.reason.as_str())
            .trim()
            .to_owned()
    }

    fn state(&self, id: JobId) -> JobState {
        self.job(id).state
    }

    fn node_state(&self, name: &str) -> String {
        let node = self.slurm.nodes().unwrap().into_iter().find(|node| &*node.name == name);
        node.unwrap().state.to_string()
    }
}

fn small() -> Plan {
    Plan::empty("test")
        .nodes("cpu", NodeGroup::new("cn", 4, 8, 16).features(&["ib"]))
        .nodes(
            "gpu",
            NodeGroup::new("gn", 1, 8, 16).gpus("a100", 2).features(&["ib", "a100"]),
        )
        .users(&["kim", "lee"])
}

fn person(name: &str) -> Username {
    name.parse().unwrap()
}

fn by(name: &str) -> By {
    By::Person(person(name))
}

fn submission(options: &str) -> Submission {
    let mut asked = Submission::new("#!/bin/sh\nsleep 60\n".parse().unwrap());
    for option in options.split_whitespace() {
        let (key, value) = option.split_once('=').unwrap_or((option, ""));
        let number = || value.parse::<u32>().unwrap();
        match key {
            "sleep" => asked.script = format!("#!/bin/sh\nsleep {value}\n").parse().unwrap(),
            "exit" => asked.script = format!("#!/bin/sh\nsleep 60\nexit {value}\n").parse().unwrap(),
            "name" => asked.name = Some(value.parse().unwrap()),
            "partition" => asked.partition = Some(value.parse().unwrap()),
            "account" => asked.account = Some(value.parse().unwrap()),
            "qos" => asked.qos = Some(value.parse().unwrap()),
            "nodes" => asked.nodes = Some(number()),
            "tasks" => asked.tasks = Some(number()),
            "per-node" => asked.tasks_per_node = Some(number()),
            "cpus" => asked.cpus_per_task = Some(number()),
            "mem" => asked.memory_per_node_bytes = Some(u64::from(number()) << 30),
            "gres" => asked.gres = Some(value.parse().unwrap()),
            "constraint" => asked.constraint = Some(value.parse().unwrap()),
            "time" => asked.time_limit = Some(Duration::from_secs(60 * u64::from(number()))),
            "array" => asked.array = Some(value.parse().unwrap()),
            "after" => asked.dependency = Some(value.parse().unwrap()),
            "begin" => asked.begin_at = Some(START + i64::from(number())),
            "marker" => asked.marker = Some(value.parse().unwrap()),
            "hold" => asked.hold = true,
            other => panic!("no option {other}"),
        }
    }
    asked
}

/// Slurm's words of a refusal.
fn said<T: std::fmt::Debug>(answer: Result<T, SlurmError>) -> String {
    match answer.unwrap_err() {
        SlurmError::Refused { said } => said,
        other => panic!("{other:?}"),
    }
}

fn texts(list: &[&str]) -> Vec<Arc<str>> {
    list.iter().map(|text| (*text).into()).collect()
}
