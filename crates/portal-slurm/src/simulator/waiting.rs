//! Where a waiting job waits, and for what.

use super::depend::Standing;
use super::job::{Aside, SimJob, Wait};
use super::world::{Event, World};
use crate::model::{JobId, JobState, PartitionState, Reason};

impl World {
    /// Gives a waiting job its reason, and its components with it.
    pub(super) fn say(&mut self, id: JobId, word: &str) {
        let reason = Reason::Code(self.text(word));
        self.reason(id, &reason);
    }

    fn reason(&mut self, id: JobId, reason: &Reason) {
        let Some(job) = self.jobs.get_mut(&id) else { return };
        job.row.reason = reason.clone();
        for id in job.components.clone() {
            if let Some(component) = self.jobs.get_mut(&id) {
                component.row.reason = reason.clone();
            }
        }
    }

    /// Lets a record wait that did not: it is new, or was put back.
    pub(super) fn wait(&mut self, id: JobId) {
        let Some(job) = self.jobs.get_mut(&id) else { return };
        job.row.state = JobState::Pending;
        let part = job.parts.first().copied();
        if let Some(part) = part.and_then(|part| self.parts.get_mut(part)) {
            part.pending += 1;
        }
        self.place(id);
    }

    /// A record does not wait any more.
    pub(super) fn no_longer_waits(&mut self, id: JobId) {
        self.leave(id);
        let Some(job) = self.jobs.get(&id) else { return };
        let part = job.parts.first().copied();
        if let Some(part) = part.and_then(|part| self.parts.get_mut(part)) {
            part.pending = part.pending.saturating_sub(1);
        }
    }

    /// Finds out where a waiting job belongs: into the queues, or aside.
    pub(super) fn place(&mut self, id: JobId) {
        self.leave(id);
        let now = self.now;
        let Some(job) = self.jobs.get_mut(&id) else { return };
        if job.wait == Wait::Leader {
            return;
        }
        job.row.start_at = None;
        if job.row.priority == 0 {
            let word = if job.held_by_operator {
                "JobHeldAdmin"
            } else {
                "JobHeldUser"
            };
            return self.put_aside_for(id, Aside::Held, word);
        }
        if let Some(begin_at) = job.begin_at.filter(|begin_at| *begin_at > now) {
            job.row.start_at = Some(begin_at);
            job.row.eligible_at = Some(begin_at);
            let turn = job.turn;
            self.plan_event(begin_at, Event::Begins(id, turn));
            return self.put_aside_for(id, Aside::Begin, "BeginTime");
        }
        let mut depends = std::mem::take(&mut job.depends);
        if !depends.is_empty() {
            let standing = self.judge(id, &mut depends);
            let text = depends.text();
            let Some(job) = self.jobs.get_mut(&id) else { return };
            job.depends = depends;
            job.row.dependency = text;
            let word = match standing {
                Standing::Fulfilled => None,
                Standing::Open => Some("Dependency"),
                Standing::Never => Some("DependencyNeverSatisfied"),
            };
            if let Some(word) = word {
                job.row.eligible_at = None;
                return self.put_aside_for(id, Aside::Dependency, word);
            }
        }
        let Some(job) = self.jobs.get_mut(&id) else { return };
        // Without conditions it could have run since it came.
        let unconditional = job.begin_at.is_none() && job.row.dependency.is_empty();
        let since = if unconditional { job.row.submit_at } else { now };
        job.row.eligible_at = Some(job.row.eligible_at.unwrap_or(since));
        job.row.dependency = std::sync::Arc::from("");
        match self.wrong_partition(id) {
            Some(word) => self.put_aside_for(id, Aside::Change, word),
            None => self.queue_up(id),
        }
    }

