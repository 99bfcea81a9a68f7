//! A cluster that tells what it is told to tell.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use portal_slurm::model::{
    Account, Controller, Daemon, FinishedJob, Job, JobDetail, JobId, Node, Partition, Qos, Reservation, StartEstimate,
    UnixTime, Username,
};
use portal_slurm::submission::{Marker, NodeName};
use portal_slurm::{By, Cluster, JobChange, JobTarget, NodeChange, SlurmError, Submission};

/// What it tells.
#[derive(Debug)]
pub(super) struct Script {
    pub(super) controller: Controller,
    pub(super) jobs: Vec<Job>,
    pub(super) nodes: Vec<Node>,
    pub(super) partitions: Vec<Partition>,
    pub(super) reservations: Vec<Reservation>,
    /// `None` without accounting.
    pub(super) qos: Option<Vec<Qos>>,
    /// `None` without accounting.
    pub(super) accounts: Option<Vec<Account>>,
    /// Whether it answers at all.
    pub(super) away: bool,
    /// How long `scontrol show job` takes.
    pub(super) detail_takes: Duration,
    /// Jobs whose details were asked for.
    pub(super) details_asked: Vec<u32>,
    /// Answers given, by question.
    pub(super) answered: BTreeMap<&'static str, u32>,
}

/// Tells what its script says.
#[derive(Debug)]
pub(super) struct Scripted(Mutex<Script>);

impl Scripted {
    pub(super) fn new() -> Self {
        Self(Mutex::new(Script {
            controller: Controller {
                cluster: "crash".into(),
                version: "22.05.8".into(),
                daemons: vec![Daemon {
                    host: "ctl1".into(),
                    role: "primary".into(),
                    up: true,
                }],
                accounting: true,
                accounting_has_comments: true,
                jobs_are_private: false,
                nodes_are_private: false,
                min_job_age_seconds: 300,
                slurm_user: "slurm".into(),
                simulated: false,
            },
            jobs: Vec::new(),
            nodes: Vec::new(),
            partitions: Vec::new(),
            reservations: Vec::new(),
            qos: Some(Vec::new()),
            accounts: Some(Vec::new()),
            away: false,
            detail_takes: Duration::ZERO,
            details_asked: Vec::new(),
            answered: BTreeMap::new(),
        }))
    }

    pub(super) fn script(&self) -> MutexGuard<'_, Script> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tell<T>(&self, question: &'static str, told: impl FnOnce(&Script) -> T) -> Result<T, SlurmError> {
        let mut script = self.script();
        if script.away {
            return Err(SlurmError::Unreachable {
                said: "Unable to contact slurm controller (connect failure)".to_owned(),
            });
        }
        *script.answered.entry(question).or_default() += 1;
        Ok(told(&script))
    }
}

fn accounting<T>(told: Option<T>) -> Result<T, SlurmError> {
    told.ok_or(SlurmError::NotConfigured { what: "accounting" })
}

impl Cluster for Scripted {
    fn controller(&self) -> Result<Controller, SlurmError> {
        self.tell("controller", |script| script.controller.clone())
    }

    fn jobs(&self) -> Result<Vec<Job>, SlurmError> {
        self.tell("jobs", |script| script.jobs.clone())
    }

    fn job_detail(&self, id: JobId) -> Result<JobDetail, SlurmError> {
        let takes = self.script().detail_takes;
        self.script().details_asked.push(id.get());
        if !takes.is_zero() {
            hang(takes);
        }
        self.tell("job_detail", |_| JobDetail {
            stdout: format!("/home/kim/slurm-{id}.out").into(),
            batch_host: "cn001".into(),
            requeue: true,
            fields: vec![("JobId".to_owned(), id.to_string())],
            ..JobDetail::default()
        })
    }

    fn nodes(&self) -> Result<Vec<Node>, SlurmError> {
        self.tell("nodes", |script| script.nodes.clone())
    }

    fn partitions(&self) -> Result<Vec<Partition>, SlurmError> {
        self.tell("partitions", |script| script.partitions.clone())
    }

    fn reservations(&self) -> Result<Vec<Reservation>, SlurmError> {
        self.tell("reservations", |script| script.reservations.clone())
    }

    fn qos(&self) -> Result<Vec<Qos>, SlurmError> {
        accounting(self.tell("qos", |script| script.qos.clone())?)
    }

    fn accounts(&self) -> Result<Vec<Account>, SlurmError> {
        accounting(self.tell("accounts", |script| script.accounts.clone())?)
    }

    fn finished_between(&self, _: UnixTime, _: UnixTime) -> Result<Vec<FinishedJob>, SlurmError> {
        Err(SlurmError::NotConfigured { what: "accounting" })
    }

    fn submit(&self, _: &Username, _: &Submission) -> Result<JobId, SlurmError> {
        read_only()
    }

    fn test(&self, _: &Username, _: &Submission) -> Result<StartEstimate, SlurmError> {
        read_only()
    }

    fn find_marked(&self, _: &Username, _: &Marker) -> Result<Option<JobId>, SlurmError> {
        read_only()
    }

    fn change_job(&self, _: &By, _: JobTarget, _: &JobChange) -> Result<(), SlurmError> {
        read_only()
    }

    fn change_node(&self, _: &NodeName, _: &NodeChange) -> Result<(), SlurmError> {
        read_only()
    }
}

fn read_only<T>() -> Result<T, SlurmError> {
    panic!("a route that reads asked Slurm to do something")
}

/// As a slurmctld that does not answer.
fn hang(takes: Duration) {
    let (_keep, never) = std::sync::mpsc::channel::<()>();
    let _ = never.recv_timeout(takes);
}
