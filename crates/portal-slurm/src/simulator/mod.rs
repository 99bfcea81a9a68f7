//! A cluster that is not there: a second honest implementation of [`Cluster`], for `portal demo` and for tests.
//!
//! Jobs come, wait for reasons that are true, are placed by priority and backfill without ever giving away a CPU twice, run, and
//! end well or badly; nodes break and are repaired. All of it follows from the seed, from the time that the clock tells and
//! from what was done: asking more often changes nothing. Times are true times; a faster [`Plan::pace`] makes jobs shorter.
//!
//! Differences to Slurm that one should know: a suspended job keeps its CPUs, fair share does not change with use, and a
//! number of tasks without a number of nodes takes as few nodes as can be.

mod actions;
mod array;
mod demand;
mod depend;
mod health;
mod job;
mod life;
mod limits;
mod lines;
mod machines;
mod node_actions;
mod people;
mod plan;
mod profile;
mod random;
mod record;
mod rows;
mod schedule;
mod start;
mod submit;
mod traffic;
mod view;
mod waiting;
mod work;
mod world;

#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use portal_config::Clock;

pub use self::plan::{AccountPlan, GIB, MaintenancePlan, NodeGroup, PartitionPlan, Plan, QosPlan, Traffic, UserPlan};
pub use self::profile::{BadProfile, Profile};
use self::world::World;
use crate::model::{
    Account, Controller, FinishedJob, Job, JobDetail, JobId, Node, Partition, Qos, Reservation, StartEstimate,
    UnixTime, Username,
};
use crate::submission::{Marker, NodeName, Submission};
use crate::{By, Cluster, JobChange, JobTarget, NodeChange, SlurmError};

/// A simulated cluster.
pub struct Simulator {
    clock: Clock,
    world: Mutex<World>,
    outage: Mutex<Outage>,
    calls: Mutex<Calls>,
}

/// What is wrong between the portal and the cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Outage {
    /// Nothing.
    #[default]
    None,
    /// Commands hang until their time limit. The answer comes at once here; no time passes.
    Hangs,
    /// slurmctld cannot be reached.
    Away,
    /// What is asked for is done, and the answer is lost.
    AnswersLost,
}

/// How often each question was asked, outages included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Calls {
    /// [`Cluster::controller`].
    pub controller: u64,
    /// [`Cluster::jobs`].
    pub jobs: u64,
    /// [`Cluster::job_detail`].
    pub job_detail: u64,
    /// [`Cluster::nodes`].
    pub nodes: u64,
    /// [`Cluster::partitions`].
    pub partitions: u64,
    /// [`Cluster::reservations`].
    pub reservations: u64,
    /// [`Cluster::qos`].
    pub qos: u64,
    /// [`Cluster::accounts`].
    pub accounts: u64,
    /// [`Cluster::finished_between`].
    pub finished_since: u64,
    /// Everything that acts, and [`Cluster::test`] and [`Cluster::find_marked`].
    pub actions: u64,
}

impl Simulator {
    /// Sets the cluster up as the plan says, at the time that the clock tells.
    #[must_use]
    pub fn new(plan: Plan, clock: Clock) -> Self {
        let now = clock.unix_seconds();
        Self {
            clock,
            world: Mutex::new(World::new(plan, now)),
            outage: Mutex::new(Outage::None),
            calls: Mutex::new(Calls::default()),
        }
    }

    /// From now on, this is wrong.
    pub fn suffer(&self, outage: Outage) {
        *lock(&self.outage) = outage;
    }

    /// How often what was asked.
    #[must_use]
    pub fn calls(&self) -> Calls {
        *lock(&self.calls)
    }

    /// Lets a node fail, as if its power were cut; its jobs are lost or go back into the queue. It stays down until
    /// [`Simulator::mend_node`].
    pub fn break_node(&self, name: &str) {
        let mut world = self.present();
        if let Some(node) = world.machines.find(name) {
            world.falls_silent(node);
        }
    }

    /// Brings a node back that has failed.
    pub fn mend_node(&self, name: &str) {
        let mut world = self.present();
        if let Some(node) = world.machines.find(name) {
            world.resume(node);
        }
    }

