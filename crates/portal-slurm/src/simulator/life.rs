//! How jobs start, run and end.

use std::sync::Arc;

use super::job::{Aside, Ending, Fate, SimJob, Wait};
use super::machines::NodeIx;
use super::random::Random;
use super::world::{Event, World};
use crate::model::{ArrayPart, ArrayTasks, ExitCode, FinishedJob, Job, JobId, JobState, Reason, UnixTime};

/// How a job ends: state, exit code, Slurm's word for why.
pub(super) type Verdict = (JobState, Option<ExitCode>, &'static str);

pub(super) const CLEAN: ExitCode = ExitCode { status: 0, signal: 0 };
/// By the hand of somebody.
pub(super) const CANCELLED: Verdict = (JobState::Cancelled, Some(ExitCode { status: 0, signal: 15 }), "");
const NODE_FAILED: Verdict = (JobState::NodeFail, Some(ExitCode { status: 1, signal: 0 }), "NodeDown");
/// How long a job that was put back has to wait.
const REQUEUE_DELAY: i64 = 120;

impl World {
    /// What was planned happens.
    pub(super) fn happen(&mut self, event: Event) {
        match event {
            Event::Ends(id, turn) => {
                if let Some(verdict) = self.living(id, turn).map(verdict) {
                    self.end_run(id, verdict);
                }
            }
            Event::IsDone(id, turn) => {
                if self.living(id, turn).is_some() {
                    self.done(id);
                }
            }
            Event::IsForgotten(id, turn) => {
                if self.living(id, turn).is_some() {
                    self.forget(id);
                }
            }
            Event::Begins(id, turn) => {
                let begins = |job: &SimJob| job.wait == Wait::Aside(Aside::Begin);
                if self.living(id, turn).is_some_and(begins) {
                    self.place(id);
                }
            }
            Event::OwnerReleases(id, turn) => {
                let held = |job: &SimJob| job.wait == Wait::Aside(Aside::Held) && !job.held_by_operator;
                if self.living(id, turn).is_some_and(held) {
                    self.let_go(id);
                }
            }
            Event::OwnerCancels(id, turn) => {
                if self.living(id, turn).is_some_and(|job| job.wait != Wait::No) {
                    self.cancel_waiting(id);
                }
            }
            Event::NodeReturns(node, turn) => self.node_returns(node, turn),
            Event::NodeBreaks => self.some_node_breaks(),
            Event::MaintenanceBegins(at) => self.maintenance_begins(at),
            Event::MaintenanceEnds(at) => self.maintenance_ends(at),
        }
    }

    /// The job, if it still leads the life that was meant.
    fn living(&self, id: JobId, turn: u32) -> Option<&SimJob> {
        self.jobs.get(&id).map(|job| &**job).filter(|job| job.turn == turn)
    }

    /// A job that was held may start.
    pub(super) fn let_go(&mut self, id: JobId) {
        self.leave(id);
        let Some(job) = self.jobs.get_mut(&id) else { return };
        job.held_by_operator = false;
        job.row.priority = job.rank;
        self.place(id);
    }

    /// A job starts on these nodes; of an array that waits, its next task.
    pub(super) fn start(&mut self, id: JobId, part: usize, nodes: Vec<NodeIx>) {
        let Some(id) = self.split_off(id) else { return };
        let list = self.machines.fold(&nodes);
        let name = self.parts.get(part).map(|part| Arc::clone(&part.plan.name));
        let now = self.now;
        let Some(job) = self.jobs.get_mut(&id) else { return };
        let (ask, limit) = (job.ask.clone(), job.limit());
        job.wait = Wait::No;
        job.turn += 1;
        job.stood = 0;
        job.nodes = nodes
            .iter()
            .enumerate()
            .map(|(at, node)| (*node, ask.cpus_on(at)))
            .collect();
        let row = &mut job.row;
        row.state = JobState::Running;
        row.reason = Reason::None;
        row.start_at = Some(now);
        row.eligible_at = row.eligible_at.or(Some(now));
        row.end_at = row.time_limit_seconds.is_some().then_some(now + limit);
        row.node_list = list;
        // The other components of a heterogeneous job have partitions of their own.
        if let Some(name) = name.filter(|_| job.parts.contains(&part)) {
            row.partition = name;
        }
        let (ends_at, turn) = (now + job.fate.seconds.min(limit), job.turn);
        self.usage.starts(job);
        if let Some(tally) = row_array(&job.row).and_then(|array| self.arrays.get_mut(&array)) {
            tally.started += 1;
            tally.running += 1;
        }
        let aside = [
            Aside::UserQos(job.user, job.qos),
            Aside::Qos(job.qos),
            Aside::Account(job.account),
        ];
        self.take_nodes(id, &ask, &nodes, limit);
        self.plan_event(ends_at, Event::Ends(id, turn));
        aside.into_iter().for_each(|aside| self.wake(aside));
        self.wake_dependents(id);
    }

    /// The record that starts: the job itself, or the next task of an array with a record of its own. The last task has the
    /// array's own number.
    fn split_off(&mut self, id: JobId) -> Option<JobId> {
        let job = self.jobs.get_mut(&id)?;
        let Some(rest) = &mut job.rest else {
            self.no_longer_waits(id);
            return Some(id);
        };
        let task = rest.tasks.pop_front()?;
        let (last, seed) = (rest.tasks.is_empty(), self.plan.seed);
        let fate = task_fate(seed, id, task, job);
        if last {
            self.no_longer_waits(id);
            let job = self.jobs.get_mut(&id)?;
            (job.rest, job.fate) = (None, fate);
            job.row.array = Some(ArrayPart {
                job_id: id,
                tasks: ArrayTasks::One(task),
            });
            return Some(id);
        }
        let mut split = job.clone();
        job.tell_rest();
        (split.rest, split.fate) = (None, fate);
        split.row.id = self.new_id();
        split.row.array = Some(ArrayPart {
            job_id: id,
            tasks: ArrayTasks::One(task),
        });
        let own = split.row.id;
        self.jobs.insert(own, split);
        if let Some(tally) = self.arrays.get_mut(&id) {
            tally.records.push(own);
        }
        Some(own)
    }

    /// A run is over; a job on several nodes is completing for a moment.
    pub(super) fn end_run(&mut self, id: JobId, verdict: Verdict) {
        let (now, completing) = (self.now, self.plan.completing_seconds);
        let Some(job) = self.jobs.get_mut(&id) else { return };
        job.verdict = Some(verdict);
        job.turn += 1;
        job.row.end_at = Some(now);
        if job.nodes.len() < 2 || completing == 0 {
            return self.done(id);
        }
        job.row.state = JobState::Completing;
        let (nodes, turn) = (job.nodes.clone(), job.turn);
        for (node, _) in nodes {
            self.machines.change(node, |machine| machine.completing += 1);
        }
        self.plan_event(now + completing, Event::IsDone(id, turn));
    }

    /// A job has left its nodes, for good.
    fn done(&mut self, id: JobId) {
        self.free_nodes(id);
        let Some(job) = self.jobs.get_mut(&id) else { return };
        let (state, exit_code, word) = job.verdict.take().unwrap_or(CANCELLED);
        let well = state == JobState::Completed;
        // A node may have failed while it was completing: it is not done a second time.
        job.turn += 1;
        job.row.state = state;
        job.row.exit_code = exit_code;
        let array = row_array(&job.row);
        let reason = if word.is_empty() {
            Reason::None
        } else {
            Reason::Code(self.text(word))
        };
        if let Some(job) = self.jobs.get_mut(&id) {
            job.row.reason = reason;
            self.usage.goes(job, 1);
        }
        if let Some(tally) = array.and_then(|array| self.arrays.get_mut(&array)) {
            tally.left = tally.left.saturating_sub(1);
            tally.failed += u32::from(!well);
        }
        self.closes(id);
    }

    /// Takes back the nodes of a job that runs or is completing.
    pub(super) fn free_nodes(&mut self, id: JobId) {
        let now = self.now;
        let Some(job) = self.jobs.get_mut(&id) else { return };
        let nodes = std::mem::take(&mut job.nodes);
        let completing = job.row.state == JobState::Completing;
        job.suspended_at = None;
        let aside = [
            Aside::UserQos(job.user, job.qos),
            Aside::Qos(job.qos),
            Aside::Account(job.account),
        ];
        let array = row_array(&job.row);
        self.usage.ends(job);
        if let Some(tally) = array.and_then(|array| self.arrays.get_mut(&array)) {
            tally.running = tally.running.saturating_sub(1);
        }
        for (node, _) in nodes {
            self.machines.give_back(node, id, now);
            if completing {
                self.machines.change(node, |machine| {
                    machine.completing = machine.completing.saturating_sub(1)
                });
            }
            self.reboot_if_empty(node);
        }
        self.dirty = true;
        aside.into_iter().for_each(|aside| self.wake(aside));
        if let Some(array) = array {
            self.wake(Aside::Array(array));
        }
    }

    /// A job that waits is ended; with the components that wait for it.
    pub(super) fn cancel_waiting(&mut self, id: JobId) {
        let Some(job) = self.jobs.get(&id) else { return };
        if job.wait == Wait::Leader {
            let leader = job.row.het.map(|het| het.leader);
            if let Some(leader) = leader {
                self.cancel_waiting(leader);
            }
            return;
        }
        let components = job.components.clone();
        for id in std::iter::once(id).chain(components) {
            self.no_longer_waits(id);
            let now = self.now;
            let Some(job) = self.jobs.get_mut(&id) else { continue };
            let count = job.row.count();
            job.wait = Wait::No;
            job.turn += 1;
            job.row.state = JobState::Cancelled;
            job.row.start_at = None;
            job.row.end_at = Some(now);
            job.row.exit_code = Some(CLEAN);
            self.usage.goes(job, count);
            if let Some(tally) = row_array(&job.row).and_then(|array| self.arrays.get_mut(&array)) {
                tally.left = tally.left.saturating_sub(count);
                tally.failed += count;
            }
            self.closes(id);
        }
    }

    /// A job has ended: accounting hears of it, and slurmctld will forget it.
    fn closes(&mut self, id: JobId) {
        let Some(job) = self.jobs.get(&id) else { return };
        let (turn, array) = (job.turn, row_array(&job.row));
        let record = record(&job.row, self.plan.seed);
        self.keep(record);
        self.plan_event(self.now + self.plan.min_job_age_seconds, Event::IsForgotten(id, turn));
        self.wake_dependents(id);
        if let Some(array) = array {
            self.wake_dependents(array);
        }
        self.wake_singletons();
    }

    pub(super) fn keep(&mut self, record: FinishedJob) {
        self.finished.push_back(record);
        if self.finished.len() > self.plan.accounting_keeps {
            self.finished.pop_front();
        }
    }

    fn forget(&mut self, id: JobId) {
        let Some(job) = self.jobs.remove(&id) else { return };
        for on in job.depends.on() {
            if let Some(list) = self.dependents.get_mut(&on) {
                list.retain(|dependent| *dependent != id);
            }
        }
        let Some(array) = row_array(&job.row) else {
            self.dependents.remove(&id);
            return;
        };
        let Some(tally) = self.arrays.get_mut(&array) else {
            return;
        };
        tally.records.retain(|record| *record != id);
        if tally.records.is_empty() {
            self.arrays.remove(&array);
            self.dependents.remove(&array);
        }
    }

    /// Puts a job back into the queue, from its nodes or from the dead.
    pub(super) fn requeue(&mut self, id: JobId) {
        let Some(job) = self.jobs.get(&id) else { return };
        if job.row.state.has_ended() {
            self.usage.comes(job, 1);
            if let Some(tally) = row_array(&job.row).and_then(|array| self.arrays.get_mut(&array)) {
                tally.left += 1;
            }
        } else {
            self.free_nodes(id);
        }
        let now = self.now;
        let Some(job) = self.jobs.get_mut(&id) else { return };
        job.turn += 1;
        job.verdict = None;
        job.begin_at = Some(now + REQUEUE_DELAY);
        let row = &mut job.row;
        row.restarts += 1;
        row.submit_at = now;
        row.end_at = None;
        row.exit_code = None;
        row.node_list = Arc::from("");
        row.nodes = job.ask.nodes;
        // A heterogeneous job comes back one by one: its components have lost each other.
        job.components.clear();
        self.wait(id);
    }

    /// A node has failed under a job.
    pub(super) fn lose(&mut self, id: JobId) {
        let Some(job) = self.jobs.get(&id) else { return };
        if job.row.state == JobState::Completing {
            self.done(id);
        } else if job.requeue {
            self.requeue(id);
        } else {
            self.end_run(id, NODE_FAILED);
        }
    }
}

impl SimJob {
    /// Tells in the row which tasks of the array still wait.
    pub(super) fn tell_rest(&mut self) {
        let Some(rest) = &self.rest else { return };
        self.row.array = Some(ArrayPart {
            job_id: self.row.id,
            tasks: ArrayTasks::Waiting {
                expression: super::array::expression(rest).into(),
                count: rest.tasks.len() as u32,
            },
        });
    }
}

/// The array that a record belongs to.
pub(super) fn row_array(row: &Job) -> Option<JobId> {
    row.array.as_ref().map(|array| array.job_id)
}

/// How a run ends that nobody ended.
pub(super) fn verdict(job: &SimJob) -> Verdict {
    if job.fate.seconds >= job.limit() {
        return (JobState::Timeout, Some(CLEAN), "TimeLimit");
    }
    match job.fate.ending {
        Ending::Exits(CLEAN) => (JobState::Completed, Some(CLEAN), ""),
        Ending::Exits(code) => (JobState::Failed, Some(code), "NonZeroExitCode"),
        Ending::RunsOutOfMemory => {
            let code = ExitCode { status: 0, signal: 125 };
            (JobState::OutOfMemory, Some(code), "OutOfMemory")
        }
        Ending::IsCancelled => CANCELLED,
    }
}

/// Tasks of an array last about as long as each other, and one in thirty fails.
fn task_fate(seed: u64, array: JobId, task: u32, job: &SimJob) -> Fate {
    if !job.fate.varies {
        return job.fate;
    }
    let mut random = Random::of(seed, (u64::from(array.get()) << 32) | u64::from(task));
    let seconds = (job.fate.seconds as f64 * (0.6 + 0.8 * random.unit())) as i64;
    let ending = if random.percent(3.0) {
        Ending::Exits(ExitCode { status: 1, signal: 0 })
    } else {
        job.fate.ending
    };
    Fate {
        seconds: seconds.max(1),
        ending,
        varies: true,
    }
}

/// What accounting keeps of a job that has ended.
pub(super) fn record(row: &Job, seed: u64) -> FinishedJob {
    let mut random = Random::of(seed ^ 0xACC0, u64::from(row.id.get()));
    let end_at: UnixTime = row.end_at.unwrap_or(row.submit_at);
    let ran = row.start_at.map(|start_at| (end_at - start_at).max(0) as f64);
    let share = 0.55 + 0.43 * random.unit();
    let memory = if row.state == JobState::OutOfMemory {
        1.0
    } else {
        0.1 + 0.8 * random.unit()
    };
    FinishedJob {
        id: row.id,
        shown_id: row.shown_id().into(),
        name: Arc::clone(&row.name),
        user: Arc::clone(&row.user),
        account: Arc::clone(&row.account),
        partition: Arc::clone(&row.partition),
        qos: Arc::clone(&row.qos),
        state: row.state.clone(),
        reason: row.reason.clone(),
        submit_at: row.submit_at,
        eligible_at: row.eligible_at,
        start_at: row.start_at,
        end_at,
        time_limit_seconds: row.time_limit_seconds,
        nodes: row.nodes,
        cpus: row.tres.cpus,
        memory_bytes: row.tres.memory_bytes,
        gpus: row.tres.gpus,
        node_list: Arc::clone(&row.node_list),
        work_dir: Arc::clone(&row.work_dir),
        comment: Arc::clone(&row.comment),
        exit_code: row.exit_code,
        cpu_seconds_used: ran.map(|ran| (ran * f64::from(row.tres.cpus) * share) as u64),
        memory_used_bytes: ran.map(|_| (row.tres.memory_bytes as f64 / f64::from(row.nodes.max(1)) * memory) as u64),
    }
}
