//! The cluster as it is when the simulation begins: as if it had gone on for weeks.

use std::sync::Arc;

use super::life::{self, CLEAN};
use super::machines::NodeIx;
use super::random::Random;
use super::traffic::Kind;
use super::world::{Event, Maintenance, World};
use crate::model::{ExitCode, JobId, JobState, UnixTime};

/// How far back ended jobs go.
const HISTORY_SECONDS: i64 = 7 * 86_400;
/// Most looks at all queues before the simulation begins.
const SETTLING: u32 = 3_000;
/// So many that do not fit any more: the nodes are full.
const FULL: u32 = 60;

impl World {
    /// Fills it with what the plan says is there.
    pub(super) fn fill(&mut self) {
        self.reserve();
        for node in self.machines.places() {
            let up = self.random.between(2 * 86_400, 60 * 86_400);
            let boot_at = self.now - up;
            self.machines.change(node, |machine| machine.boot_at = boot_at);
        }
        self.put_out_of_order();
        self.plan_next_breakage();
        self.remember_history();
        let waiting = self.send_jobs();
        for (part, ids) in waiting {
            self.start_some(part, &ids);
        }
        // Those that wait find their places now, not in the first minutes that somebody looks.
        for _ in 0..SETTLING {
            self.dirty = false;
            self.schedule();
            if !self.dirty {
                break;
            }
        }
    }

    fn reserve(&mut self) {
        for (at, plan) in self.plan.maintenance.clone().into_iter().enumerate() {
            let class = self.plan.nodes.iter().position(|group| group.prefix == plan.group);
            let Some(class) = class else { continue };
            let (first, count) = plan.nodes;
            let nodes: Vec<NodeIx> = self
                .machines
                .of_class(class)
                .skip(first.saturating_sub(1) as usize)
                .take(count as usize)
                .collect();
            let start_at = self.now + plan.starts_in_seconds;
            for node in &nodes {
                self.machines.change(*node, |machine| {
                    machine.reserved_from = machine.reserved_from.min(start_at)
                });
            }
            self.maintenance.push(Maintenance {
                name: plan.name,
                nodes,
                start_at,
                end_at: start_at + plan.lasts_seconds,
            });
            self.plan_event(start_at, Event::MaintenanceBegins(at));
        }
    }

    /// Some nodes are drained or down already.
    fn put_out_of_order(&mut self) {
        let places: Vec<NodeIx> = self.machines.places().collect();
        for count in 0..self.plan.broken_nodes {
            let Some(node) = self.random.pick(&places).copied() else {
                return;
            };
            if !self.machines[node].usable() {
                continue;
            }
            let since = self.now - self.random.between(600, 3 * 86_400);
            match count % 3 {
                0 => self.falls_silent(node),
                1 => self.falls_sick(node, since),
                _ => {
                    let by = if count % 2 == 0 { "root" } else { "admin" };
                    self.drain(node, "maintenance: memory is being replaced", by, since);
                }
            }
            self.machines.change(node, |machine| machine.reason_at = Some(since));
            let repair = self.random.exponential(6.0 * 3_600.0);
            let at = self.now + self.plan.paced(repair);
            let turn = self.machines[node].turn;
            self.plan_event(at, Event::NodeReturns(node, turn));
        }
    }

    /// Sends the jobs that run and wait at the beginning, oldest first; answers who could run, by partition.
    fn send_jobs(&mut self) -> Vec<(usize, Vec<JobId>)> {
        let mut all: Vec<(i64, usize, bool)> = Vec::new();
        for (at, traffic) in self.plan.traffic.clone().into_iter().enumerate() {
            let pace = f64::from(self.plan.pace);
            let per_second = (traffic.per_hour / 3_600.0 * pace).max(0.000_01);
            let mean_run = traffic.mean_run_seconds / pace;
            let queue_seconds = f64::from(traffic.pending) / per_second;
            let running = (per_second * mean_run * 1.5).ceil() as u32 + FULL;
            for _ in 0..running {
                let ago = queue_seconds + self.random.unit() * mean_run * 2.0;
                all.push((ago as i64, at, true));
            }
            for _ in 0..traffic.pending {
                all.push(((self.random.unit() * queue_seconds) as i64, at, false));
            }
        }
        all.sort_by_key(|(ago, traffic, runs)| (-ago, *traffic, *runs));
        let mut could_run: Vec<(usize, Vec<JobId>)> = (0..self.parts.len()).map(|part| (part, Vec::new())).collect();
        for (ago, traffic, runs) in all {
            let kind = if runs { Kind::Past } else { Kind::Any };
            let Some(id) = self.come(traffic, self.now - ago, kind) else {
                continue;
            };
            let part = self.jobs.get(&id).and_then(|job| job.parts.first().copied());
            let list = part.and_then(|part| could_run.get_mut(part)).filter(|_| runs);
            if let Some((_, list)) = list {
                list.push(id);
            }
        }
        could_run
    }

