//! The state of the simulated cluster, and how its time goes on.
//!
//! Time is whole seconds. Whatever is asked, first everything happens that was to happen until now, second by second: so it
//! does not matter how often anybody asks.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet, VecDeque};
use std::sync::Arc;

use super::job::{Aside, SimJob};
use super::limits::Usage;
use super::machines::{Machines, NodeIx};
use super::plan::{AccountPlan, PartitionPlan, Plan, QosPlan, Traffic};
use super::random::Random;
use crate::model::{FinishedJob, JobId, UnixTime};

/// What is to happen, in the order in which it does within the same second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Event {
    /// A job's run is over. With its turn.
    Ends(JobId, u32),
    /// It is done with completing.
    IsDone(JobId, u32),
    /// slurmctld forgets it.
    IsForgotten(JobId, u32),
    /// Its begin has come.
    Begins(JobId, u32),
    /// Its owner lets it start.
    OwnerReleases(JobId, u32),
    /// Its owner gives up waiting.
    OwnerCancels(JobId, u32),
    /// A node is in order again. With its turn.
    NodeReturns(NodeIx, u32),
    /// Some node breaks.
    NodeBreaks,
    /// A reservation begins.
    MaintenanceBegins(usize),
    /// It ends.
    MaintenanceEnds(usize),
}

/// Somebody who submits.
#[derive(Debug)]
pub(super) struct User {
    pub(super) name: Arc<str>,
    pub(super) accounts: Vec<usize>,
    pub(super) at_least: u32,
    /// What fair share adds to the priority.
    pub(super) share: u64,
}

/// A partition.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) plan: PartitionPlan,
    pub(super) classes: Vec<usize>,
    pub(super) alone: Arc<[usize]>,
    /// Who waits for nodes, first ones first.
    pub(super) queue: BTreeSet<(u64, JobId)>,
    /// The first one that has to wait, and what is planned for it.
    pub(super) planned: Option<Planned>,
    /// Records that wait for this partition first.
    pub(super) pending: u32,
}

/// What is planned for the first job of a queue that has to wait.
#[derive(Debug, Clone)]
pub(super) struct Planned {
    pub(super) job: JobId,
    pub(super) nodes: Vec<NodeIx>,
    /// When that was found out.
    pub(super) made_at: UnixTime,
}

/// A reservation as it stands.
#[derive(Debug)]
pub(super) struct Maintenance {
    pub(super) name: Arc<str>,
    pub(super) nodes: Vec<NodeIx>,
    pub(super) start_at: UnixTime,
    pub(super) end_at: UnixTime,
}

/// How far an array is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Tally {
    /// Records of its tasks that slurmctld knows.
    pub(super) records: Vec<JobId>,
    /// Tasks that have not ended.
    pub(super) left: u32,
    /// Tasks that have started.
    pub(super) started: u32,
    /// Tasks that run.
    pub(super) running: u32,
    /// Tasks that ended badly.
    pub(super) failed: u32,
}

/// The cluster.
#[derive(Debug)]
pub(super) struct World {
    pub(super) cluster: Arc<str>,
    pub(super) plan: Plan,
    pub(super) random: Random,
    pub(super) began_at: UnixTime,
    pub(super) now: UnixTime,
    pub(super) machines: Machines,
    pub(super) parts: Vec<Part>,
    /// Places of partitions, highest tier first.
    pub(super) by_tier: Vec<usize>,
    pub(super) users: Vec<User>,
    pub(super) user_by_name: HashMap<Arc<str>, usize>,
    pub(super) jobs: BTreeMap<JobId, Box<SimJob>>,
    pub(super) arrays: BTreeMap<JobId, Tally>,
    pub(super) next_id: u32,
    events: BinaryHeap<Reverse<(UnixTime, Event)>>,
    pub(super) aside: BTreeMap<Aside, BTreeSet<(u64, JobId)>>,
    /// Who is looked at again because there may be room below a limit.
    pub(super) wake: BTreeSet<Aside>,
    /// Whose conditions name a job.
    pub(super) dependents: BTreeMap<JobId, Vec<JobId>>,
    /// Who waits for jobs of the same name.
    pub(super) singletons: BTreeSet<JobId>,
    /// Jobs that the scheduler has not looked at yet.
    pub(super) fresh: Vec<JobId>,
    pub(super) usage: Usage,
    pub(super) finished: VecDeque<FinishedJob>,
    pub(super) maintenance: Vec<Maintenance>,
    /// Something has changed that the scheduler should know.
    pub(super) dirty: bool,
    texts: HashSet<Arc<str>>,
}

