//! A real Slurm, asked by its own commands.

pub mod read;
mod refusal;
mod run;
mod tools;

use std::sync::{Arc, OnceLock};

pub use run::{Call, Ran, RunOptions, Runner, Said};

use crate::model::{
    Account, Controller, FinishedJob, Job, JobDetail, JobId, Node, Partition, Qos, Reservation, StartEstimate,
    UnixTime, Username,
};
use crate::submission::{Marker, NodeName, Submission};
use crate::{By, Cluster, JobChange, JobTarget, NodeChange, SlurmError};

/// A real cluster. Reading is in `read`, acting in `act`; both run commands by the one [`Runner`].
#[derive(Debug)]
pub struct SlurmCommands {
    runner: Runner,
    /// `ClusterName`, which never changes.
    name: OnceLock<Arc<str>>,
}

impl SlurmCommands {
    /// Asks nothing yet.
    #[must_use]
    pub fn new(options: RunOptions) -> Self {
        Self {
            runner: Runner::new(options),
            name: OnceLock::new(),
        }
    }

    /// Runs the commands.
    #[must_use]
    pub fn runner(&self) -> &Runner {
        &self.runner
    }
}

impl Cluster for SlurmCommands {
    fn controller(&self) -> Result<Controller, SlurmError> {
        let controller = read::controller::ask(&self.runner)?;
        let _known = self.name.set(Arc::clone(&controller.cluster));
        Ok(controller)
    }

    fn jobs(&self) -> Result<Vec<Job>, SlurmError> {
        read::jobs::ask(&self.runner)
    }

    fn job_detail(&self, id: JobId) -> Result<JobDetail, SlurmError> {
        read::detail::ask(&self.runner, id)
    }

    fn nodes(&self) -> Result<Vec<Node>, SlurmError> {
        read::nodes::ask(&self.runner)
    }

    fn partitions(&self) -> Result<Vec<Partition>, SlurmError> {
        read::partitions::ask(&self.runner)
    }

    fn reservations(&self) -> Result<Vec<Reservation>, SlurmError> {
        read::reservations::ask(&self.runner)
    }

    fn qos(&self) -> Result<Vec<Qos>, SlurmError> {
        read::qos::ask(&self.runner)
    }

    fn accounts(&self) -> Result<Vec<Account>, SlurmError> {
        let name = match self.name.get() {
            Some(name) => Arc::clone(name),
            None => self.controller()?.cluster,
        };
        read::accounts::ask(&self.runner, &name)
    }

    fn finished_since(&self, since: UnixTime) -> Result<Vec<FinishedJob>, SlurmError> {
        read::finished::ask(&self.runner, since)
    }

    fn submit(&self, _user: &Username, _submission: &Submission) -> Result<JobId, SlurmError> {
        Err(ACTING)
    }

    fn test(&self, _user: &Username, _submission: &Submission) -> Result<StartEstimate, SlurmError> {
        Err(ACTING)
    }

    fn find_marked(&self, _user: &Username, _marker: &Marker) -> Result<Option<JobId>, SlurmError> {
        Err(ACTING)
    }

    fn change_job(&self, _by: &By, _target: JobTarget, _change: &JobChange) -> Result<(), SlurmError> {
        Err(ACTING)
    }

    fn change_node(&self, _name: &NodeName, _change: &NodeChange) -> Result<(), SlurmError> {
        Err(ACTING)
    }
}

/// Until `act` is there.
const ACTING: SlurmError = SlurmError::NotConfigured {
    what: "acting by commands",
};
