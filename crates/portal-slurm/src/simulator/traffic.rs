//! Jobs that come by themselves: whose they are, and how they are sent.

use std::sync::Arc;

use super::depend::Dependencies;
use super::job::{Aside, Ask, Rest, Wait};
use super::plan::{QosPlan, Traffic};
use super::random::Random;
use super::record::New;
use super::work;
use super::world::{Event, Part, User, World};
use crate::model::{HetPart, JobId, UnixTime};

/// Which jobs are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// As they come.
    Any,
    /// Small ones.
    Small,
    /// Those from before the simulation: nothing special.
    Past,
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
            let Some(part) = self
                .part_named(&traffic.partition)
                .and_then(|part| self.parts.get(part))
            else {
                continue;
            };
            // Who waits for somebody, or for a limit, keeps no node busy: the queue proper should not run dry.
            let (ready, waiting) = (part.queue.len() as f64, f64::from(part.pending));
            let wanted = f64::from(traffic.pending.max(1));
            let pressure = (1.0 + 8.0 * (0.8 * wanted - ready) / wanted).clamp(0.0, 4.0);
            let pressure = if waiting < 1.4 * wanted { pressure } else { 0.0 };
            let mean = traffic.per_hour / 3_600.0 * f64::from(self.plan.pace);
            // Who sees idle nodes sends what fits between the large jobs that wait.
            let fill = if waiting < 1.4 * wanted && self.idle_share(part) > 0.15 {
                2.0 * mean
            } else {
                0.0
            };
            for _ in 0..self.random.round(mean * pressure) {
                self.come(at, self.now, Kind::Any);
            }
            for _ in 0..self.random.round(fill) {
                self.come(at, self.now, Kind::Small);
            }
        }
    }

    /// How much of a partition's CPUs could be used and is not; of its GPUs, where it has some.
    fn idle_share(&self, part: &Part) -> f64 {
        let (mut idle, mut all) = (0, 0);
        for at in &part.classes {
            let Some(class) = self.machines.classes.get(*at) else {
                continue;
            };
            if class.group.gpus == 0 {
                let cpus = class.free.iter().map(|(free, nodes)| *free as usize * nodes.len());
                idle += cpus.sum::<usize>();
                all += class.usable * class.group.cpus as usize;
            } else {
                let usable = self.machines.of_class(*at).map(|node| &self.machines[node]);
                let gpus = usable
                    .filter(|machine| machine.usable())
                    .map(|machine| machine.gpus_free);
                idle += gpus.sum::<u32>() as usize;
                all += class.usable * class.group.gpus as usize;
            }
        }
        idle as f64 / all.max(1) as f64
    }

    /// One more job of this traffic, if anybody sends one.
    pub(super) fn come(&mut self, traffic: usize, submit_at: UnixTime, kind: Kind) -> Option<JobId> {
        let mut random = Random::of(self.plan.seed, u64::from(self.next_id));
        let traffic = self.traffic(traffic)?.clone();
        let part = self.part_named(&traffic.partition)?;
        let special = match kind {
            Kind::Any => special(&mut random),
            Kind::Past | Kind::Small => Special::No,
        };
        let user = self.who(&mut random, kind)?;
        let mut new = self.invent(&mut random, &traffic, (part, user), submit_at)?;
        if kind != Kind::Past && self.sees_no_use(&new) {
            return None;
        }
        if kind == Kind::Small {
            new.ask.shrink();
        }
        if special == Special::Array {
            // Small sites have small arrays.
            let most = if self.plan.nodes.iter().map(|group| group.count).sum::<u32>() < 100 {
                16
            } else {
                60
            };
            let count = random.between(4, most) as u32;
            new.rest = Some(Rest {
                tasks: (0..count).collect(),
                at_once: random.percent(40.0).then_some(count.div_ceil(5)),
            });
            // Tasks are many because each is small.
            new.ask.tasks = new.ask.tasks.min(new.ask.nodes * 4);
        }
        let ask = new.ask.clone();
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
    fn invent(
        &mut self,
        random: &mut Random,
        traffic: &Traffic,
        (part, user): (usize, usize),
        submit_at: UnixTime,
    ) -> Option<New> {
        let accounts = &self.user(user)?.accounts;
        let account = *random.pick(accounts)?;
        let qos = self.which_qos(random, user, account);
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
        let mut ask = work::ask(random, &group, group.count.min(most * 10));
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

    /// Whose job it is: who has fewer than they should, else anybody, some far more often than others; but nobody sends job
    /// after job when very many of theirs wait already. In the past, nobody was short of any.
    fn who(&self, random: &mut Random, kind: Kind) -> Option<usize> {
        let short = |(at, user): &(usize, &User)| self.usage.queued_by(*at) < user.at_least;
        if random.percent(if kind == Kind::Past { 4.0 } else { 40.0 }) {
            let short: Vec<usize> = self.users.iter().enumerate().filter(short).map(|(at, _)| at).collect();
            if !short.is_empty() {
                return random.pick(&short).copied();
            }
        }
        let all: u32 = self.parts.iter().map(|part| part.pending).sum();
        let many = 40 + 5 * all / (self.users.len() as u32).max(1);
        let mut who = None;
        for _ in 0..4 {
            let unit = random.unit();
            let at = (unit * unit * self.users.len() as f64) as usize;
            who = Some(at).filter(|at| *at < self.users.len());
            if self.usage.queued_by(at) < many {
                break;
            }
        }
        who
    }

    /// Whether so many wait below the same limits that one more would be of no use.
    fn sees_no_use(&self, new: &New) -> bool {
        let all: u32 = self.parts.iter().map(|part| part.pending).sum();
        let many = 6 + all as usize / 200;
        let below = [
            Aside::UserQos(new.user, new.qos),
            Aside::Qos(new.qos),
            Aside::Account(new.account),
        ];
        below
            .iter()
            .any(|aside| self.aside.get(aside).is_some_and(|list| list.len() > many))
    }

    /// Mostly the default one; and one whose limit lets few jobs run only for few jobs.
    fn which_qos(&self, random: &mut Random, user: usize, account: usize) -> usize {
        if random.percent(75.0) {
            return 0;
        }
        let allowed = self.account(account).map_or(&[][..], |account| &account.qos);
        let may = |(at, qos): (usize, &QosPlan)| {
            let few = qos
                .max_jobs_per_user
                .is_none_or(|most| self.usage.queued(user, at) < 2 * most);
            (few && (allowed.is_empty() || allowed.contains(&qos.name))).then_some(at)
        };
        let may: Vec<usize> = self.plan.qos.iter().enumerate().filter_map(may).collect();
        random.pick(&may).copied().unwrap_or_default()
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
        let patience = self.plan.paced(random.between(3_000, 30_000) as f64);
        self.plan_event(self.now + patience, Event::OwnerCancels(id, turn));
    }

    fn hold_for_a_while(&mut self, random: &mut Random, id: JobId) {
        let wait = self.plan.paced(random.between(900, 12_000) as f64);
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
