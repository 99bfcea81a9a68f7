//! Who starts next: by priority, and around the first one that has to wait whoever is in nobody's way (backfill).

use std::mem::take;

use super::job::{Aside, Ask, SimJob, Wait};
use super::machines::{FAR, Held, NodeIx};
use super::plan::NodeGroup;
use super::world::{Planned, World};
use crate::model::{JobId, Reason, UnixTime};

/// How many jobs of a queue are looked at in one go.
const DEPTH: usize = 150;
/// How many tasks of one array start in one go.
const TASKS: usize = 64;
/// How many that wait for room below a limit are looked at when there may be some.
const WOKEN: usize = 24;
/// How long a plan is good, in seconds; as Slurm's `bf_interval`.
const PLAN_AGE: i64 = 30;

/// What came of trying to start a job.
enum Attempt {
    Started,
    /// Nodes are busy.
    Busy,
    /// It cannot start whatever is free.
    Aside(Aside, Reason),
}

/// Why there are no nodes.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Lack {
    /// They are busy.
    Busy,
    /// Too many are down, drained or reserved; in Slurm's words.
    NotAvailable(String),
}

impl World {
    /// One look at all queues.
    pub(super) fn schedule(&mut self) {
        for aside in take(&mut self.wake) {
            self.wake_some(aside);
        }
        for part in self.by_tier.clone() {
            self.walk(part);
        }
        for id in take(&mut self.fresh) {
            let waits = |job: &SimJob| job.wait == Wait::Queue && job.row.reason == Reason::None;
            if self.jobs.get(&id).is_some_and(|job| waits(job)) {
                self.say(id, "Priority");
            }
        }
    }

    fn wake_some(&mut self, aside: Aside) {
        let Some(list) = self.aside.get(&aside) else { return };
        let most = if aside == Aside::Nodes { usize::MAX } else { WOKEN };
        let woken: Vec<JobId> = list.iter().take(most).map(|(_, id)| *id).collect();
        for id in woken {
            self.leave(id);
            self.queue_up(id);
        }
    }

    /// One look at a queue.
    fn walk(&mut self, part: usize) {
        let Some(queue) = self.parts.get(part).map(|part| &part.queue) else {
            return;
        };
        let first: Vec<JobId> = queue.iter().take(DEPTH).map(|(_, id)| *id).collect();
        let (all, mut moved, mut blocked) = (first.len(), 0, false);
        for id in first {
            match self.attempt(id, part, !blocked) {
                Attempt::Started => moved += 1,
                Attempt::Aside(aside, reason) => {
                    self.put_aside(id, aside, reason);
                    moved += 1;
                }
                Attempt::Busy if blocked => {}
                Attempt::Busy => {
                    blocked = true;
                    self.plan_for(part, id);
                }
            }
        }
        if !blocked {
            self.unplan(part);
        }
        // There may be more behind them.
        self.dirty |= all == DEPTH && moved > 0;
    }

    /// Starts a job, or the tasks of an array, if it can be; `first` says that nobody in this queue waits before it.
    fn attempt(&mut self, id: JobId, part: usize, first: bool) -> Attempt {
        for started in 0..TASKS {
            let Some(job) = self.jobs.get(&id) else {
                return Attempt::Started;
            };
            if job.wait != Wait::Queue {
                return Attempt::Started;
            }
            if let Some((aside, word)) = self.limit_in_the_way(job).or_else(|| self.throttle(job)) {
                return Attempt::Aside(aside, Reason::Code(self.text(word)));
            }
            let until = (self.now + job.limit()).min(FAR);
            let ahead = first.then_some(part);
            let found = if job.components.is_empty() {
                self.find(&job.ask, part, until, ahead).map(|nodes| vec![(id, nodes)])
            } else {
                self.find_together(id, part, until, ahead)
            };
            match found {
                Ok(found) => {
                    for (id, nodes) in found {
                        self.start(id, part, nodes);
                    }
                }
                Err(Lack::NotAvailable(words)) => return Attempt::Aside(Aside::Nodes, Reason::Text(self.text(&words))),
                Err(Lack::Busy) if started > 0 && !first => return Attempt::Started,
                Err(Lack::Busy) => return Attempt::Busy,
            }
        }
        self.dirty = true;
        Attempt::Started
    }

    /// Whether as many tasks of an array run as may.
    fn throttle(&self, job: &SimJob) -> Option<(Aside, &'static str)> {
        let most = job.rest.as_ref()?.at_once?;
        let running = self.arrays.get(&job.row.id)?.running;
        (running >= most).then_some((Aside::Array(job.row.id), "JobArrayTaskLimit"))
    }

