//! What is different between two snapshots.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{JobSet, NodeSet, Snapshot};
use crate::model::{Job, JobId, Node};

/// What a client that shows one snapshot has to learn to show another.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Delta {
    /// The version that it leads to.
    pub version: u64,
    /// Jobs.
    pub jobs: JobsDelta,
    /// Nodes.
    pub nodes: NodesDelta,
}

/// Jobs that are different.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct JobsDelta {
    /// New, or not as before; in the order of their numbers.
    pub changed: Vec<Arc<Job>>,
    /// No longer in the queue; in the order of their numbers.
    pub gone: Vec<JobId>,
}

/// Nodes that are different.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct NodesDelta {
    /// New, or not as before; in natural order of their names.
    pub changed: Vec<Arc<Node>>,
    /// No longer there.
    pub gone: Vec<Arc<str>>,
}

/// What is different. A part of which `new` knows nothing is not different.
#[must_use]
pub fn difference(old: &Snapshot, new: &Snapshot) -> Delta {
    Delta {
        version: new.version,
        jobs: JobsDelta::between(old.jobs.value.as_deref(), new.jobs.value.as_deref()),
        nodes: NodesDelta::between(old.nodes.value.as_deref(), new.nodes.value.as_deref()),
    }
}

impl JobsDelta {
    /// What is different between two queues.
    #[must_use]
    pub fn between(old: Option<&JobSet>, new: Option<&JobSet>) -> Self {
        let Some(new) = new else { return Self::default() };
        let mut delta = Self::default();
        if old.is_some_and(|old| std::ptr::eq(old, new)) {
            return delta;
        }
        let mut before = old.map_or(&[] as &[_], JobSet::rows).iter().peekable();
        for job in new.rows() {
            while let Some(gone) = before.next_if(|old| old.id < job.id) {
                delta.gone.push(gone.id);
            }
            match before.next_if(|old| old.id == job.id) {
                Some(old) if Arc::ptr_eq(old, job) || old == job => {}
                Some(_) | None => delta.changed.push(Arc::clone(job)),
            }
        }
        delta.gone.extend(before.map(|old| old.id));
        delta
    }

    /// Whether nothing is different.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changed.is_empty() && self.gone.is_empty()
    }

    /// How many rows are different.
    #[must_use]
    pub fn len(&self) -> usize {
        self.changed.len() + self.gone.len()
    }

    /// The queue after it.
    #[must_use]
    pub fn apply(&self, old: &JobSet) -> JobSet {
        let mut rows = Vec::with_capacity(old.len() + self.changed.len());
        let mut changed = self.changed.iter().peekable();
        for job in old.rows() {
            while let Some(new) = changed.next_if(|new| new.id < job.id) {
                rows.push(Arc::clone(new));
            }
            if let Some(new) = changed.next_if(|new| new.id == job.id) {
                rows.push(Arc::clone(new));
            } else if self.gone.binary_search(&job.id).is_err() {
                rows.push(Arc::clone(job));
            }
        }
        rows.extend(changed.map(Arc::clone));
        JobSet::of_rows(rows)
    }
}

impl NodesDelta {
    /// What is different between the nodes of two moments.
    #[must_use]
    pub fn between(old: Option<&NodeSet>, new: Option<&NodeSet>) -> Self {
        let Some(new) = new else { return Self::default() };
        let mut delta = Self::default();
        if old.is_some_and(|old| std::ptr::eq(old, new)) {
            return delta;
        }
        for node in new.rows() {
            let before = old.and_then(|old| old.get(&node.name));
            if !before.is_some_and(|before| Arc::ptr_eq(before, node) || before == node) {
                delta.changed.push(Arc::clone(node));
            }
        }
        let rows = old.map_or(&[] as &[_], NodeSet::rows).iter();
        let gone = rows.filter(|node| new.get(&node.name).is_none());
        delta.gone = gone.map(|node| Arc::clone(&node.name)).collect();
        delta
    }

    /// Whether nothing is different.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changed.is_empty() && self.gone.is_empty()
    }

    /// How many nodes are different.
    #[must_use]
    pub fn len(&self) -> usize {
        self.changed.len() + self.gone.len()
    }

    /// The nodes after it.
    #[must_use]
    pub fn apply(&self, old: &NodeSet) -> NodeSet {
        let mut rows: std::collections::HashMap<Arc<str>, Arc<Node>> = old
            .rows()
            .iter()
            .map(|node| (Arc::clone(&node.name), Arc::clone(node)))
            .collect();
        for name in &self.gone {
            rows.remove(name);
        }
        let changed = self.changed.iter();
        rows.extend(changed.map(|node| (Arc::clone(&node.name), Arc::clone(node))));
        NodeSet::of_rows(rows.into_values().collect())
    }
}
