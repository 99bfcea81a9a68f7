//! A real Slurm, asked by its own commands.

mod act;
mod behalf;
mod hand;
pub mod helper;
pub mod read;
mod refusal;
mod run;
mod settings;
mod tools;

use std::sync::{Arc, OnceLock};

pub use hand::Hand;
pub use run::{Call, Ran, RunOptions, Runner, Said};

use self::helper::{Errand, Outcome};
use crate::model::{
    Account, Controller, FinishedJob, Job, JobDetail, JobId, Node, Partition, Qos, Reservation, StartEstimate,
    UnixTime, Username,
};
use crate::submission::{Marker, NodeName, Submission};
use crate::{By, Cluster, JobChange, JobTarget, NodeChange, RunsAs, SlurmError};

/// A real cluster. Reading is in `read`, acting in `act`; both run commands by the one [`Runner`].
#[derive(Debug)]
pub struct SlurmCommands {
    runner: Runner,
    hand: Hand,
    /// `ClusterName`, which never changes.
    name: OnceLock<Arc<str>>,
    /// The account of this process, when it is the one that submits.
    account: OnceLock<Arc<str>>,
}

impl SlurmCommands {
    /// Asks nothing yet. Acts as the account that this process has.
    #[must_use]
    pub fn new(options: RunOptions) -> Self {
        Self {
            runner: Runner::new(options),
            hand: Hand::Service,
            name: OnceLock::new(),
            account: OnceLock::new(),
        }
    }

    /// Acts by `hand`.
    #[must_use]
    pub fn acting_by(mut self, hand: Hand) -> Self {
        self.hand = hand;
        self
    }

    /// The account whose jobs are those of the people that they were submitted for; none when people submit themselves.
    fn own_account(&self) -> Result<Option<&str>, SlurmError> {
        if !matches!(self.hand, Hand::Service) {
            return Ok(None);
        }
        if let Some(name) = self.account.get() {
            return Ok(Some(name));
        }
        let name = behalf::own_account(&self.runner)?;
        Ok(Some(self.account.get_or_init(|| name)))
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
        let mut jobs = read::jobs::ask(&self.runner)?;
        if let Some(own) = self.own_account()? {
            jobs.iter_mut()
                .for_each(|job| behalf::give(&mut job.user, &job.comment, own));
        }
        Ok(jobs)
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

    fn finished_between(&self, from: UnixTime, until: UnixTime) -> Result<Vec<FinishedJob>, SlurmError> {
        let mut jobs = read::finished::ask(&self.runner, from, until)?;
        if let Some(own) = self.own_account()? {
            jobs.iter_mut()
                .for_each(|job| behalf::give(&mut job.user, &job.comment, own));
        }
        Ok(jobs)
    }

    fn runs_as(&self, user: &Username) -> Result<RunsAs, SlurmError> {
        self.hand.runs_as(&self.runner, user)
    }

    fn submit(&self, user: &Username, submission: &Submission) -> Result<JobId, SlurmError> {
        let Hand::Helper(helper) = &self.hand else {
            return act::submit::submit(&self.runner, &self.hand, user, submission);
        };
        let errand = Errand::Submit {
            user: user.clone(),
            submission: Box::new(submission.clone()),
        };
        match helper.send("sbatch", &errand)? {
            Outcome::Job(id) => Ok(id),
            other => Err(confused("sbatch", &other)),
        }
    }

    fn test(&self, user: &Username, submission: &Submission) -> Result<StartEstimate, SlurmError> {
        let Hand::Helper(helper) = &self.hand else {
            return act::submit::test(&self.runner, &self.hand, user, submission);
        };
        let errand = Errand::Test {
            user: user.clone(),
            submission: Box::new(submission.clone()),
        };
        match helper.send("sbatch", &errand)? {
            Outcome::Start(estimate) => Ok(estimate),
            other => Err(confused("sbatch", &other)),
        }
    }

    fn find_marked(&self, user: &Username, marker: &Marker) -> Result<Option<JobId>, SlurmError> {
        act::find::find(&self.runner, &self.hand, user, marker)
    }

    fn change_job(&self, by: &By, target: JobTarget, change: &JobChange) -> Result<(), SlurmError> {
        let Hand::Helper(helper) = &self.hand else {
            return act::change::job(&self.runner, &self.hand, by, target, change);
        };
        let errand = Errand::ChangeJob {
            by: by.clone(),
            target,
            change: change.clone(),
        };
        helper.send("scontrol", &errand).map(|_| ())
    }

    fn change_node(&self, name: &NodeName, change: &NodeChange) -> Result<(), SlurmError> {
        let Hand::Helper(helper) = &self.hand else {
            return act::change::node(&self.runner, &self.hand, name, change);
        };
        let errand = Errand::ChangeNode {
            name: name.clone(),
            change: change.clone(),
        };
        helper.send("scontrol", &errand).map(|_| ())
    }
}

fn confused(command: &'static str, outcome: &Outcome) -> SlurmError {
    SlurmError::Unreadable {
        command,
        why: format!("the helper answered {outcome:?}"),
    }
}
