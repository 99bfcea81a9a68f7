//! What everybody is told when a snapshot follows another: differences, never lists.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use portal_config::{Clock, rfc3339};
use portal_events::{Channel, Event, Publisher};
use portal_slurm::hostlist;
use portal_slurm::model::Job;
use portal_slurm::snapshot::{JobSet, JobsDelta, NodeSet, NodesDelta, Part, Snapshot, StateCounts, gap_coded};
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::cluster::jobs::row::JobRow;
use crate::cluster::nodes::row::NodeRow;

/// So many rows are sent whole; of more only the numbers.
const MOST_ROWS: usize = 40;
/// Rows are sent whole as long as they are no larger together: twelve such events a minute are what a client may cost.
const MOST_ROW_BYTES: usize = 8 << 10;
/// Who has to look at more than so many changes is quicker with a page.
const MOST_CHANGES: usize = 5_000;

/// Tells everybody what changed.
#[derive(Debug)]
pub(super) struct News {
    publisher: Publisher,
    clock: Clock,
    /// Whether the last figures that went out were called stale.
    said_stale: AtomicBool,
}

impl News {
    pub(super) fn new(publisher: Publisher, clock: Clock) -> Self {
        Self {
            publisher,
            clock,
            said_stale: AtomicBool::new(false),
        }
    }

    /// Tells what is different in `new`.
    pub(super) fn tell(&self, old: &Snapshot, new: &Snapshot) {
        let now = self.clock.unix_millis();
        if let Some(event) = jobs_changed(old, new, now) {
            self.publisher.publish(event);
        }
        if let Some(event) = nodes_changed(old, new, now) {
            self.publisher.publish(event);
        }
        if asked_anew(&old.jobs, &new.jobs) || asked_anew(&old.nodes, &new.nodes) {
            self.tell_figures(new, now);
        }
    }

    /// Tells the figures when what was fresh has become stale merely because time passed.
    pub(super) fn tell_staleness(&self, snapshot: &Snapshot) {
        let now = self.clock.unix_millis();
        if is_stale(snapshot, now) != self.said_stale.load(Ordering::Relaxed) {
            self.tell_figures(snapshot, now);
        }
    }

    fn tell_figures(&self, snapshot: &Snapshot, now: i64) {
        self.said_stale.store(is_stale(snapshot, now), Ordering::Relaxed);
        self.publisher
            .publish(Event::to_everyone(Channel::Metrics, "cluster", figures(snapshot, now)));
    }
}

fn asked_anew<T>(old: &Part<T>, new: &Part<T>) -> bool {
    old.as_of != new.as_of || old.failure != new.failure
}

fn is_stale(snapshot: &Snapshot, now: i64) -> bool {
    snapshot.jobs.is_stale(now) || snapshot.nodes.is_stale(now)
}

/// `jobs_changed`; nothing when nothing did.
pub(crate) fn jobs_changed(old: &Snapshot, new: &Snapshot, now: i64) -> Option<Event> {
    let jobs = new.jobs.value.as_deref()?;
    let delta = JobsDelta::between(old.jobs.value.as_deref(), Some(jobs));
    let first = old.jobs.value.is_none();
    if delta.is_empty() && !first {
        return None;
    }
    let all = first || delta.len() > MOST_CHANGES;
    let private = new.jobs_are_private();
    let counts = (!private).then(|| state_counts(jobs.states()));
    let mut data = head(new, &new.jobs, now, json!(counts), all);
    if !all {
        let rows = (!private).then(|| job_rows(&delta.changed)).flatten();
        let changed_ids = gap_coded(delta.changed.iter().map(|job| job.id.get()));
        match rows {
            Some(rows) => data.insert("changed".to_owned(), json!(rows)),
            None => data.insert("changed_ids".to_owned(), json!(changed_ids)),
        };
        let gone_ids = gap_coded(delta.gone.iter().map(|id| id.get()));
        data.insert("gone_ids".to_owned(), json!(gone_ids));
    }
    Some(Event::to_everyone(Channel::Jobs, "jobs_changed", data.into()))
}