    /// Why none of a job's partitions would start it.
    fn wrong_partition(&self, id: JobId) -> Option<&'static str> {
        let job = self.jobs.get(&id)?;
        let mut why = None;
        for part in job.parts.iter().filter_map(|part| self.parts.get(*part)) {
            let too_long = part
                .plan
                .max_time_seconds
                .is_some_and(|most| job.row.time_limit_seconds.is_none_or(|limit| limit > most));
            let word = match part.plan.state {
                PartitionState::Down => "PartitionDown",
                PartitionState::Inactive => "PartitionInactive",
                PartitionState::Up | PartitionState::Drain if too_long => "PartitionTimeLimit",
                PartitionState::Up | PartitionState::Drain
                    if part.plan.max_nodes.is_some_and(|most| job.ask.nodes > most) =>
                {
                    "PartitionNodeLimit"
                }
                PartitionState::Up | PartitionState::Drain => return None,
            };
            why = why.or(Some(word));
        }
        why
    }

    /// Into the queues of its partitions.
    pub(super) fn queue_up(&mut self, id: JobId) {
        let Some(job) = self.jobs.get_mut(&id) else { return };
        job.wait = Wait::Queue;
        let (key, parts) = (job.key(), std::sync::Arc::clone(&job.parts));
        for part in parts.iter() {
            if let Some(part) = self.parts.get_mut(*part) {
                part.queue.insert(key);
            }
        }
        self.reason(id, &Reason::None);
        self.fresh.push(id);
        self.dirty = true;
    }

    fn put_aside_for(&mut self, id: JobId, aside: Aside, word: &str) {
        let reason = Reason::Code(self.text(word));
        self.put_aside(id, aside, reason);
    }

    /// Out of the queues, until something happens.
    pub(super) fn put_aside(&mut self, id: JobId, aside: Aside, reason: Reason) {
        self.leave(id);
        self.reason(id, &reason);
        let Some(job) = self.jobs.get_mut(&id) else { return };
        job.wait = Wait::Aside(aside);
        self.aside.entry(aside).or_default().insert(job.key());
    }

    /// Out of wherever it waits.
    pub(super) fn leave(&mut self, id: JobId) {
        let Some(job) = self.jobs.get_mut(&id) else { return };
        let key = job.key();
        match job.wait {
            Wait::No | Wait::Leader => {}
            Wait::Queue => {
                job.wait = Wait::No;
                for part in std::sync::Arc::clone(&job.parts).iter() {
                    let Some(there) = self.parts.get_mut(*part) else {
                        continue;
                    };
                    there.queue.remove(&key);
                    if there.planned.as_ref().is_some_and(|planned| planned.job == id) {
                        self.unplan(*part);
                    }
                }
                if let Some(job) = self.jobs.get_mut(&id) {
                    job.row.start_at = None;
                }
            }
            Wait::Aside(aside) => {
                job.wait = Wait::No;
                if let Some(list) = self.aside.get_mut(&aside) {
                    list.remove(&key);
                    if list.is_empty() {
                        self.aside.remove(&aside);
                    }
                }
            }
        }
    }

    /// Lets those be looked at that wait for this, if any.
    pub(super) fn wake(&mut self, aside: Aside) {
        if self.aside.contains_key(&aside) {
            self.wake.insert(aside);
            self.dirty = true;
        }
    }

    /// Looks again at those whose conditions name a job.
    pub(super) fn wake_dependents(&mut self, of: JobId) {
        let Some(list) = self.dependents.get(&of) else { return };
        for id in list.clone() {
            self.judge_again(id);
        }
    }

    /// Looks again at those that wait for jobs of the same name.
    pub(super) fn wake_singletons(&mut self) {
        for id in self.singletons.clone() {
            if !self.judge_again(id) {
                self.singletons.remove(&id);
            }
        }
    }

    /// Whether it was waiting for others.
    fn judge_again(&mut self, id: JobId) -> bool {
        let waits = |job: &SimJob| job.wait == Wait::Aside(Aside::Dependency);
        let waits = self.jobs.get(&id).is_some_and(|job| waits(job));
        if waits {
            self.place(id);
        }
        waits
    }
}
