//! What people do to jobs, and what Slurm 22.05 says to it.

use std::time::Duration;

use super::job::{SimJob, Wait};
use super::life::CANCELLED;
use super::machines::FAR;
use super::refused;
use super::world::{Event, World};
use crate::model::{ArrayPart, ArrayTasks, JobId, JobRef, JobState, Reason};
use crate::{By, JobChange, JobTarget, SlurmError};

const DENIED: &str = "Access/permission denied";
const NOT_THEIRS: &str = "Invalid user id";
const FINISHED: &str = "Job has already finished";
const PENDING: &str = "Job is pending execution";
const NOT_NOW: &str = "Job can not be altered now, try again later";

impl World {
    /// Does something to all records that are meant. It has worked when it worked for one of them.
    pub(super) fn change_job(&mut self, by: &By, target: JobTarget, change: &JobChange) -> Result<(), SlurmError> {
        let records = self.records(target);
        if records.is_empty() {
            return Err(SlurmError::NotFound {
                said: "Invalid job id specified".to_owned(),
            });
        }
        let mut first_wrong = None;
        let mut worked = false;
        for id in records {
            match self.change_record(by, id, change) {
                Ok(()) => worked = true,
                Err(wrong) => first_wrong = first_wrong.or(Some((id, wrong))),
            }
        }
        self.dirty = true;
        match first_wrong {
            Some((id, wrong)) if !worked => match change {
                JobChange::Cancel => refused(format!("Kill job error on job id {id}: {wrong}")),
                _ => refused(format!("{wrong} for job {id}")),
            },
            _ => Ok(()),
        }
    }

    /// The records that are meant. A task that waits with others gets a record of its own, as in Slurm.
    fn records(&mut self, target: JobTarget) -> Vec<JobId> {
        match target {
            JobTarget::Waiting(array) => {
                let waits = |id: &JobId| self.jobs.get(id).is_some_and(|job| job.row.state.is_waiting());
                self.records_of(array).into_iter().filter(waits).collect()
            }
            JobTarget::Job(JobRef::Job(id)) => self.records_of(id),
            JobTarget::Job(JobRef::Task(array, task)) => {
                let is_it = |id: &JobId| {
                    let part = self.jobs.get(id).and_then(|job| job.row.array.as_ref());
                    part.is_some_and(|part| part.tasks == ArrayTasks::One(task))
                };
                let known = self.records_of(array).into_iter().find(is_it);
                known.or_else(|| self.part_with(array, task)).into_iter().collect()
            }
            JobTarget::Job(JobRef::Component(leader, offset)) => {
                let is_it = |id: &JobId| {
                    let het = self.jobs.get(id).and_then(|job| job.row.het);
                    het.is_some_and(|het| het.leader == leader && het.offset == offset)
                };
                self.jobs
                    .range(leader..)
                    .take(16)
                    .map(|(id, _)| *id)
                    .find(is_it)
                    .into_iter()
                    .collect()
            }
        }
    }

    /// All records of that number: of an array, of a heterogeneous job, or just the job.
    fn records_of(&self, id: JobId) -> Vec<JobId> {
        if let Some(tally) = self.arrays.get(&id) {
            return tally.records.clone();
        }
        let Some(job) = self.jobs.get(&id) else {
            return Vec::new();
        };
        std::iter::once(id).chain(job.components.iter().copied()).collect()
    }

    /// Gives a task that waits with others a record of its own.
    fn part_with(&mut self, array: JobId, task: u32) -> Option<JobId> {
        let rest = self.jobs.get_mut(&array)?.rest.as_mut()?;
        let at = rest.tasks.iter().position(|waiting| *waiting == task)?;
        if rest.tasks.len() == 1 {
            return Some(array);
        }
        rest.tasks.remove(at);
        let id = self.new_id();
        let job = self.jobs.get_mut(&array)?;
        job.tell_rest();
        let mut own = job.clone();
        own.rest = None;
        own.row.id = id;
        own.row.array = Some(ArrayPart {
            job_id: array,
            tasks: ArrayTasks::One(task),
        });
        own.wait = Wait::No;
        self.jobs.insert(id, own);
        if let Some(tally) = self.arrays.get_mut(&array) {
            tally.records.push(id);
        }
        self.wait(id);
        Some(id)
    }