    /// Nodes for all components of a heterogeneous job at once.
    fn find_together(
        &mut self,
        leader: JobId,
        part: usize,
        until: UnixTime,
        ahead: Option<usize>,
    ) -> Result<Vec<(JobId, Vec<NodeIx>)>, Lack> {
        let Some(first) = self.jobs.get(&leader) else {
            return Err(Lack::Busy);
        };
        let ids: Vec<JobId> = std::iter::once(leader)
            .chain(first.components.iter().copied())
            .collect();
        let mut found: Vec<(JobId, Vec<NodeIx>)> = Vec::new();
        let mut lack = None;
        for id in ids {
            let Some(job) = self.jobs.get(&id) else { continue };
            let (ask, limit) = (job.ask.clone(), job.limit());
            let part = if id == leader {
                Some(part)
            } else {
                job.parts.first().copied()
            };
            match self.find(&ask, part.unwrap_or_default(), until, ahead) {
                Ok(nodes) => {
                    self.take_nodes(id, &ask, &nodes, limit);
                    found.push((id, nodes));
                }
                Err(why) => {
                    lack = Some(why);
                    break;
                }
            }
        }
        // They were taken only so that the next component does not find them free.
        for (id, nodes) in &found {
            for node in nodes {
                self.machines.give_back(*node, *id, self.now);
            }
        }
        lack.map_or(Ok(found), Err)
    }

    pub(super) fn take_nodes(&mut self, job: JobId, ask: &Ask, nodes: &[NodeIx], limit: i64) {
        for (at, node) in nodes.iter().enumerate() {
            let held = Held {
                job,
                cpus: ask.cpus_on(at),
                memory: ask.memory_per_node,
                gpus: ask.gpus_per_node,
                until: (self.now + limit).min(FAR),
            };
            self.machines.take(*node, held, self.now);
        }
    }

    /// Nodes that are free now for a job that may last `until`.
    pub(super) fn find(
        &self,
        ask: &Ask,
        part: usize,
        until: UnixTime,
        ahead: Option<usize>,
    ) -> Result<Vec<NodeIx>, Lack> {
        let mut found = Vec::new();
        for class in self.classes_for(ask, part) {
            let Some(class) = self.machines.classes.get(class) else {
                continue;
            };
            for node in class.free.range(ask.cpus_on(0)..).flat_map(|(_, nodes)| nodes) {
                let machine = &self.machines[*node];
                let fits = machine.memory_free >= ask.memory_per_node && machine.gpus_free >= ask.gpus_per_node;
                if fits && machine.open_until(ahead) >= until {
                    found.push(*node);
                    if found.len() == ask.nodes as usize {
                        return Ok(found);
                    }
                }
            }
        }
        Err(self.lack(ask, part, until))
    }

    /// Groups of nodes that could do it when empty.
    pub(super) fn classes_for(&self, ask: &Ask, part: usize) -> impl Iterator<Item = usize> {
        let classes = self.parts.get(part).map_or(&[][..], |part| &part.classes);
        let fits = |class: &usize| {
            self.machines
                .classes
                .get(*class)
                .is_some_and(|class| fits(&class.group, ask))
        };
        classes.iter().copied().filter(fits)
    }

    fn lack(&self, ask: &Ask, part: usize, until: UnixTime) -> Lack {
        let classes = || self.classes_for(ask, part);
        let usable: usize = classes()
            .filter_map(|class| Some(self.machines.classes.get(class)?.usable))
            .sum();
        let wanted = ask.nodes as usize;
        let nodes = || classes().flat_map(|class| self.machines.of_class(class));
        if usable < wanted {
            let away: Vec<NodeIx> = nodes().filter(|node| !self.machines[*node].usable()).collect();
            return Lack::NotAvailable(format!(
                "ReqNodeNotAvail, UnavailableNodes:{}",
                self.machines.fold(&away)
            ));
        }
        let reserved = self.maintenance.iter().any(|reserved| reserved.start_at < until);
        let open = |node: &NodeIx| self.machines[*node].usable() && self.machines[*node].reserved_from >= until;
        if reserved && nodes().filter(open).count() < wanted {
            return Lack::NotAvailable("ReqNodeNotAvail, Reserved for maintenance".to_owned());
        }
        Lack::Busy
    }

