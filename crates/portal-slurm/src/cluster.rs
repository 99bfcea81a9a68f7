//! What can be asked of a cluster, and asked for.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::SlurmError;
use crate::model::{
    Account, Controller, FinishedJob, Job, JobDetail, JobId, JobRef, Node, Partition, Qos, Reservation, StartEstimate,
    UnixTime, Username,
};
use crate::submission::{Marker, NodeName, OneLine, Submission};

/// A cluster: the real one by Slurm's commands, or the simulator.
///
/// Every call blocks, has a time limit of its own, and is one command of Slurm (or as few as can be). Nothing is kept between
/// calls: who asks how often is decided by the collector.
pub trait Cluster: Send + Sync + std::fmt::Debug {
    /// What is told about itself: name, version, what is private, whether there is accounting.
    ///
    /// # Errors
    /// When Slurm cannot be asked.
    fn controller(&self) -> Result<Controller, SlurmError>;

    /// All jobs that slurmctld knows: waiting, running, and those that ended within its `MinJobAge`.
    ///
    /// # Errors
    /// When Slurm cannot be asked.
    fn jobs(&self) -> Result<Vec<Job>, SlurmError>;

    /// What slurmctld knows of one job beyond its row.
    ///
    /// # Errors
    /// [`SlurmError::NotFound`] when slurmctld has forgotten it.
    fn job_detail(&self, id: JobId) -> Result<JobDetail, SlurmError>;

    /// All nodes.
    ///
    /// # Errors
    /// When Slurm cannot be asked.
    fn nodes(&self) -> Result<Vec<Node>, SlurmError>;

    /// All partitions.
    ///
    /// # Errors
    /// When Slurm cannot be asked.
    fn partitions(&self) -> Result<Vec<Partition>, SlurmError>;

    /// All reservations.
    ///
    /// # Errors
    /// When Slurm cannot be asked.
    fn reservations(&self) -> Result<Vec<Reservation>, SlurmError>;

    /// All QOS.
    ///
    /// # Errors
    /// [`SlurmError::NotConfigured`] without accounting.
    fn qos(&self) -> Result<Vec<Qos>, SlurmError>;

    /// All accounts with their members.
    ///
    /// # Errors
    /// [`SlurmError::NotConfigured`] without accounting.
    fn accounts(&self) -> Result<Vec<Account>, SlurmError>;

    /// Jobs that ended at `from` or after it, and not after `until`, from accounting. [`UnixTime::MAX`] is no bound: clocks differ.
    ///
    /// # Errors
    /// [`SlurmError::NotConfigured`] without accounting.
    fn finished_between(&self, from: UnixTime, until: UnixTime) -> Result<Vec<FinishedJob>, SlurmError>;

    /// Jobs that ended at `since` or after it, from accounting: on a busy cluster more than it tells at once.
    ///
    /// # Errors
    /// [`SlurmError::NotConfigured`] without accounting.
    fn finished_since(&self, since: UnixTime) -> Result<Vec<FinishedJob>, SlurmError> {
        self.finished_between(since, UnixTime::MAX)
    }

    /// As whom jobs of `user` run on the nodes.
    ///
    /// # Errors
    /// [`SlurmError::NotAllowed`] when `user` has no account that they could run as.
    fn runs_as(&self, user: &Username) -> Result<RunsAs, SlurmError> {
        let _ = user;
        Ok(RunsAs::Portal)
    }

    /// Submits a batch job as `user`.
    ///
    /// # Errors
    /// [`SlurmError::TimedOut`] does not say whether there is a job now: look for it with [`Cluster::find_marked`].
    fn submit(&self, user: &Username, submission: &Submission) -> Result<JobId, SlurmError>;

    /// Asks when and where the job would start (`sbatch --test-only`); nothing is submitted.
    ///
    /// # Errors
    /// [`SlurmError::Refused`] when it could never start, in Slurm's words.
    fn test(&self, user: &Username, submission: &Submission) -> Result<StartEstimate, SlurmError>;

    /// The job of `user` that was submitted with this [`Submission::marker`].
    ///
    /// # Errors
    /// When Slurm cannot be asked.
    fn find_marked(&self, user: &Username, marker: &Marker) -> Result<Option<JobId>, SlurmError>;

    /// Does something to a job.
    ///
    /// # Errors
    /// [`SlurmError::Refused`] in Slurm's words.
    fn change_job(&self, by: &By, target: JobTarget, change: &JobChange) -> Result<(), SlurmError>;

    /// Does something to a node, as an operator of the cluster.
    ///
    /// # Errors
    /// [`SlurmError::Refused`] in Slurm's words.
    fn change_node(&self, name: &NodeName, change: &NodeChange) -> Result<(), SlurmError>;
}

/// As whom somebody's jobs run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunsAs {
    /// As the portal's own account; and in a simulation, where nothing runs.
    Portal,
    /// As the person.
    Person {
        /// The account's number, the same on all nodes.
        uid: u32,
    },
}

/// By whose hand something is done to a job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum By {
    /// This person: what Slurm lets them do, which is little with the jobs of others.
    Person(Username),
    /// An operator of the cluster: everything. Who may be one is for the caller to decide.
    Operator,
}

/// To what of the queue something is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum JobTarget {
    /// A job, a task of an array, a component; the number of an array is the array with all its tasks, also those that run.
    Job(JobRef),
    /// Of this array only the tasks that wait.
    Waiting(JobId),
}

/// What can be done to a job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum JobChange {
    /// End it (`scancel`).
    Cancel,
    /// Keep it from starting (`scontrol hold`).
    Hold,
    /// Let it start again (`scontrol release`).
    Release,
    /// Put it back into the queue (`scontrol requeue`).
    Requeue,
    /// Stop its processes (`scontrol suspend`).
    Suspend,
    /// Let its processes go on (`scontrol resume`).
    Resume,
    /// Another time limit (`scontrol update TimeLimit=`); whole minutes, as Slurm counts.
    TimeLimit(Duration),
}

/// What can be done to a node.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum NodeChange {
    /// No new jobs; those that run may end. The reason is required by Slurm.
    Drain {
        /// Why.
        reason: OneLine,
    },
    /// Take jobs again.
    Resume,
    /// Restart as soon as its jobs have ended, then take jobs again (`scontrol reboot ASAP nextstate=RESUME`).
    Reboot {
        /// Why.
        reason: OneLine,
    },
}
