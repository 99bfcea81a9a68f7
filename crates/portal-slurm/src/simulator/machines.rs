//! The nodes: what is free on each, and which of them can take a job now.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Index;
use std::sync::Arc;

use super::plan::{NodeGroup, Plan};
use crate::hostlist;
use crate::model::{JobId, UnixTime};

/// Later than anything that happens.
pub(super) const FAR: UnixTime = 1 << 40;

/// A node, by its place in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct NodeIx(usize);

/// What a job has on a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Held {
    pub(super) job: JobId,
    pub(super) cpus: u32,
    pub(super) memory: u64,
    pub(super) gpus: u32,
    /// When its time limit ends it.
    pub(super) until: UnixTime,
}

/// How far a restart is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reboot {
    No,
    Requested,
    Issued,
}

/// A node.
#[derive(Debug, Clone)]
pub(super) struct Machine {
    pub(super) name: Arc<str>,
    /// Which group of alike nodes.
    pub(super) class: usize,
    pub(super) cpus_free: u32,
    pub(super) memory_free: u64,
    pub(super) gpus_free: u32,
    pub(super) held: Vec<Held>,
    /// Jobs of it that are completing.
    pub(super) completing: u32,
    pub(super) down: bool,
    pub(super) silent: bool,
    pub(super) drained: bool,
    pub(super) reboot: Reboot,
    /// In a reservation that has begun.
    pub(super) maintenance: bool,
    /// When a reservation begins that it belongs to.
    pub(super) reserved_from: UnixTime,
    /// Kept for the first job of these partitions, from then on.
    pub(super) planned: Vec<(usize, UnixTime)>,
    pub(super) reason: Arc<str>,
    pub(super) reason_by: Arc<str>,
    pub(super) reason_at: Option<UnixTime>,
    pub(super) boot_at: UnixTime,
    /// When the last job left it, or the first one came.
    pub(super) busy_at: UnixTime,
    /// Counts what was done to its health, so that a repair that was planned before finds nothing to do.
    pub(super) turn: u32,
}

impl Machine {
    /// Whether jobs may start on it.
    pub(super) fn usable(&self) -> bool {
        !self.down && !self.drained && !self.maintenance && self.reboot != Reboot::Issued
    }

    /// Until when a job may stay that starts now; `ahead_in` is the partition in whose queue it is before all that is planned.
    pub(super) fn open_until(&self, ahead_in: Option<usize>) -> UnixTime {
        self.planned
            .iter()
            .filter(|(part, _)| Some(*part) != ahead_in)
            .map(|(_, from)| *from)
            .fold(self.reserved_from, UnixTime::min)
    }
}

/// Nodes that are alike.
#[derive(Debug)]
pub(super) struct Class {
    pub(super) group: NodeGroup,
    /// Usable nodes by their free CPUs.
    pub(super) free: BTreeMap<u32, BTreeSet<NodeIx>>,
    /// How many jobs may start on.
    pub(super) usable: usize,
    /// First node, and how many.
    pub(super) range: (usize, usize),
}

/// All of them.
#[derive(Debug)]
pub(super) struct Machines {
    pub(super) classes: Vec<Class>,
    all: Vec<Machine>,
    by_name: HashMap<Arc<str>, NodeIx>,
}

impl Index<NodeIx> for Machines {
    type Output = Machine;

    #[expect(
        clippy::indexing_slicing,
        reason = "only this list makes places in it, and none is ever taken out"
    )]
    fn index(&self, node: NodeIx) -> &Machine {
        &self.all[node.0]
    }
}

impl Machines {
    pub(super) fn new(plan: &Plan, now: UnixTime) -> Self {
        let mut machines = Self {
            classes: Vec::new(),
            all: Vec::new(),
            by_name: HashMap::new(),
        };
        for (class, group) in plan.nodes.iter().enumerate() {
            let first = machines.all.len();
            for number in 1..=group.count {
                machines.add(Machine::new(group, number, class, now));
            }
            let nodes = (first..machines.all.len()).map(NodeIx).collect();
            machines.classes.push(Class {
                group: group.clone(),
                free: BTreeMap::from([(group.cpus, nodes)]),
                usable: group.count as usize,
                range: (first, group.count as usize),
            });
        }
        machines
    }