    /// When and where a job could start at the latest, if all that runs goes on to its time limit and nobody comes before it.
    pub(super) fn earliest(&self, ask: &Ask, part: usize, limit: i64) -> Option<(UnixTime, Vec<NodeIx>)> {
        let mut times: Vec<(UnixTime, NodeIx)> = self
            .classes_for(ask, part)
            .flat_map(|class| self.machines.of_class(class))
            .filter_map(|node| Some((self.free_at(node, ask, limit)?, node)))
            .collect();
        let wanted = ask.nodes as usize;
        if wanted == 0 || times.len() < wanted {
            return None;
        }
        if times.len() > wanted {
            times.select_nth_unstable(wanted - 1);
            times.truncate(wanted);
        }
        let start_at = times.iter().map(|(at, _)| *at).max()?;
        Some((start_at, times.into_iter().map(|(_, node)| node).collect()))
    }

    /// When a node has room for it.
    fn free_at(&self, node: NodeIx, ask: &Ask, limit: i64) -> Option<UnixTime> {
        let machine = &self.machines[node];
        if !machine.usable() {
            return None;
        }
        let (mut cpus, mut memory, mut gpus) = (machine.cpus_free, machine.memory_free, machine.gpus_free);
        let fits =
            |cpus, memory, gpus| cpus >= ask.cpus_on(0) && memory >= ask.memory_per_node && gpus >= ask.gpus_per_node;
        let mut at = self.now;
        if !fits(cpus, memory, gpus) {
            let mut held: Vec<&Held> = machine.held.iter().collect();
            held.sort_unstable_by_key(|held| (held.until, held.job));
            for held in held {
                (cpus, memory, gpus) = (cpus + held.cpus, memory + held.memory, gpus + held.gpus);
                at = held.until.max(self.now);
                if fits(cpus, memory, gpus) {
                    break;
                }
            }
        }
        let meets = |from: UnixTime| from < at.saturating_add(limit).min(FAR);
        if meets(machine.reserved_from) {
            let after = self
                .maintenance
                .iter()
                .filter(|reserved| reserved.nodes.contains(&node));
            at = after.map(|reserved| reserved.end_at).fold(at, UnixTime::max);
        }
        (at < FAR).then_some(at)
    }

    /// Keeps nodes for the first job of a queue that has to wait.
    fn plan_for(&mut self, part: usize, id: JobId) {
        let current = self.parts.get(part).and_then(|part| part.planned.as_ref());
        let good = |planned: &Planned| {
            planned.job == id
                && self.now - planned.made_at < PLAN_AGE
                && planned.nodes.iter().all(|node| self.machines[*node].usable())
        };
        if current.is_some_and(good) {
            return;
        }
        let same = current.is_some_and(|planned| planned.job == id);
        if same {
            self.drop_plan(part);
        } else {
            self.unplan(part);
        }
        let Some(job) = self.jobs.get(&id) else { return };
        let (ask, limit) = (job.ask.clone(), job.limit());
        let plan = self.earliest(&ask, part, limit);
        self.say(id, "Resources");
        let Some((start_at, nodes)) = plan else { return };
        for node in &nodes {
            self.machines
                .change(*node, |machine| machine.planned.push((part, start_at)));
        }
        if let Some(job) = self.jobs.get_mut(&id) {
            job.row.start_at = Some(start_at);
        }
        if let Some(there) = self.parts.get_mut(part) {
            there.planned = Some(Planned {
                job: id,
                nodes,
                made_at: self.now,
            });
        }
    }

    /// Gives up what is planned in a queue; its job waits behind somebody again.
    pub(super) fn unplan(&mut self, part: usize) {
        let Some(id) = self.drop_plan(part) else { return };
        let Some(job) = self.jobs.get_mut(&id) else { return };
        if job.wait == Wait::Queue {
            job.row.start_at = None;
            self.say(id, "Priority");
        }
    }

    fn drop_plan(&mut self, part: usize) -> Option<JobId> {
        let planned = self.parts.get_mut(part)?.planned.take()?;
        for node in &planned.nodes {
            self.machines
                .change(*node, |machine| machine.planned.retain(|(of, _)| *of != part));
        }
        Some(planned.job)
    }
}

/// Whether such nodes could do it when empty.
pub(super) fn fits(group: &NodeGroup, ask: &Ask) -> bool {
    group.cpus >= ask.cpus_on(0)
        && group.memory_bytes >= ask.memory_per_node
        && group.gpus >= ask.gpus_per_node
        && (ask.gpus_per_node == 0 || ask.gpu_kind.is_empty() || ask.gpu_kind == group.gpu_kind)
        && ask.features.iter().all(|term| has_feature(group, term))
}

/// Whether it has one of the features of `a100|h100`.
fn has_feature(group: &NodeGroup, term: &str) -> bool {
    term.split('|')
        .any(|wanted| group.features.iter().any(|feature| **feature == *wanted))
}