impl World {
    /// The cluster at the start, with all that the plan says is already there.
    pub(super) fn new(plan: Plan, now: UnixTime) -> Self {
        let parts = parts(&plan);
        let mut by_tier: Vec<usize> = (0..parts.len()).collect();
        by_tier.sort_by_key(|part| Reverse(parts.get(*part).map(|part| part.plan.priority_tier)));
        let users = users(&plan);
        let mut world = Self {
            cluster: Arc::clone(&plan.cluster),
            random: Random::new(plan.seed),
            began_at: now,
            now,
            machines: Machines::new(&plan, now),
            parts,
            by_tier,
            user_by_name: users
                .iter()
                .enumerate()
                .map(|(at, user)| (Arc::clone(&user.name), at))
                .collect(),
            usage: Usage::default(),
            users,
            jobs: BTreeMap::new(),
            arrays: BTreeMap::new(),
            next_id: plan.first_id.max(1),
            events: BinaryHeap::new(),
            aside: BTreeMap::new(),
            wake: BTreeSet::new(),
            dependents: BTreeMap::new(),
            singletons: BTreeSet::new(),
            fresh: Vec::new(),
            finished: VecDeque::new(),
            maintenance: Vec::new(),
            dirty: false,
            texts: HashSet::new(),
            plan,
        };
        world.fill();
        world
    }

    /// Lets everything happen until then.
    pub(super) fn advance(&mut self, until: UnixTime) {
        while self.now < until {
            let busy = self.dirty || !self.plan.traffic.is_empty();
            let next = self.events.peek().map_or(until, |Reverse((at, _))| *at);
            self.now = if busy {
                self.now + 1
            } else {
                next.clamp(self.now + 1, until)
            };
            while let Some(Reverse((at, event))) = self.events.peek().copied() {
                if at > self.now {
                    break;
                }
                self.events.pop();
                self.happen(event);
            }
            self.arrive();
            if self.dirty {
                self.dirty = false;
                self.schedule();
            }
        }
    }

    /// Something that is to happen then.
    pub(super) fn plan_event(&mut self, at: UnixTime, event: Event) {
        self.events.push(Reverse((at.max(self.now), event)));
    }

    /// A new job number.
    pub(super) fn new_id(&mut self) -> JobId {
        loop {
            let number = self.next_id;
            self.next_id = self.next_id.checked_add(1).unwrap_or(1);
            if let Some(id) = JobId::new(number).filter(|id| !self.jobs.contains_key(id)) {
                return id;
            }
        }
    }

    /// The shared form of a text that many jobs have.
    pub(super) fn text(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.texts.get(text) {
            return Arc::clone(known);
        }
        let new: Arc<str> = text.into();
        self.texts.insert(Arc::clone(&new));
        new
    }

    pub(super) fn user(&self, at: usize) -> Option<&User> {
        self.users.get(at)
    }

    pub(super) fn qos(&self, at: usize) -> Option<&QosPlan> {
        self.plan.qos.get(at)
    }

    pub(super) fn account(&self, at: usize) -> Option<&AccountPlan> {
        self.plan.accounts.get(at)
    }

    pub(super) fn part_named(&self, name: &str) -> Option<usize> {
        self.parts.iter().position(|part| &*part.plan.name == name)
    }

    pub(super) fn traffic(&self, at: usize) -> Option<&Traffic> {
        self.plan.traffic.get(at)
    }
}

fn parts(plan: &Plan) -> Vec<Part> {
    let class_of = |prefix: &Arc<str>| plan.nodes.iter().position(|group| group.prefix == *prefix);
    let part = |(at, part): (usize, &PartitionPlan)| Part {
        classes: {
            let mut classes: Vec<usize> = part.groups.iter().filter_map(class_of).collect();
            classes.sort_by_key(|class| plan.nodes.get(*class).map(|group| group.weight));
            classes
        },
        plan: part.clone(),
        alone: Arc::from([at]),
        queue: BTreeSet::new(),
        planned: None,
        pending: 0,
    };
    plan.partitions.iter().enumerate().map(part).collect()
}

fn users(plan: &Plan) -> Vec<User> {
    let account = |name: &Arc<str>| plan.accounts.iter().position(|account| account.name == *name);
    let user = |user: &super::plan::UserPlan| User {
        name: Arc::clone(&user.name),
        accounts: user.accounts.iter().filter_map(account).collect(),
        at_least: user.at_least,
        share: user.share,
    };
    plan.users.iter().map(user).collect()
}
