//! Nodes that break, are repaired, restart, or are in maintenance.

use std::sync::Arc;

use super::job::Aside;
use super::machines::{FAR, NodeIx, Reboot};
use super::world::{Event, World};
use crate::model::{JobId, UnixTime};

/// Why nodes are drained, and who says so.
const DRAINED: [(&str, &str); 8] = [
    ("Kill task failed", "root"),
    ("NHC: check_hw_ib: no active InfiniBand port", "root"),
    ("NHC: check_fs_mount: /scratch not mounted", "root"),
    ("DIMM A7: correctable ECC errors above threshold", "admin"),
    ("disk replacement, ticket 4711", "admin"),
    ("NHC: check_ps_loadavg: high load average", "root"),
    ("firmware update", "admin"),
    (
        "Low RealMemory (reported:250112 < 100.00% of configured:262144)",
        "slurm",
    ),
];
/// The same of nodes with GPUs.
const GPU_DRAINED: [(&str, &str); 3] = [
    ("GPU 2: Xid 79, fallen off the bus", "root"),
    ("NHC: check_nvsmi_healthmon: GPU 0 uncorrectable ECC", "root"),
    ("gres/gpu count reported lower than configured (3 < 4)", "slurm"),
];
/// How long a repair takes on average, at pace 1.
const REPAIR_SECONDS: f64 = 4.0 * 3_600.0;
/// How long a restart takes, at pace 1.
const REBOOT_SECONDS: f64 = 180.0;
/// Until maintenance comes again.
const WEEK: i64 = 7 * 86_400;

impl World {
    /// Plans when the next node breaks: so often that on average as many are out of order as the plan says.
    pub(super) fn plan_next_breakage(&mut self) {
        if self.plan.broken_nodes == 0 {
            return;
        }
        let mean = REPAIR_SECONDS / f64::from(self.plan.broken_nodes);
        let wait = self.random.exponential(mean);
        let at = self.now + self.plan.paced(wait);
        self.plan_event(at, Event::NodeBreaks);
    }

    pub(super) fn some_node_breaks(&mut self) {
        self.plan_next_breakage();
        let places: Vec<NodeIx> = self.machines.places().collect();
        let Some(node) = self.random.pick(&places).copied() else {
            return;
        };
        if !self.machines[node].usable() {
            return;
        }
        // Two of three are found sick in time and are drained; the others just fall silent.
        if self.random.percent(66.0) {
            self.falls_sick(node, self.now);
        } else {
            self.falls_silent(node);
        }
        let repair = self.random.exponential(REPAIR_SECONDS);
        let at = self.now + self.plan.paced(repair);
        let turn = self.machines[node].turn;
        self.plan_event(at, Event::NodeReturns(node, turn));
    }

    /// A health check drains a node.
    pub(super) fn falls_sick(&mut self, node: NodeIx, at: UnixTime) {
        let has_gpus = self.machines.group(node).is_some_and(|group| group.gpus > 0);
        let why = if has_gpus && self.random.percent(60.0) {
            self.random.pick(&GPU_DRAINED)
        } else {
            self.random.pick(&DRAINED)
        };
        let (reason, by) = why.copied().unwrap_or_default();
        self.drain(node, reason, by, at);
    }

    pub(super) fn drain(&mut self, node: NodeIx, reason: &str, by: &str, at: UnixTime) {
        let (reason, by) = (self.text(reason), self.text(by));
        self.machines.change(node, |machine| {
            machine.drained = true;
            machine.turn += 1;
            machine.reason = reason;
            machine.reason_by = by;
            machine.reason_at = Some(at);
        });
        self.dirty = true;
    }

    /// A node does not answer any more: its jobs are lost or go back into the queue.
    pub(super) fn falls_silent(&mut self, node: NodeIx) {
        let now = self.now;
        let (reason, by): (Arc<str>, Arc<str>) = (self.text("Not responding"), self.text("slurm"));
        self.machines.change(node, |machine| {
            (machine.down, machine.silent) = (true, true);
            machine.turn += 1;
            // What somebody said before is not forgotten.
            if machine.reason.is_empty() {
                machine.reason = reason;
                machine.reason_by = by;
                machine.reason_at = Some(now);
            }
        });
        let jobs: Vec<JobId> = self.machines[node].held.iter().map(|held| held.job).collect();
        for job in jobs {
            self.lose(job);
        }
        self.dirty = true;
    }

    /// A node is in order again, unless somebody has done something else to it.
    pub(super) fn node_returns(&mut self, node: NodeIx, turn: u32) {
        if self.machines[node].turn == turn {
            self.resume(node);
        }
    }

    /// A node takes jobs again.
    pub(super) fn resume(&mut self, node: NodeIx) {
        let now = self.now;
        self.machines.change(node, |machine| {
            if machine.down || machine.reboot == Reboot::Issued {
                machine.boot_at = now;
            }
            (machine.down, machine.silent, machine.drained) = (false, false, false);
            machine.reboot = Reboot::No;
            machine.turn += 1;
            machine.reason = Arc::from("");
            machine.reason_by = Arc::from("");
            machine.reason_at = None;
        });
        self.wake(Aside::Nodes);
        self.dirty = true;
    }

    /// Begins a restart that was asked for, once nothing runs on the node.
    pub(super) fn reboot_if_empty(&mut self, node: NodeIx) {
        let machine = &self.machines[node];
        if machine.reboot != Reboot::Requested || !machine.held.is_empty() {
            return;
        }
        self.machines.change(node, |machine| {
            machine.reboot = Reboot::Issued;
            machine.turn += 1;
        });
        let (at, turn) = (self.now + self.plan.paced(REBOOT_SECONDS), self.machines[node].turn);
        self.plan_event(at, Event::NodeReturns(node, turn));
    }

    pub(super) fn maintenance_begins(&mut self, at: usize) {
        let Some(reserved) = self.maintenance.get(at) else {
            return;
        };
        let (nodes, end_at) = (reserved.nodes.clone(), reserved.end_at);
        for node in nodes {
            self.machines.change(node, |machine| machine.maintenance = true);
        }
        self.plan_event(end_at, Event::MaintenanceEnds(at));
        self.dirty = true;
    }

    /// It is over, and comes again in a week.
    pub(super) fn maintenance_ends(&mut self, at: usize) {
        let Some(reserved) = self.maintenance.get_mut(at) else {
            return;
        };
        reserved.start_at += WEEK;
        reserved.end_at += WEEK;
        let (nodes, start_at) = (reserved.nodes.clone(), reserved.start_at);
        let others: Vec<_> = nodes
            .iter()
            .map(|node| {
                let of_node = self.maintenance.iter().filter(|reserved| reserved.nodes.contains(node));
                of_node.map(|reserved| reserved.start_at).fold(FAR, UnixTime::min)
            })
            .collect();
        for (node, from) in nodes.into_iter().zip(others) {
            self.machines.change(node, |machine| {
                machine.maintenance = false;
                machine.reserved_from = from;
            });
        }
        self.plan_event(start_at, Event::MaintenanceBegins(at));
        self.wake(Aside::Nodes);
        self.dirty = true;
    }
}
