//! Lists of nodes: filtered, sorted, a page at a time.

use std::cmp::Ordering;
use std::sync::Arc;

use super::counts::{NodeSummary, NodeTally};
use super::page::{BadCursor, Cursor};
use super::{Needle, NodeSet, natural_order};
use crate::model::Node;

/// Which states.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NodeStateFilter {
    /// This one.
    Is(NodeSummary),
    /// Those that an operator should look at.
    Attention,
}

impl NodeStateFilter {
    /// Reads a summary's word or `attention`.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        match word {
            "attention" => Some(Self::Attention),
            _ => NodeSummary::named(word).map(Self::Is),
        }
    }

    /// Whether the node is one of these.
    #[must_use]
    pub fn has(self, node: &Node) -> bool {
        match self {
            Self::Is(summary) => NodeSummary::of(node) == summary,
            Self::Attention => node.state.needs_attention(),
        }
    }
}

/// Which nodes. An empty list does not restrict; of several words one has to fit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NodeFilter {
    /// States.
    pub states: Vec<NodeStateFilter>,
    /// Partitions.
    pub partitions: Vec<String>,
    /// Features.
    pub features: Vec<String>,
    /// Generic resources by name or kind: `gpu`, `a100`, `gpu:a100`.
    pub gres: Vec<String>,
    /// Names.
    pub names: Vec<String>,
    /// Part of the name, address, reason, partition, feature or operating system.
    pub text: Option<Needle>,
}

/// By what a list of nodes can be sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is the field of that name; names in natural order")]
pub enum NodeSortKey {
    Name,
    State,
    Cpus,
    Load,
    Memory,
    Gpus,
    Boot,
}

impl NodeSortKey {
    /// All, with their words.
    pub const ALL: [(Self, &'static str); 7] = [
        (Self::Name, "name"),
        (Self::State, "state"),
        (Self::Cpus, "cpus"),
        (Self::Load, "load"),
        (Self::Memory, "memory"),
        (Self::Gpus, "gpus"),
        (Self::Boot, "boot"),
    ];
}

/// By what, and in which direction. Rows without the value come last either way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct NodeSort {
    /// By what.
    pub key: NodeSortKey,
    /// Largest first.
    pub descending: bool,
}

impl Default for NodeSort {
    fn default() -> Self {
        Self {
            key: NodeSortKey::Name,
            descending: false,
        }
    }
}

impl NodeSort {
    /// Reads `load` or `-load`.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        let (descending, word) = word.strip_prefix('-').map_or((false, word), |word| (true, word));
        let found = NodeSortKey::ALL.iter().find(|(_, name)| *name == word);
        found.map(|(key, _)| Self { key: *key, descending })
    }
}

/// Which nodes, in which order, from where.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NodeQuery {
    /// Which.
    pub filter: NodeFilter,
    /// In which order.
    pub sort: NodeSort,
    /// Behind which row; `None` for the first page.
    pub after: Option<Cursor>,
    /// At most so many; `usize::MAX` for all.
    pub limit: usize,
}

/// A page of nodes.
#[derive(Debug, Clone, PartialEq)]
pub struct NodePage {
    /// In the order asked for.
    pub items: Vec<Arc<Node>>,
    /// Rows on all pages.
    pub total: u64,
    /// Where the next page begins; `None` on the last one.
    pub next: Option<Cursor>,
    /// Nodes that pass the filter without its states, added up.
    pub counts: NodeTally,
}

/// Sorted value (`None` last) and name.
type Key<'a> = (Option<u64>, &'a str);

