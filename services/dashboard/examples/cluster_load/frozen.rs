//! The simulator's large cluster at one moment; one job in a hundred changes from look to look.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use portal_config::Clock;
use portal_slurm::model::{
    Account, Controller, FinishedJob, Job, JobDetail, JobId, Node, Partition, Qos, Reservation, StartEstimate,
    UnixTime, Username,
};
use portal_slurm::simulator::{Profile, Simulator};
use portal_slurm::submission::{Marker, NodeName};
use portal_slurm::{By, Cluster, JobChange, JobTarget, NodeChange, SlurmError, Submission};

#[derive(Debug)]
pub(crate) struct Frozen {
    controller: Controller,
    jobs: Mutex<Vec<Job>>,
    nodes: Vec<Node>,
    partitions: Vec<Partition>,
    reservations: Vec<Reservation>,
    qos: Vec<Qos>,
    accounts: Vec<Account>,
    asked: Mutex<BTreeMap<&'static str, u64>>,
}

impl Frozen {
    /// With so many jobs, as far as the simulator has them.
    pub(crate) fn large(jobs: usize) -> Self {
        let simulator = Simulator::new(Profile::Large.plan("bench", 1, 1, &[]), Clock::System);
        let mut queue = simulator.jobs().expect("jobs");
        queue.truncate(jobs);
        Self {
            controller: simulator.controller().expect("a controller"),
            jobs: Mutex::new(queue),
            nodes: simulator.nodes().expect("nodes"),
            partitions: simulator.partitions().expect("partitions"),
            reservations: simulator.reservations().expect("reservations"),
            qos: simulator.qos().expect("QOS"),
            accounts: simulator.accounts().expect("accounts"),
            asked: Mutex::default(),
        }
    }

    pub(crate) fn jobs_told(&self) -> usize {
        lock(&self.jobs).len()
    }

    pub(crate) fn asked(&self) -> BTreeMap<&'static str, u64> {
        lock(&self.asked).clone()
    }

    fn note(&self, question: &'static str) -> u64 {
        let mut asked = lock(&self.asked);
        let times = asked.entry(question).or_default();
        *times += 1;
        *times
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn read_only<T>() -> Result<T, SlurmError> {
    Err(SlurmError::NotConfigured { what: "acting" })
}

impl Cluster for Frozen {
    fn controller(&self) -> Result<Controller, SlurmError> {
        self.note("controller");
        Ok(self.controller.clone())
    }

    fn jobs(&self) -> Result<Vec<Job>, SlurmError> {
        let look = usize::try_from(self.note("jobs")).unwrap_or(0);
        let mut jobs = lock(&self.jobs);
        jobs.iter_mut()
            .skip(look % 100)
            .step_by(100)
            .for_each(|job| job.priority += 1);
        Ok(jobs.clone())
    }

    fn job_detail(&self, _: JobId) -> Result<JobDetail, SlurmError> {
        read_only()
    }

    fn nodes(&self) -> Result<Vec<Node>, SlurmError> {
        self.note("nodes");
        Ok(self.nodes.clone())
    }

    fn partitions(&self) -> Result<Vec<Partition>, SlurmError> {
        self.note("partitions");
        Ok(self.partitions.clone())
    }

    fn reservations(&self) -> Result<Vec<Reservation>, SlurmError> {
        self.note("reservations");
        Ok(self.reservations.clone())
    }

    fn qos(&self) -> Result<Vec<Qos>, SlurmError> {
        self.note("qos");
        Ok(self.qos.clone())
    }

    fn accounts(&self) -> Result<Vec<Account>, SlurmError> {
        self.note("accounts");
        Ok(self.accounts.clone())
    }

    fn finished_between(&self, _: UnixTime, _: UnixTime) -> Result<Vec<FinishedJob>, SlurmError> {
        Ok(Vec::new())
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