    fn add(&mut self, machine: Machine) {
        self.by_name.insert(Arc::clone(&machine.name), NodeIx(self.all.len()));
        self.all.push(machine);
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Machine> {
        self.all.iter()
    }

    pub(super) fn places(&self) -> impl Iterator<Item = NodeIx> + use<> {
        (0..self.all.len()).map(NodeIx)
    }

    pub(super) fn find(&self, name: &str) -> Option<NodeIx> {
        self.by_name.get(name).copied()
    }

    /// The nodes of a class.
    pub(super) fn of_class(&self, class: usize) -> impl Iterator<Item = NodeIx> + use<> {
        let (first, count) = self.classes.get(class).map_or((0, 0), |class| class.range);
        (first..first + count).map(NodeIx)
    }

    /// The group that a node is one of.
    pub(super) fn group(&self, node: NodeIx) -> Option<&NodeGroup> {
        Some(&self.classes.get(self[node].class)?.group)
    }

    /// Changes a node, and keeps the lists of what is free true.
    pub(super) fn change(&mut self, node: NodeIx, how: impl FnOnce(&mut Machine)) {
        let Some(machine) = self.all.get_mut(node.0) else {
            return;
        };
        let Some(class) = self.classes.get_mut(machine.class) else {
            return;
        };
        let (was_usable, had_free) = (machine.usable(), machine.cpus_free);
        how(machine);
        let (usable, free) = (machine.usable(), machine.cpus_free);
        if (was_usable, had_free) == (usable, free) {
            return;
        }
        if was_usable {
            class.usable -= 1;
            if let Some(list) = class.free.get_mut(&had_free) {
                list.remove(&node);
                if list.is_empty() {
                    class.free.remove(&had_free);
                }
            }
        }
        if usable {
            class.usable += 1;
            class.free.entry(free).or_default().insert(node);
        }
    }

    /// Gives a job a part of a node.
    pub(super) fn take(&mut self, node: NodeIx, held: Held, now: UnixTime) {
        self.change(node, |machine| {
            machine.cpus_free = machine.cpus_free.saturating_sub(held.cpus);
            machine.memory_free = machine.memory_free.saturating_sub(held.memory);
            machine.gpus_free = machine.gpus_free.saturating_sub(held.gpus);
            if machine.held.is_empty() {
                machine.busy_at = now;
            }
            machine.held.push(held);
        });
    }

    /// Takes back what a job has on a node.
    pub(super) fn give_back(&mut self, node: NodeIx, job: JobId, now: UnixTime) {
        self.change(node, |machine| {
            let Some(at) = machine.held.iter().position(|held| held.job == job) else {
                return;
            };
            let held = machine.held.swap_remove(at);
            machine.cpus_free += held.cpus;
            machine.memory_free += held.memory;
            machine.gpus_free += held.gpus;
            if machine.held.is_empty() {
                machine.busy_at = now;
            }
        });
    }

    /// Nodes in Slurm's short form, `cn[001-004,007]`.
    pub(super) fn fold(&self, nodes: &[NodeIx]) -> Arc<str> {
        match nodes {
            [] => Arc::from(""),
            [one] => Arc::clone(&self[*one].name),
            several => hostlist::fold(several.iter().map(|node| &*self[*node].name)).into(),
        }
    }
}

impl Machine {
    fn new(group: &NodeGroup, number: u32, class: usize, now: UnixTime) -> Self {
        let digits = group.digits;
        Self {
            name: format!("{}{number:0digits$}", group.prefix).into(),
            class,
            cpus_free: group.cpus,
            memory_free: group.memory_bytes,
            gpus_free: group.gpus,
            held: Vec::new(),
            completing: 0,
            down: false,
            silent: false,
            drained: false,
            reboot: Reboot::No,
            maintenance: false,
            reserved_from: FAR,
            planned: Vec::new(),
            reason: "".into(),
            reason_by: "".into(),
            reason_at: None,
            boot_at: now,
            busy_at: now,
            turn: 0,
        }
    }
}
