//! No cluster: what a portal has whose host knows no Slurm.

use crate::model::{
    Account, Controller, FinishedJob, Job, JobDetail, JobId, Node, Partition, Qos, Reservation, StartEstimate,
    UnixTime, Username,
};
use crate::submission::{Marker, NodeName, Submission};
use crate::{By, Cluster, JobChange, JobTarget, NodeChange, SlurmError};

/// Every question is answered by [`SlurmError::NoCommand`].
#[derive(Debug, Clone, Copy, Default)]
pub struct Absent;

fn none<T>(command: &'static str) -> Result<T, SlurmError> {
    Err(SlurmError::NoCommand { command })
}

impl Cluster for Absent {
    fn controller(&self) -> Result<Controller, SlurmError> {
        none("scontrol")
    }

    fn jobs(&self) -> Result<Vec<Job>, SlurmError> {
        none("squeue")
    }

    fn job_detail(&self, _: JobId) -> Result<JobDetail, SlurmError> {
        none("scontrol")
    }

    fn nodes(&self) -> Result<Vec<Node>, SlurmError> {
        none("scontrol")
    }

    fn partitions(&self) -> Result<Vec<Partition>, SlurmError> {
        none("scontrol")
    }

    fn reservations(&self) -> Result<Vec<Reservation>, SlurmError> {
        none("scontrol")
    }

    fn qos(&self) -> Result<Vec<Qos>, SlurmError> {
        none("sacctmgr")
    }

    fn accounts(&self) -> Result<Vec<Account>, SlurmError> {
        none("sacctmgr")
    }

    fn finished_between(&self, _: UnixTime, _: UnixTime) -> Result<Vec<FinishedJob>, SlurmError> {
        none("sacct")
    }

    fn submit(&self, _: &Username, _: &Submission) -> Result<JobId, SlurmError> {
        none("sbatch")
    }

    fn test(&self, _: &Username, _: &Submission) -> Result<StartEstimate, SlurmError> {
        none("sbatch")
    }

    fn find_marked(&self, _: &Username, _: &Marker) -> Result<Option<JobId>, SlurmError> {
        none("squeue")
    }

    fn change_job(&self, _: &By, _: JobTarget, _: &JobChange) -> Result<(), SlurmError> {
        none("scontrol")
    }

    fn change_node(&self, _: &NodeName, _: &NodeChange) -> Result<(), SlurmError> {
        none("scontrol")
    }
}
