//! Which nodes are asked, and how.

use std::path::PathBuf;
use std::time::Duration;

/// A node that may have images.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// What it is called.
    pub name: String,
    /// Where it is reached: a name or an address.
    pub host: String,
    /// The port of its SSH server.
    pub port: u16,
    /// The partition of its images: `compute`, `viz`.
    pub partition: String,
}

impl Node {
    /// A node that is reached under its name.
    #[must_use]
    pub fn new(name: &str, partition: &str) -> Self {
        Self {
            name: name.to_owned(),
            host: name.to_owned(),
            port: 22,
            partition: partition.to_owned(),
        }
    }
}

/// How the portal shows who it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Key {
    /// With a private key in a file, without passphrase.
    File(PathBuf),
    /// With an agent: the keys that it has, one after the other.
    Agent {
        /// Where it listens.
        socket: PathBuf,
    },
}

/// How nodes are asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// As whom.
    pub user: String,
    /// With which key.
    pub key: Key,
    /// The file with the keys of nodes.
    pub known_hosts: PathBuf,
    /// The folder with images, such as `/opt/apptainers`.
    pub folder: String,
    /// So many nodes at once.
    pub at_once: usize,
    /// How long a node may take to be reached.
    pub connect: Duration,
    /// How long a single question may take: hello, key, list, piece of a file.
    pub step: Duration,
    /// How long all of one node may take. What was found until then counts.
    pub node: Duration,
}

impl Settings {
    /// The usual ones.
    #[must_use]
    pub fn new(user: &str, key: Key, known_hosts: PathBuf) -> Self {
        Self {
            user: user.to_owned(),
            key,
            known_hosts,
            folder: "/opt/apptainers".to_owned(),
            at_once: 32,
            connect: Duration::from_secs(5),
            step: Duration::from_secs(10),
            node: Duration::from_secs(120),
        }
    }
}
