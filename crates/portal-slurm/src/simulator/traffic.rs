//! Jobs that come by themselves: whose they are, and how they are sent.

use std::sync::Arc;

use super::depend::Dependencies;
use super::job::{Ask, Fate, Rest, SimJob, Wait};
use super::plan::Traffic;
use super::random::Random;
use super::work;
use super::world::{Event, Tally, World};
use crate::model::{HetPart, Job, JobId, JobState, Reason, Tres, UnixTime};

/// All that makes a new record.
pub(super) struct New {
    pub(super) name: Arc<str>,
    pub(super) user: usize,
    pub(super) account: usize,
    pub(super) qos: usize,
    pub(super) parts: Arc<[usize]>,
    pub(super) ask: Ask,
    pub(super) limit_seconds: Option<u64>,
    pub(super) fate: Fate,
    pub(super) rest: Option<Rest>,
    pub(super) submit_at: UnixTime,
    pub(super) work_dir: Arc<str>,
    pub(super) command: Arc<str>,
}

/// What is special about a job that comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Special {
    No,
    Array,
    Chain,
    Held,
    Later,
    Together,
}

impl World {
    /// Jobs that come in this second. More come when the queue is shorter than it should be, fewer when it is longer.
    pub(super) fn arrive(&mut self) {
        for at in 0..self.plan.traffic.len() {
            let Some(traffic) = self.traffic(at) else { continue };
            let waiting = self
                .part_named(&traffic.partition)
                .and_then(|part| self.parts.get(part));
            let waiting = f64::from(waiting.map_or(0, |part| part.pending));
            let wanted = f64::from(traffic.pending.max(1));
            let pressure = (1.0 + 8.0 * (wanted - waiting) / wanted).clamp(0.0, 4.0);
            let mean = traffic.per_hour / 3_600.0 * f64::from(self.plan.pace) * pressure;
            for _ in 0..self.random.round(mean) {
                self.come(at, self.now, false);
            }
        }
    }

    /// One more job of this traffic. `plain` ones are nothing special.
    pub(super) fn come(&mut self, traffic: usize, submit_at: UnixTime, plain: bool) -> Option<JobId> {
        let mut random = Random::of(self.plan.seed, u64::from(self.next_id));
        let traffic = self.traffic(traffic)?.clone();
        let part = self.part_named(&traffic.partition)?;
        let special = if plain { Special::No } else { special(&mut random) };
        let mut new = self.invent(&mut random, &traffic, part, submit_at)?;
        if special == Special::Array {
            let count = random.between(4, 60) as u32;
            new.rest = Some(Rest {
                tasks: (0..count).collect(),
                at_once: random.percent(40.0).then_some(count.div_ceil(5)),
            });
            // Tasks are many because each is small.
            new.ask.tasks = new.ask.tasks.min(new.ask.nodes * 4);
        }
        let (user, ask) = (new.user, new.ask.clone());
        let id = self.create(new);
        match special {
            Special::No | Special::Array => {}
            Special::Chain => self.chain(&mut random, id, user),
            Special::Held => self.hold_for_a_while(&mut random, id),
            Special::Later => {
                let wait = self.plan.paced(random.between(900, 30_000) as f64);
                if let Some(job) = self.jobs.get_mut(&id) {
                    job.begin_at = Some(submit_at.max(self.now) + wait);
                }
            }
            Special::Together => self.add_components(id, ask),
        }
        self.wait(id);
        Some(id)
    }

    /// Somebody's plain job.
    fn invent(&mut self, random: &mut Random, traffic: &Traffic, part: usize, submit_at: UnixTime) -> Option<New> {
        let user = self.who(random)?;
        let accounts = &self.user(user)?.accounts;
        let account = *random.pick(accounts)?;
        let qos = self.which_qos(random, account);
        let there = self.parts.get(part)?;
        let choice: Vec<(u32, usize)> = there
            .classes
            .iter()
            .filter_map(|class| Some((self.machines.classes.get(*class)?.group.count, *class)))
            .collect();
        let class = *random.weighted(&choice)?;
        let group = self.machines.classes.get(class)?.group.clone();
        let (longest, parts) = (there.plan.max_time_seconds, Arc::clone(&there.alone));
        let most = there.plan.max_nodes.unwrap_or(group.count);
        let mut ask = work::ask(random, &group, group.count.min(most * 6));
        if ask.gpus_per_node == 0 && random.percent(12.0) {
            ask.features.extend(random.pick(&group.features).cloned());
        }
        let wall = self.qos(qos).and_then(|qos| qos.max_wall_seconds);
        let longest = [longest, wall].into_iter().flatten().min();
        let (fate, limit) = work::fate(random, traffic.mean_run_seconds, longest, self.plan.pace);
        let (tool, name) = work::name(random, group.gpus > 0);
        let owner = Arc::clone(&self.user(user)?.name);
        Some(New {
            name: self.text(&name),
            user,
            account,
            qos,
            parts,
            ask,
            limit_seconds: Some(limit),
            fate,
            rest: None,
            submit_at,
            work_dir: self.text(&format!("/home/{owner}/runs/{tool}")),
            command: self.text(&format!("/home/{owner}/runs/{tool}/run.sh")),
        })
    }