    /// Starts jobs until the nodes of the partition are full; they have been running for a while. Those that do not fit any more
    /// have never been sent.
    fn start_some(&mut self, part: usize, ids: &[JobId]) {
        let mut failures = 0;
        let mut never = Vec::new();
        for id in ids {
            let Some(job) = self.jobs.get(id) else { continue };
            let until = self.now + job.limit();
            let tried = failures < FULL && self.limit_in_the_way(job).is_none();
            let found = tried.then(|| self.find(&job.ask, part, until, None).ok());
            let Some(Some(nodes)) = found else {
                failures += u32::from(tried);
                never.push(*id);
                continue;
            };
            self.start(*id, part, nodes);
            self.backdate(*id);
        }
        for id in never {
            self.no_longer_waits(id);
            if let Some(job) = self.jobs.remove(&id) {
                self.usage.goes(&job, 1);
            }
        }
    }

    /// Moves the start of a job into the past.
    fn backdate(&mut self, id: JobId) {
        let now = self.now;
        let Some(job) = self.jobs.get_mut(&id) else { return };
        let limit = job.limit();
        let lasts = job.fate.seconds.min(limit);
        let ran = Random::of(self.plan.seed ^ 0xBACD, u64::from(id.get())).between(0, lasts);
        let ran = ran.min(now - job.row.submit_at).max(0);
        let start_at = now - ran;
        job.turn += 1;
        job.row.start_at = Some(start_at);
        job.row.eligible_at = Some(job.row.submit_at);
        job.row.end_at = Some(start_at + limit);
        let (turn, nodes) = (job.turn, job.nodes.clone());
        for (node, _) in nodes {
            self.machines.change(node, |machine| {
                machine.busy_at = machine.busy_at.min(start_at);
                let held = machine.held.iter_mut().filter(|held| held.job == id);
                held.for_each(|held| held.until = start_at + limit);
            });
        }
        self.plan_event(start_at + lasts, Event::Ends(id, turn));
    }

    /// Jobs that ended before; the newest ones slurmctld still shows.
    fn remember_history(&mut self) {
        let count = i64::from(self.plan.history);
        let traffics = self.plan.traffic.len();
        if count == 0 || traffics == 0 {
            return;
        }
        // As many as come in the time that slurmctld remembers are still shown.
        let per_second: f64 = self.plan.traffic.iter().map(|traffic| traffic.per_hour).sum::<f64>() / 3_600.0;
        let per_second = per_second * f64::from(self.plan.pace);
        let shown = ((per_second * self.plan.min_job_age_seconds as f64) as i64).min(count);
        let span = HISTORY_SECONDS / i64::from(self.plan.pace);
        for at in 0..count {
            let left = count - at;
            let ago = if left <= shown {
                self.plan.min_job_age_seconds * left / (shown + 1)
            } else {
                self.plan.min_job_age_seconds + span * (left - shown) / (count - shown + 1)
            };
            let traffic = self.random.below(traffics);
            if let Some(id) = self.come(traffic, self.now - ago, Kind::Past) {
                self.bury(id, self.now - ago);
            }
        }
    }

    /// Lets a job have ended then.
    fn bury(&mut self, id: JobId, ended_at: UnixTime) {
        self.no_longer_waits(id);
        let Some(job) = self.jobs.get(&id) else { return };
        let (ask, lasted) = (job.ask.clone(), job.fate.seconds.min(job.limit()));
        let part = job.parts.first().copied().unwrap_or_default();
        let (state, exit_code, word) = life::verdict(job);
        let nodes: Vec<NodeIx> = self
            .classes_for(&ask, part)
            .flat_map(|class| self.machines.of_class(class))
            .collect();
        let mut random = Random::of(self.plan.seed ^ 0xB0A7, u64::from(id.get()));
        let first = random.below(nodes.len().saturating_sub(ask.nodes as usize) + 1);
        let nodes = nodes.get(first..first + ask.nodes as usize).unwrap_or_default();
        let node_list = self.machines.fold(nodes);
        let waited = random.exponential(1_500.0 / f64::from(self.plan.pace)) as i64;
        let reason = self.text(word);
        let Some(job) = self.jobs.get_mut(&id) else { return };
        job.turn += 1;
        let row = &mut job.row;
        row.state = state;
        row.reason = crate::model::Reason::read(&reason);
        row.exit_code = exit_code;
        row.node_list = node_list;
        row.end_at = Some(ended_at);
        row.start_at = Some(ended_at - lasted);
        row.submit_at = ended_at - lasted - waited;
        row.eligible_at = Some(row.submit_at);
        if row.state == JobState::Cancelled && random.percent(40.0) {
            // Given up before it started.
            row.start_at = None;
            row.node_list = Arc::from("");
            row.exit_code = Some(ExitCode { ..CLEAN });
        }
        let (turn, record) = (job.turn, life::record(&job.row, self.plan.seed));
        self.usage.goes(job, 1);
        self.keep(record);
        let forgotten_at = ended_at + self.plan.min_job_age_seconds;
        if forgotten_at > self.now {
            self.plan_event(forgotten_at, Event::IsForgotten(id, turn));
        } else {
            self.jobs.remove(&id);
        }
    }
}
