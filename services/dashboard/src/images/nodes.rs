//! From settings to places that are asked.

use std::collections::BTreeSet;
use std::path::PathBuf;

use portal_apptainer::remote::{Key, Node, Settings};
use portal_config::names::{COMPUTE_NODES, VIZ_NODES};
use portal_config::{ImageNodes, ImageSettings, Invalid};
use portal_slurm::hostlist;

use super::REGISTRY;

/// Sites have some hundreds.
const MOST_NODES: usize = 10_000;

/// Where images are looked for.
#[derive(Debug)]
pub(super) struct Sources {
    pub(super) registry: PathBuf,
    pub(super) nodes: Vec<Node>,
    pub(super) ssh: Settings,
}

/// All places.
///
/// # Errors
/// When a node cannot be called as it is.
pub(super) fn sources(settings: &ImageSettings) -> Result<Sources, Invalid> {
    let mut known = BTreeSet::from([REGISTRY.to_owned()]);
    let mut nodes = Vec::new();
    for some in &settings.nodes {
        let names = hostlist::expand_at_most(&some.names, MOST_NODES + 1);
        for name in names {
            let name = name.trim();
            if !is_name(name) {
                return Err(wrong(some, format!("{name:?} is no name of a node")));
            }
            if name == REGISTRY {
                return Err(wrong(some, format!("{REGISTRY} stands for the registry's own folder")));
            }
            // A node of two lists counts for the first one.
            if known.insert(name.to_owned()) {
                nodes.push(node(name, some));
            }
        }
        if nodes.len() > MOST_NODES {
            return Err(wrong(some, format!("more than {MOST_NODES} nodes are not asked")));
        }
    }
    let ssh = &settings.ssh;
    Ok(Sources {
        registry: settings.registry.clone(),
        nodes,
        ssh: Settings {
            folder: ssh.folder.clone(),
            ..Settings::new(&ssh.user, Key::File(ssh.key.clone()), ssh.known_hosts.clone())
        },
    })
}

fn node(name: &str, some: &ImageNodes) -> Node {
    let usual = Node::new(name, some.partition);
    Node {
        host: some.host.clone().unwrap_or(usual.host),
        port: some.port,
        ..usual
    }
}

fn wrong(some: &ImageNodes, reason: String) -> Invalid {
    let setting = if some.partition == "viz" {
        &VIZ_NODES
    } else {
        &COMPUTE_NODES
    };
    Invalid::new(setting, reason)
}

/// Letters, digits, and what stands between them in names and addresses.
fn is_name(name: &str) -> bool {
    let fits = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | '_' | ':');
    !name.is_empty() && name.len() <= 253 && !name.starts_with('-') && name.chars().all(fits)
}

#[cfg(test)]
mod tests {
    use portal_config::Source;

    use super::*;

    fn named(compute: &str, viz: &str) -> Result<Vec<(String, String)>, String> {
        let source = Source::default().with(&COMPUTE_NODES, compute).with(&VIZ_NODES, viz);
        let settings = ImageSettings::load(&source).unwrap();
        let sources = sources(&settings).map_err(|wrong| wrong.to_string())?;
        let nodes = sources.nodes.into_iter();
        Ok(nodes.map(|node| (node.name, node.partition)).collect())
    }

    #[test]
    fn lists_are_as_slurm_writes_them_and_a_node_of_both_shows_things() {
        let nodes = named("cn[001-002],gpu1, viz1", "viz1").unwrap();
        let expected = [
            ("viz1", "viz"),
            ("cn001", "compute"),
            ("cn002", "compute"),
            ("gpu1", "compute"),
        ];
        assert_eq!(
            nodes,
            expected.map(|(name, partition)| (name.to_owned(), partition.to_owned()))
        );
        assert!(named("", "").unwrap().is_empty());
    }

    #[test]
    fn what_is_no_name_of_a_node_stops_the_start() {
        for (list, words) in [
            ("-oProxyCommand=x", "COMPUTE_NODES: \"-oProxyCommand=x\" is no name of a node"),
            ("cn1;cn2", "COMPUTE_NODES: \"cn1;cn2\" is no name of a node"),
            ("headnode", "COMPUTE_NODES: headnode stands for the registry's own folder"),
            ("cn[1-20000]", "COMPUTE_NODES: more than 10000 nodes are not asked"),
        ] {
            assert_eq!(named(list, "").unwrap_err(), words);
        }
    }
}