impl NodeSet {
    /// A page of the nodes.
    ///
    /// # Errors
    /// When the cursor belongs to another sort.
    pub fn query(&self, query: &NodeQuery) -> Result<NodePage, BadCursor> {
        let filter = &query.filter;
        let mut counts = NodeTally::default();
        let mut rows: Vec<&Arc<Node>> = Vec::new();
        for node in self.rows().iter().filter(|node| passes(filter, node)) {
            counts.add(node);
            if filter.states.is_empty() || filter.states.iter().any(|states| states.has(node)) {
                rows.push(node);
            }
        }
        let total = rows.len() as u64;
        let sort = query.sort;
        if let Some(cursor) = &query.after {
            let after = (parse(&cursor.value)?, cursor.row.as_str());
            rows.retain(|node| order(sort, key(sort.key, node), after).is_gt());
        }
        let more = rows.len() > query.limit;
        let compare = |a: &&Arc<Node>, b: &&Arc<Node>| order(sort, key(sort.key, a), key(sort.key, b));
        if more {
            rows.select_nth_unstable_by(query.limit, compare);
            rows.truncate(query.limit);
        }
        rows.sort_unstable_by(compare);
        let next = rows.last().filter(|_| more).map(|last| cursor(sort.key, last));
        let items = rows.into_iter().map(Arc::clone).collect();
        Ok(NodePage {
            items,
            total,
            next,
            counts,
        })
    }
}

fn parse(value: &str) -> Result<Option<u64>, BadCursor> {
    match value {
        "" => Ok(None),
        digits => digits.parse().map(Some).or(Err(BadCursor)),
    }
}

fn cursor(sort: NodeSortKey, node: &Node) -> Cursor {
    let (value, name) = key(sort, node);
    Cursor {
        row: name.to_owned(),
        value: value.map_or_else(String::new, |value| value.to_string()),
    }
}

fn key(sort: NodeSortKey, node: &Node) -> Key<'_> {
    let value = match sort {
        NodeSortKey::Name => None,
        NodeSortKey::State => Some(NodeSummary::of(node) as u64),
        NodeSortKey::Cpus => Some(node.cpus.into()),
        // Not negative, and then bits of floats are in the order of their values.
        NodeSortKey::Load => node.load.map(|load| u64::from(load.max(0.0).to_bits())),
        NodeSortKey::Memory => Some(node.memory_bytes),
        NodeSortKey::Gpus => Some(node.gpus().into()),
        NodeSortKey::Boot => node.boot_at.map(|at| u64::try_from(at).unwrap_or(0)),
    };
    (value, &node.name)
}

fn order(sort: NodeSort, one: Key<'_>, other: Key<'_>) -> Ordering {
    let names = || natural_order(one.1, other.1);
    match (one.0, other.0) {
        (Some(a), Some(b)) if sort.descending => b.cmp(&a).then_with(|| names().reverse()),
        (Some(a), Some(b)) => a.cmp(&b).then_with(names),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) if sort.descending => names().reverse(),
        (None, None) => names(),
    }
}

fn passes(filter: &NodeFilter, node: &Node) -> bool {
    let any = |wanted: &[String], has: &dyn Fn(&str) -> bool| wanted.is_empty() || wanted.iter().any(|word| has(word));
    any(&filter.names, &|word| *node.name == *word)
        && any(&filter.partitions, &|word| {
            node.partitions.iter().any(|name| **name == *word)
        })
        && any(&filter.features, &|word| {
            node.features.iter().any(|name| **name == *word)
        })
        && any(&filter.gres, &|word| has_gres(node, word))
        && filter.text.as_ref().is_none_or(|needle| contains(node, needle))
}

fn has_gres(node: &Node, word: &str) -> bool {
    let (name, kind) = word
        .split_once(':')
        .map_or((word, None), |(name, kind)| (name, Some(kind)));
    node.gres.iter().any(|gres| match kind {
        Some(kind) => *gres.name == *name && *gres.kind == *kind,
        None => *gres.name == *name || *gres.kind == *name,
    })
}

fn contains(node: &Node, needle: &Needle) -> bool {
    let texts = [&node.name, &node.address, &node.reason, &node.os];
    let lists = node.partitions.iter().chain(&node.features);
    texts.into_iter().chain(lists).any(|text| needle.is_in(text))
}
