//! Images on nodes, found over SSH: all nodes at once, each for itself.
//!
//! The list of the folder says size and time of each image; only what is new there is read, and of that only headers, over SFTP.

mod connection;
mod error;
mod known_hosts;
mod node;
mod settings;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

pub use error::NodeError;
pub use known_hosts::{KnownHosts, Verdict};
pub use settings::{Key, Node, Settings};

use crate::found::{Discovery, Memory};

/// Threads at most, whatever the settings say; each has a connection and up to some ten MiB.
const MOST_AT_ONCE: usize = 256;

/// How a scan goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress<'p> {
    /// A node is asked.
    Asked {
        /// The node.
        node: &'p str,
    },
    /// It has looked at one more image.
    Looked {
        /// The node.
        node: &'p str,
        /// How many it has looked at.
        done: usize,
        /// Of how many.
        of: usize,
    },
    /// It is done with.
    Ended {
        /// The node.
        node: &'p str,
        /// What went wrong, in words; none when nothing did.
        error: Option<&'p str>,
        /// Images that it has.
        images: usize,
        /// How many nodes are done with.
        done: usize,
        /// Of how many.
        of: usize,
    },
}

/// What a node said.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NodeReport {
    /// The node.
    pub node: String,
    /// Why it was not asked to the end, in words; none when it was.
    pub error: Option<String>,
    /// What was found.
    pub discovery: Discovery,
    /// How long it took.
    pub took: Duration,
}

impl NodeReport {
    /// All was looked at, so that what is missing is gone.
    #[must_use]
    pub const fn is_complete(&self) -> bool {
        self.error.is_none() && self.discovery.is_complete()
    }

    /// Takes what was found into what is remembered: all of it, or, when not all was looked at, besides what is known.
    pub fn remember(&self, memories: &mut Memories) {
        let memory = memories.entry(self.node.clone()).or_default();
        if self.is_complete() {
            memory.clone_from(&self.discovery.found);
        } else {
            memory.extend(
                self.discovery
                    .found
                    .iter()
                    .map(|(path, found)| (path.clone(), found.clone())),
            );
        }
    }
}

/// What is remembered of nodes, by their names.
pub type Memories = BTreeMap<String, Memory>;

/// Asks all nodes, at most `settings.at_once` at the same time, and returns when all are done with, in the order of `nodes`.
///
/// No node takes longer than its limits, and none has an effect on another one. `progress` is called from several threads.
pub fn discover(
    nodes: &[Node],
    settings: &Settings,
    known: &Memories,
    progress: &(dyn Fn(&Progress<'_>) + Sync),
) -> Vec<NodeReport> {
    let hosts = read_known_hosts(&settings.known_hosts);
    let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let reports = Mutex::new(BTreeMap::new());
    let work = || {
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(node) = nodes.get(number) else {
                return;
            };
            progress(&Progress::Asked { node: &node.name });
            let report = ask(node, settings, hosts.as_ref(), known, progress);
            progress(&Progress::Ended {
                node: &node.name,
                error: report.error.as_deref(),
                images: report.discovery.images().count(),
                done: done.fetch_add(1, Ordering::Relaxed) + 1,
                of: nodes.len(),
            });
            let mut reports = reports.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            reports.insert(number, report);
        }
    };
    let threads = settings.at_once.clamp(1, MOST_AT_ONCE).min(nodes.len());
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(work);
        }
    });
    let reports = reports.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    reports.into_values().collect()
}

fn ask(
    node: &Node,
    settings: &Settings,
    hosts: Result<&KnownHosts, &String>,
    known: &Memories,
    progress: &(dyn Fn(&Progress<'_>) + Sync),
) -> NodeReport {
    let started = Instant::now();
    let mut discovery = Discovery::default();
    let nothing = Memory::new();
    let memory = known.get(&node.name).unwrap_or(&nothing);
    let name = node.name.as_str();
    let looked = |done, of| progress(&Progress::Looked { node: name, done, of });
    let asked = match hosts {
        Ok(hosts) => node::ask(node, settings, hosts, memory, &mut discovery, &looked),
        Err(reason) => Err(NodeError::Ours {
            file: settings.known_hosts.clone(),
            reason: reason.clone(),
        }),
    };
    NodeReport {
        node: node.name.clone(),
        error: asked.err().map(|error| error.to_string()),
        discovery,
        took: started.elapsed(),
    }
}

fn read_known_hosts(path: &Path) -> Result<KnownHosts, String> {
    let text = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
    Ok(KnownHosts::parse(&text))
}
