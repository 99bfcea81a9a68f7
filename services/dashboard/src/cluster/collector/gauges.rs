//! What Prometheus is told of the cluster. Only what Slurm said: a figure that is not known is not there.

use metrics::gauge;
use portal_slurm::snapshot::{NodeSummary, Part, Snapshot};

/// Sets all gauges. The names of the first four and of the nodes are those that existing dashboards ask for.
pub(super) fn set(snapshot: &Snapshot) {
    if let Ok(jobs) = snapshot.jobs.get() {
        let states = jobs.states();
        gauge!("slurm_running_jobs").set(float(states.running()));
        gauge!("slurm_active_jobs").set(float(states.running()));
        gauge!("slurm_pending_jobs").set(float(states.pending()));
        gauge!("slurm_queue_jobs").set(float(states.running() + states.pending()));
    }
    if let Ok(nodes) = snapshot.nodes.get() {
        let tally = nodes.tally();
        gauge!("slurm_allocated_cores").set(float(tally.cpus_allocated));
        gauge!("slurm_total_cores").set(float(tally.cpus));
        gauge!("slurm_idle_cores").set(float(tally.cpus_idle()));
        gauge!("slurm_allocated_gpus").set(float(tally.gpus_allocated));
        gauge!("slurm_total_gpus").set(float(tally.gpus));
        gauge!("slurm_allocated_memory_bytes").set(float(tally.memory_allocated_bytes));
        gauge!("slurm_total_memory_bytes").set(float(tally.memory_bytes));
        for (name, summaries) in NODES {
            let count: u32 = summaries.iter().map(|summary| tally.count(*summary)).sum();
            gauge!(name).set(f64::from(count));
        }
    }
}

/// Sets the age of each part, which grows while nobody answers.
pub(super) fn set_ages(snapshot: &Snapshot, now: i64) {
    age("jobs", &snapshot.jobs, now);
    age("nodes", &snapshot.nodes, now);
    age("partitions", &snapshot.partitions, now);
    age("reservations", &snapshot.reservations, now);
    age("qos", &snapshot.qos, now);
    age("accounts", &snapshot.accounts, now);
    age("controller", &snapshot.controller, now);
}

fn age<T>(name: &'static str, part: &Part<T>, now: i64) {
    if let Some(age) = part.age_ms(now) {
        gauge!("slurm_age_seconds", "part" => name).set(float(age) / 1000.0);
    }
}

const NODES: [(&str, &[NodeSummary]); 4] = [
    ("slurm_idle_nodes", &[NodeSummary::Idle]),
    ("slurm_allocated_nodes", &[NodeSummary::Allocated, NodeSummary::Mixed]),
    ("slurm_down_nodes", &[NodeSummary::Down]),
    ("slurm_drained_nodes", &[NodeSummary::Drained, NodeSummary::Draining]),
];

#[expect(
    clippy::cast_precision_loss,
    reason = "gauges are floats; no cluster has 2^53 of anything"
)]
fn float(number: u64) -> f64 {
    number as f64
}