    fn change_record(&mut self, by: &By, id: JobId, change: &JobChange) -> Result<(), &'static str> {
        let job = self.jobs.get(&id).ok_or("Invalid job id specified")?;
        let operator = match by {
            By::Operator => true,
            By::Person(user) if *user.as_str() == *job.row.user => false,
            By::Person(_) => return Err(denial(change)),
        };
        match change {
            JobChange::Cancel => self.cancel(id),
            JobChange::Hold => self.hold(id, operator),
            JobChange::Release => self.release(id, operator),
            JobChange::Requeue => self.requeue_asked(id),
            JobChange::Suspend | JobChange::Resume if !operator => Err(DENIED),
            JobChange::Suspend => self.suspend(id),
            JobChange::Resume => self.go_on(id),
            JobChange::TimeLimit(limit) => self.limit(id, *limit, operator),
        }
    }

    fn cancel(&mut self, id: JobId) -> Result<(), &'static str> {
        let Some(job) = self.jobs.get(&id) else { return Ok(()) };
        if job.row.state.is_waiting() {
            self.cancel_waiting(id);
        } else if is_over(job) {
            return Err("Job/step already completing or completed");
        } else {
            self.end_run(id, CANCELLED);
        }
        Ok(())
    }

    fn hold(&mut self, id: JobId, operator: bool) -> Result<(), &'static str> {
        let Some(job) = self.jobs.get_mut(&id) else {
            return Ok(());
        };
        if is_over(job) {
            return Err(FINISHED);
        }
        if job.row.state.is_waiting() {
            self.leave(id);
        }
        let Some(job) = self.jobs.get_mut(&id) else {
            return Ok(());
        };
        job.row.priority = 0;
        job.held_by_operator = operator;
        if job.row.state.is_waiting() {
            self.place(id);
        } else {
            // Slurm takes it for when the job is put back.
            self.say(id, if operator { "JobHeldAdmin" } else { "JobHeldUser" });
        }
        Ok(())
    }

    fn release(&mut self, id: JobId, operator: bool) -> Result<(), &'static str> {
        let Some(job) = self.jobs.get_mut(&id) else {
            return Ok(());
        };
        if is_over(job) {
            return Err(FINISHED);
        }
        if job.row.priority > 0 {
            return Ok(());
        }
        if job.held_by_operator && !operator {
            return Err(DENIED);
        }
        if job.row.state.is_waiting() {
            self.let_go(id);
        } else {
            job.row.priority = job.rank;
            job.row.reason = Reason::None;
        }
        Ok(())
    }

    fn requeue_asked(&mut self, id: JobId) -> Result<(), &'static str> {
        let Some(job) = self.jobs.get(&id) else { return Ok(()) };
        if job.row.state.is_waiting() {
            return Err(PENDING);
        }
        if job.row.state == JobState::Completing {
            return Err(NOT_NOW);
        }
        if !job.requeue || job.row.start_at.is_none() {
            return Err("Requested operation is presently disabled");
        }
        self.requeue(id);
        Ok(())
    }

    fn suspend(&mut self, id: JobId) -> Result<(), &'static str> {
        let now = self.now;
        let Some(job) = self.jobs.get_mut(&id) else {
            return Ok(());
        };
        match job.row.state {
            JobState::Running => {
                job.row.state = JobState::Suspended;
                job.suspended_at = Some(now);
                job.turn += 1;
                Ok(())
            }
            JobState::Suspended => Ok(()),
            ref state if state.is_waiting() => Err(PENDING),
            _ => Err(FINISHED),
        }
    }

    fn go_on(&mut self, id: JobId) -> Result<(), &'static str> {
        let now = self.now;
        let Some(job) = self.jobs.get_mut(&id) else {
            return Ok(());
        };
        match job.row.state {
            JobState::Suspended => {
                let stood = job.suspended_at.take().map_or(0, |since| now - since);
                job.stood += stood;
                job.row.state = JobState::Running;
                job.turn += 1;
                self.aim(id);
                Ok(())
            }
            ref state if state.is_waiting() => Err(PENDING),
            _ if is_over(job) => Err(FINISHED),
            _ => Err("Job is not suspended"),
        }
    }

    fn limit(&mut self, id: JobId, limit: Duration, operator: bool) -> Result<(), &'static str> {
        let limit = limit.as_secs().div_ceil(60).max(1) * 60;
        let Some(job) = self.jobs.get(&id) else { return Ok(()) };
        if is_over(job) {
            return Err(FINISHED);
        }
        let more = job.row.time_limit_seconds.is_some_and(|now| limit > now);
        let waits = job.row.state.is_waiting();
        if more && !operator && !waits {
            return Err(DENIED);
        }
        let beyond = |part: &usize| {
            let most = self.parts.get(*part).and_then(|part| part.plan.max_time_seconds);
            most.is_some_and(|most| limit > most)
        };
        if more && !operator && job.parts.iter().any(beyond) {
            return Err("Requested time limit is invalid (missing or exceeds some limit)");
        }
        let Some(job) = self.jobs.get_mut(&id) else {
            return Ok(());
        };
        job.row.time_limit_seconds = Some(limit);
        if waits {
            self.place(id);
        } else {
            if job.row.state == JobState::Running {
                job.turn += 1;
            }
            self.aim(id);
        }
        Ok(())
    }

    /// Says anew when a job will end that has nodes: its limit, or what it went on without, has changed.
    fn aim(&mut self, id: JobId) {
        let now = self.now;
        let Some(job) = self.jobs.get_mut(&id) else { return };
        let (limit, stood) = (job.limit(), job.stood);
        let start_at = job.row.start_at.unwrap_or(now);
        let until = (start_at + stood + limit).clamp(now, FAR);
        job.row.end_at = job.row.time_limit_seconds.is_some().then_some(until);
        let ends_at = start_at + stood + job.fate.seconds.min(limit);
        let (nodes, turn, runs) = (job.nodes.clone(), job.turn, job.row.state == JobState::Running);
        for (node, _) in nodes {
            self.machines.change(node, |machine| {
                let held = machine.held.iter_mut().filter(|held| held.job == id);
                held.for_each(|held| held.until = until);
            });
        }
        if runs {
            self.plan_event(ends_at, Event::Ends(id, turn));
        }
    }
}

/// What Slurm says to somebody whose job it is not.
fn denial(change: &JobChange) -> &'static str {
    match change {
        JobChange::Cancel | JobChange::Requeue | JobChange::Suspend | JobChange::Resume => DENIED,
        JobChange::Hold | JobChange::Release | JobChange::TimeLimit(_) => NOT_THEIRS,
    }
}

/// Whether it has ended, or is about to have.
fn is_over(job: &SimJob) -> bool {
    job.row.state.has_ended() || job.row.state == JobState::Completing
}