    /// Whose job it is: who has fewer than they should, else anybody, some far more often than others.
    fn who(&self, random: &mut Random) -> Option<usize> {
        let short = |(at, user): &(usize, &super::world::User)| self.usage.queued_by(*at) < user.at_least;
        let short: Vec<usize> = self.users.iter().enumerate().filter(short).map(|(at, _)| at).collect();
        if random.percent(50.0) && !short.is_empty() {
            return random.pick(&short).copied();
        }
        let unit = random.unit();
        Some((unit * unit * self.users.len() as f64) as usize).filter(|at| *at < self.users.len())
    }

    fn which_qos(&self, random: &mut Random, account: usize) -> usize {
        if random.percent(75.0) {
            return 0;
        }
        let allowed = self.account(account).map_or(&[][..], |account| &account.qos);
        let may = |(at, qos): (usize, &super::plan::QosPlan)| {
            (allowed.is_empty() || allowed.contains(&qos.name)).then_some(at)
        };
        let may: Vec<usize> = self.plan.qos.iter().enumerate().filter_map(may).collect();
        random.pick(&may).copied().unwrap_or_default()
    }

    /// Makes a record that is not yet anywhere; [`World::wait`] puts it into the queue.
    pub(super) fn create(&mut self, new: New) -> JobId {
        let id = self.new_id();
        let empty = self.text("");
        let text = |text: Option<&Arc<str>>| text.map_or_else(|| Arc::clone(&empty), Arc::clone);
        let part_names: Vec<&Arc<str>> = new
            .parts
            .iter()
            .filter_map(|part| Some(&self.parts.get(*part)?.plan.name))
            .collect();
        let partition = match part_names.as_slice() {
            [one] => Arc::clone(one),
            several => several.iter().map(|name| &***name).collect::<Vec<_>>().join(",").into(),
        };
        let rank = self.rank(&new);
        let ask = &new.ask;
        let row = Job {
            id,
            array: None,
            het: None,
            name: new.name,
            user: text(self.user(new.user).map(|user| &user.name)),
            account: text(self.account(new.account).map(|account| &account.name)),
            partition,
            qos: text(self.qos(new.qos).map(|qos| &qos.name)),
            state: JobState::Pending,
            reason: Reason::None,
            priority: rank,
            submit_at: new.submit_at,
            eligible_at: None,
            start_at: None,
            end_at: None,
            time_limit_seconds: new.limit_seconds,
            nodes: ask.nodes,
            tasks: ask.tasks,
            tres: Tres {
                cpus: ask.cpus(),
                memory_bytes: ask.memory(),
                gpus: ask.gpus(),
                billing: Some(u64::from(ask.cpus()) + 16 * u64::from(ask.gpus())),
                others: empty.clone(),
            },
            node_list: empty.clone(),
            features: ask.features.join("&").into(),
            dependency: empty.clone(),
            reservation: empty.clone(),
            work_dir: new.work_dir,
            command: new.command,
            comment: empty.clone(),
            exit_code: None,
            restarts: 0,
        };
        let mut job = SimJob {
            row,
            user: new.user,
            account: new.account,
            qos: new.qos,
            parts: new.parts,
            ask: new.ask,
            rank,
            wait: Wait::No,
            held_by_operator: false,
            nodes: Vec::new(),
            turn: 0,
            fate: new.fate,
            rest: new.rest,
            components: Vec::new(),
            depends: Dependencies::default(),
            begin_at: None,
            requeue: true,
            verdict: None,
            suspended_at: None,
            stood: 0,
            papers: None,
        };
        if job.ask.gpus_per_node > 0 && !job.ask.gpu_kind.is_empty() {
            job.row.tres.others = self.text(&format!("gres/gpu:{}={}", job.ask.gpu_kind, job.ask.gpus()));
        }
        job.tell_rest();
        if let Some(rest) = &job.rest {
            let left = rest.tasks.len() as u32;
            let tally = Tally {
                left,
                records: vec![id],
                ..Tally::default()
            };
            self.arrays.insert(id, tally);
        }
        self.usage.comes(&job, job.row.count());
        self.jobs.insert(id, Box::new(job));
        id
    }

