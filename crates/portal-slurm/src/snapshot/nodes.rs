//! All nodes, with what is asked of them often.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::counts::{NodeTally, entry};
use super::delta::NodesDelta;
use super::text::natural_order;
use crate::model::Node;

/// All nodes, in natural order of their names: `cn2` before `cn10`.
#[derive(Debug, Default)]
pub struct NodeSet {
    rows: Vec<Arc<Node>>,
    places: OnceLock<HashMap<Arc<str>, u32>>,
    totals: OnceLock<Totals>,
}

#[derive(Debug, Default)]
struct Totals {
    all: NodeTally,
    partitions: HashMap<Arc<str>, NodeTally>,
}

impl NodeSet {
    /// The nodes as Slurm told them.
    #[must_use]
    pub fn new(nodes: Vec<Node>) -> Self {
        Self::default().next(nodes).0
    }

    /// The nodes that follow these, and what is different. Rows that are equal are shared.
    #[must_use]
    pub fn next(&self, nodes: Vec<Node>) -> (Self, NodesDelta) {
        let mut delta = NodesDelta::default();
        let mut rows: Vec<Arc<Node>> = Vec::with_capacity(nodes.len());
        for node in nodes {
            match self.get(&node.name) {
                Some(old) if **old == node => rows.push(Arc::clone(old)),
                Some(_) | None => rows.push(Arc::new(node)),
            }
        }
        let next = Self::of_rows(rows);
        for node in &next.rows {
            if !self.get(&node.name).is_some_and(|old| Arc::ptr_eq(old, node)) {
                delta.changed.push(Arc::clone(node));
            }
        }
        let gone = self.rows.iter().filter(|old| next.get(&old.name).is_none());
        delta.gone = gone.map(|old| Arc::clone(&old.name)).collect();
        (next, delta)
    }

    /// Sorts them; of two with the same name the first counts.
    pub(super) fn of_rows(mut rows: Vec<Arc<Node>>) -> Self {
        rows.sort_by(|a, b| natural_order(&a.name, &b.name));
        rows.dedup_by(|a, b| a.name == b.name);
        Self {
            rows,
            ..Self::default()
        }
    }

    /// All rows, in natural order of their names.
    #[must_use]
    pub fn rows(&self) -> &[Arc<Node>] {
        &self.rows
    }

    /// How many.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The node of that name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Arc<Node>> {
        let places = self.places.get_or_init(|| {
            let names = self.rows.iter().map(|node| Arc::clone(&node.name));
            names.zip(0_u32..).collect()
        });
        self.rows.get(*places.get(name)? as usize)
    }

    /// All nodes, added up.
    #[must_use]
    pub fn tally(&self) -> &NodeTally {
        &self.totals().all
    }

    /// Nodes of a partition, added up.
    #[must_use]
    pub fn partition_tally(&self, partition: &str) -> NodeTally {
        self.totals().partitions.get(partition).copied().unwrap_or_default()
    }

    fn totals(&self) -> &Totals {
        self.totals.get_or_init(|| {
            let mut totals = Totals::default();
            for node in &self.rows {
                totals.all.add(node);
                for partition in &node.partitions {
                    entry(&mut totals.partitions, partition).add(node);
                }
            }
            totals
        })
    }
}

impl Serialize for NodeSet {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.rows.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for NodeSet {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::<Arc<Node>>::deserialize(deserializer).map(Self::of_rows)
    }
}

impl PartialEq for NodeSet {
    fn eq(&self, other: &Self) -> bool {
        self.rows == other.rows
    }
}
