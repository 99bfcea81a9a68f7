//! Limits of QOS and accounts, and how much of them is used.

use std::collections::HashMap;

use super::job::{Aside, SimJob};
use super::world::World;

/// What runs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Used {
    pub(super) jobs: u32,
    pub(super) cpus: u32,
    pub(super) gpus: u32,
}

/// What runs, by whose limits it counts for; and what is in the queue at all.
#[derive(Debug, Default)]
pub(super) struct Usage {
    user_qos: HashMap<(usize, usize), Used>,
    qos: HashMap<usize, Used>,
    account: HashMap<usize, Used>,
    /// Jobs of a user in a QOS that have not ended, tasks of arrays each.
    queued: HashMap<(usize, usize), u32>,
    /// The same of a user.
    queued_by: HashMap<usize, u32>,
}

impl Usage {
    /// A job starts (or a task of an array, which the waiting rest asks for).
    pub(super) fn starts(&mut self, job: &SimJob) {
        let used = Used::by(job);
        self.each(job, |there| {
            there.jobs += used.jobs;
            there.cpus += used.cpus;
            there.gpus += used.gpus;
        });
    }

    /// A job does not run any more.
    pub(super) fn ends(&mut self, job: &SimJob) {
        let used = Used::by(job);
        self.each(job, |there| {
            there.jobs = there.jobs.saturating_sub(used.jobs);
            there.cpus = there.cpus.saturating_sub(used.cpus);
            there.gpus = there.gpus.saturating_sub(used.gpus);
        });
    }

    fn each(&mut self, job: &SimJob, change: impl Fn(&mut Used)) {
        change(self.user_qos.entry((job.user, job.qos)).or_default());
        change(self.qos.entry(job.qos).or_default());
        change(self.account.entry(job.account).or_default());
    }

    /// `count` jobs came into the queue.
    pub(super) fn comes(&mut self, job: &SimJob, count: u32) {
        *self.queued.entry((job.user, job.qos)).or_default() += count;
        *self.queued_by.entry(job.user).or_default() += count;
    }

    /// `count` jobs have ended.
    pub(super) fn goes(&mut self, job: &SimJob, count: u32) {
        let there = [
            self.queued.get_mut(&(job.user, job.qos)),
            self.queued_by.get_mut(&job.user),
        ];
        for there in there.into_iter().flatten() {
            *there = there.saturating_sub(count);
        }
    }

    pub(super) fn queued(&self, user: usize, qos: usize) -> u32 {
        self.queued.get(&(user, qos)).copied().unwrap_or_default()
    }

    pub(super) fn queued_by(&self, user: usize) -> u32 {
        self.queued_by.get(&user).copied().unwrap_or_default()
    }

    /// All that runs, by user and QOS; for tests of what must always be true.
    #[cfg(test)]
    pub(super) fn all(&self) -> impl Iterator<Item = ((usize, usize), Used)> {
        self.user_qos.iter().map(|(key, used)| (*key, *used))
    }
}

impl Used {
    fn by(job: &SimJob) -> Self {
        Self {
            jobs: 1,
            cpus: job.ask.cpus(),
            gpus: job.ask.gpus(),
        }
    }
}

impl World {
    /// The limit that a job would break if it started now: for what it waits, and Slurm's word.
    pub(super) fn limit_in_the_way(&self, job: &SimJob) -> Option<(Aside, &'static str)> {
        let (qos, account) = (self.qos(job.qos)?, self.account(job.account)?);
        let user_qos = self.usage.user_qos.get(&(job.user, job.qos));
        let user_qos = user_qos.copied().unwrap_or_default();
        let of_qos = self.usage.qos.get(&job.qos).copied().unwrap_or_default();
        let of_account = self.usage.account.get(&job.account).copied().unwrap_or_default();
        let mine = Aside::UserQos(job.user, job.qos);
        let beyond = |limit: Option<u32>, used: u32| limit.is_some_and(|limit| used > limit);
        let (cpus, gpus) = (job.ask.cpus(), job.ask.gpus());
        if beyond(qos.max_jobs_per_user, user_qos.jobs + 1) {
            Some((mine, "QOSMaxJobsPerUserLimit"))
        } else if beyond(qos.max_cpus_per_user, user_qos.cpus + cpus) {
            Some((mine, "QOSMaxCpuPerUserLimit"))
        } else if gpus > 0 && beyond(qos.max_gpus_per_user, user_qos.gpus + gpus) {
            Some((mine, "QOSMaxGRESPerUser"))
        } else if beyond(qos.group_cpus, of_qos.cpus + cpus) {
            Some((Aside::Qos(job.qos), "QOSGrpCpuLimit"))
        } else if beyond(account.group_cpus, of_account.cpus + cpus) {
            Some((Aside::Account(job.account), "AssocGrpCpuLimit"))
        } else {
            None
        }
    }
}