    /// Priority: of the QOS, the partition, the user's fair share and the size; whoever came earlier has more. That age counts
    /// the same for all keeps the order, and so the number never has to change while a job waits.
    fn rank(&self, new: &New) -> u64 {
        let part = new.parts.first().and_then(|part| self.parts.get(*part));
        let factors = self.qos(new.qos).map_or(0, |qos| qos.priority)
            + part.map_or(0, |part| part.plan.priority)
            + self.user(new.user).map_or(0, |user| user.share)
            + u64::from(new.ask.nodes) * 10;
        let later = (new.submit_at - self.began_at).max(0) as u64 / 16;
        let earlier = (self.began_at - new.submit_at).max(0) as u64 / 16;
        (2_000_000 + factors + earlier).saturating_sub(later).max(1)
    }

    /// After the newest waiting job of the same person, if there is one.
    fn chain(&mut self, random: &mut Random, id: JobId, user: usize) {
        let before = self.jobs.range(..id).rev().take(400);
        let theirs: Vec<JobId> = before
            .filter(|(_, job)| job.user == user && job.rest.is_none() && !job.row.state.has_ended())
            .map(|(id, _)| *id)
            .take(6)
            .collect();
        let Some(on) = random.pick(&theirs).copied() else {
            return;
        };
        let turn = match self.jobs.get_mut(&id) {
            Some(job) => {
                job.depends = Dependencies::after_ok(on);
                job.turn
            }
            None => return,
        };
        self.dependents.entry(on).or_default().push(id);
        // One that can never start is given up some day.
        let patience = self.plan.paced(random.between(20_000, 90_000) as f64);
        self.plan_event(self.now + patience, Event::OwnerCancels(id, turn));
    }

    fn hold_for_a_while(&mut self, random: &mut Random, id: JobId) {
        let wait = self.plan.paced(random.between(1_800, 40_000) as f64);
        let by_operator = random.percent(20.0);
        let Some(job) = self.jobs.get_mut(&id) else { return };
        job.row.priority = 0;
        job.held_by_operator = by_operator;
        let turn = job.turn;
        let event = if by_operator {
            Event::OwnerCancels
        } else {
            Event::OwnerReleases
        };
        self.plan_event(self.now + wait, event(id, turn));
    }

    /// Makes a job heterogeneous: a small leader, and one or two components.
    fn add_components(&mut self, leader: JobId, ask: Ask) {
        let Some(first) = self.jobs.get_mut(&leader) else {
            return;
        };
        first.row.het = Some(HetPart { leader, offset: 0 });
        let template = first.clone();
        for offset in 1..=2 {
            let id = self.new_id();
            let mut job = template.clone();
            job.row.id = id;
            job.row.het = Some(HetPart { leader, offset });
            job.wait = Wait::Leader;
            job.ask = Ask {
                nodes: 1,
                tasks: ask.tasks.div_ceil(ask.nodes.max(1)),
                ..ask.clone()
            };
            job.row.nodes = 1;
            job.row.tasks = job.ask.tasks;
            job.row.tres.cpus = job.ask.cpus();
            job.row.tres.memory_bytes = job.ask.memory();
            job.row.tres.gpus = job.ask.gpus();
            self.usage.comes(&job, 1);
            self.jobs.insert(id, job);
            if let Some(first) = self.jobs.get_mut(&leader) {
                first.components.push(id);
            }
            self.wait(id);
        }
    }
}

fn special(random: &mut Random) -> Special {
    match random.unit() * 100.0 {
        0.0..5.0 => Special::Array,
        5.0..9.0 => Special::Chain,
        9.0..11.0 => Special::Held,
        11.0..12.0 => Special::Later,
        12.0..13.0 => Special::Together,
        _ => Special::No,
    }
}