/// `nodes_changed`; nothing when nothing did.
pub(crate) fn nodes_changed(old: &Snapshot, new: &Snapshot, now: i64) -> Option<Event> {
    let nodes = new.nodes.value.as_deref()?;
    let delta = NodesDelta::between(old.nodes.value.as_deref(), Some(nodes));
    let first = old.nodes.value.is_none();
    if delta.is_empty() && !first {
        return None;
    }
    // A node that is gone changes groups and counts: that is rare, and told as a reload.
    let all = first || delta.len() > MOST_CHANGES || !delta.gone.is_empty();
    let private = new.nodes_are_private();
    let counts = (!private).then(|| node_counts(nodes));
    let mut data = head(new, &new.nodes, now, json!(counts), all);
    if !all && !private {
        match few(&delta.changed, |node| json!(NodeRow::of(node))) {
            Some(rows) => data.insert("changed".to_owned(), json!(rows)),
            None => data.insert(
                "hosts".to_owned(),
                json!(hostlist::fold(delta.changed.iter().map(|node| &*node.name))),
            ),
        };
    }
    Some(Event::to_everyone(Channel::Nodes, "nodes_changed", data.into()))
}

fn head<T>(snapshot: &Snapshot, part: &Part<T>, now: i64, counts: Value, all: bool) -> Map<String, Value> {
    let head = [
        ("version", json!(snapshot.version)),
        ("as_of", json!(part.as_of.map(rfc3339))),
        ("stale", json!(part.is_stale(now))),
        ("counts", counts),
        ("all", json!(all)),
    ];
    head.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn job_rows(jobs: &[Arc<Job>]) -> Option<Vec<Value>> {
    few(jobs, |job| json!(JobRow::of(job, None)))
}

/// The rows, when they are few and small.
fn few<T>(items: &[T], row: impl Fn(&T) -> Value) -> Option<Vec<Value>> {
    if items.len() > MOST_ROWS {
        return None;
    }
    let rows: Vec<Value> = items.iter().map(row).collect();
    let bytes: usize = rows.iter().map(|row| row.to_string().len()).sum();
    (bytes <= MOST_ROW_BYTES).then_some(rows)
}

fn state_counts(states: &StateCounts) -> BTreeMap<&str, u64> {
    states
        .iter()
        .map(|(state, tally)| (state.as_str(), tally.jobs))
        .collect()
}

fn node_counts(nodes: &NodeSet) -> BTreeMap<&'static str, u32> {
    let counts = nodes.tally().counts();
    counts.map(|(summary, count)| (summary.as_str(), count)).collect()
}

/// `cluster` on the channel `metrics`: the totals of `GET /api/v2/cluster`.
pub(crate) fn figures(snapshot: &Snapshot, now: i64) -> Value {
    let as_of = snapshot.jobs.as_of.into_iter().chain(snapshot.nodes.as_of).min();
    let jobs = snapshot.jobs.value.as_deref().filter(|_| !snapshot.jobs_are_private());
    let nodes = snapshot
        .nodes
        .value
        .as_deref()
        .filter(|_| !snapshot.nodes_are_private());
    json!(Figures {
        version: snapshot.version,
        as_of: as_of.map(rfc3339),
        stale: is_stale(snapshot, now),
        age_seconds: as_of.map(|as_of| u64::try_from((now - as_of) / 1000).unwrap_or(0)),
        jobs: jobs.map(job_figures),
        nodes: nodes.map(node_figures),
        cpus: nodes.map(cpu_figures),
        memory_bytes: nodes.map(|nodes| {
            let tally = nodes.tally();
            amount(tally.memory_bytes, tally.memory_allocated_bytes)
        }),
        gpus: nodes.map(|nodes| {
            let tally = nodes.tally();
            amount(tally.gpus, tally.gpus_allocated)
        }),
    })
}

#[derive(Serialize)]
struct Figures {
    version: u64,
    as_of: Option<String>,
    stale: bool,
    age_seconds: Option<u64>,
    jobs: Option<Value>,
    nodes: Option<Value>,
    cpus: Option<Value>,
    memory_bytes: Option<Value>,
    gpus: Option<Value>,
}

fn job_figures(jobs: &JobSet) -> Value {
    let states = jobs.states();
    let (running, pending) = (states.running(), states.pending());
    let other = states.total().jobs - running - pending;
    json!({"running": running, "pending": pending, "other": other, "counts": state_counts(states)})
}

fn node_figures(nodes: &NodeSet) -> Value {
    let tally = nodes.tally();
    json!({"total": tally.total(), "counts": node_counts(nodes), "attention": tally.attention})
}

fn cpu_figures(nodes: &NodeSet) -> Value {
    let tally = nodes.tally();
    json!({
        "total": tally.cpus,
        "allocated": tally.cpus_allocated,
        "idle": tally.cpus_idle(),
        "unavailable": tally.cpus_unavailable,
    })
}

fn amount(total: u64, allocated: u64) -> Value {
    json!({"total": total, "allocated": allocated})
}