    /// The world as it is now.
    fn present(&self) -> MutexGuard<'_, World> {
        let mut world = lock(&self.world);
        world.advance(self.clock.unix_seconds());
        world
    }

    /// Asks, if there is no outage.
    fn ask<T>(
        &self,
        command: &'static str,
        count: impl FnOnce(&mut Calls) -> &mut u64,
        question: impl FnOnce(&mut World) -> Result<T, SlurmError>,
    ) -> Result<T, SlurmError> {
        *count(&mut lock(&self.calls)) += 1;
        let timed_out = || SlurmError::TimedOut {
            command,
            limit: Duration::from_secs(10),
        };
        let outage = *lock(&self.outage);
        match outage {
            Outage::None => question(&mut self.present()),
            Outage::Hangs => Err(timed_out()),
            Outage::AnswersLost => {
                question(&mut self.present())?;
                Err(timed_out())
            }
            Outage::Away => Err(SlurmError::Unreachable {
                said: "Unable to contact slurm controller (connect failure)".to_owned(),
            }),
        }
    }
}

/// A lock whose holder panicked leaves a world that is no worse than a test's failure.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl fmt::Debug for Simulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let world = lock(&self.world);
        f.debug_struct("Simulator")
            .field("cluster", &world.cluster)
            .field("now", &world.now)
            .field("jobs", &world.jobs.len())
            .finish_non_exhaustive()
    }
}

impl Cluster for Simulator {
    fn controller(&self) -> Result<Controller, SlurmError> {
        self.ask(
            "scontrol",
            |calls| &mut calls.controller,
            |world| Ok(world.controller()),
        )
    }

    fn jobs(&self) -> Result<Vec<Job>, SlurmError> {
        let rows = |world: &mut World| Ok(world.jobs.values().map(|job| job.row.clone()).collect());
        self.ask("squeue", |calls| &mut calls.jobs, rows)
    }

    fn job_detail(&self, id: JobId) -> Result<JobDetail, SlurmError> {
        self.ask("scontrol", |calls| &mut calls.job_detail, |world| world.detail(id))
    }

    fn nodes(&self) -> Result<Vec<Node>, SlurmError> {
        self.ask("sinfo", |calls| &mut calls.nodes, |world| Ok(world.node_rows()))
    }

    fn partitions(&self) -> Result<Vec<Partition>, SlurmError> {
        self.ask(
            "scontrol",
            |calls| &mut calls.partitions,
            |world| Ok(world.partition_rows()),
        )
    }

    fn reservations(&self) -> Result<Vec<Reservation>, SlurmError> {
        let rows = |world: &mut World| Ok(world.reservation_rows());
        self.ask("scontrol", |calls| &mut calls.reservations, rows)
    }

    fn qos(&self) -> Result<Vec<Qos>, SlurmError> {
        self.ask("sacctmgr", |calls| &mut calls.qos, |world| Ok(world.qos_rows()))
    }

    fn accounts(&self) -> Result<Vec<Account>, SlurmError> {
        self.ask(
            "sacctmgr",
            |calls| &mut calls.accounts,
            |world| Ok(world.account_rows()),
        )
    }

    fn finished_between(&self, from: UnixTime, until: UnixTime) -> Result<Vec<FinishedJob>, SlurmError> {
        let rows = |world: &mut World| {
            let mut rows = world.finished_rows(from);
            rows.retain(|job| job.end_at <= until);
            Ok(rows)
        };
        self.ask("sacct", |calls| &mut calls.finished_since, rows)
    }

    fn submit(&self, user: &Username, submission: &Submission) -> Result<JobId, SlurmError> {
        self.ask(
            "sbatch",
            |calls| &mut calls.actions,
            |world| world.submit(user.as_str(), &lines::with(submission)),
        )
    }

    fn test(&self, user: &Username, submission: &Submission) -> Result<StartEstimate, SlurmError> {
        self.ask(
            "sbatch",
            |calls| &mut calls.actions,
            |world| world.estimate(user.as_str(), &lines::with(submission)),
        )
    }

    fn find_marked(&self, user: &Username, marker: &Marker) -> Result<Option<JobId>, SlurmError> {
        let find = |world: &mut World| Ok(world.find_marked(user.as_str(), marker));
        self.ask("squeue", |calls| &mut calls.actions, find)
    }

    fn change_job(&self, by: &By, target: JobTarget, change: &JobChange) -> Result<(), SlurmError> {
        let act = |world: &mut World| world.change_job(by, target, change);
        self.ask("scontrol", |calls| &mut calls.actions, act)
    }

    fn change_node(&self, name: &NodeName, change: &NodeChange) -> Result<(), SlurmError> {
        let act = |world: &mut World| world.change_node(name, change);
        self.ask("scontrol", |calls| &mut calls.actions, act)
    }
}

/// A refusal in Slurm's words.
fn refused<T>(said: impl Into<String>) -> Result<T, SlurmError> {
    Err(SlurmError::Refused { said: said.into() })
}

/// A shared text.
fn shared(text: impl AsRef<str>) -> Arc<str> {
    text.as_ref().into()
}
