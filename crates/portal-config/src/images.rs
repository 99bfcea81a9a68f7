//! Where container images are.

use std::path::PathBuf;
use std::time::Duration;

use crate::dashboard::absolute;
use crate::names::{
    APPTAINER_PATH, APPTAINER_REGISTRY, APPTAINER_SCAN_SECONDS, COMPUTE_NODES, SSH_KEY_FILE, SSH_KNOWN_HOSTS_FILE,
    SSH_PORT, SSH_USER, VIZ_NODES,
};
use crate::{Invalid, Setting, Source};

/// Where container images are, and how often they are looked for.
#[derive(Clone, Debug)]
pub struct ImageSettings {
    /// The registry's folder: absolute; it need not be there yet.
    pub registry: PathBuf,
    /// Time between two looks.
    pub every: Duration,
    /// Nodes that have images of their own; without any nothing is done over SSH.
    pub nodes: Vec<ImageNodes>,
    /// How these are asked.
    pub ssh: SshSettings,
}

/// Some nodes that are asked in the same way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageNodes {
    /// Their names as Slurm writes lists: `cn[001-064],gpu1`.
    pub names: String,
    /// Where they are reached instead of under their names.
    pub host: Option<String>,
    /// The port of SSH.
    pub port: u16,
    /// The partition of their images: `compute` or `viz`.
    pub partition: &'static str,
}

/// How nodes are asked.
#[derive(Clone, Debug)]
pub struct SshSettings {
    /// As whom.
    pub user: String,
    /// The private key, without passphrase.
    pub key: PathBuf,
    /// Host keys.
    pub known_hosts: PathBuf,
    /// The folder with images there.
    pub folder: String,
}

impl ImageSettings {
    /// Reads where images are.
    ///
    /// # Errors
    /// Names the first wrong variable.
    pub fn load(source: &Source) -> Result<Self, Invalid> {
        let port = source.number(&SSH_PORT, 1..=u16::MAX)?;
        let nodes = |setting: &Setting, partition| {
            let names = source.text(setting).trim().to_owned();
            (!names.is_empty()).then_some(ImageNodes {
                names,
                host: None,
                port,
                partition,
            })
        };
        // A node of both lists shows things, as the earlier portal had it.
        let nodes = [nodes(&VIZ_NODES, "viz"), nodes(&COMPUTE_NODES, "compute")];
        Ok(Self {
            registry: absolute(source, &APPTAINER_REGISTRY)?,
            every: Duration::from_secs(source.number(&APPTAINER_SCAN_SECONDS, 10..=86_400_u64)?),
            nodes: nodes.into_iter().flatten().collect(),
            ssh: SshSettings {
                user: source.text(&SSH_USER).to_owned(),
                key: absolute(source, &SSH_KEY_FILE)?,
                known_hosts: absolute(source, &SSH_KNOWN_HOSTS_FILE)?,
                folder: absolute(source, &APPTAINER_PATH)?.display().to_string(),
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_nodes_there_is_a_registry_and_no_ssh() {
        let images = ImageSettings::load(&Source::default()).unwrap();
        assert_eq!(images.registry, PathBuf::from("/shared/apptainer"));
        assert_eq!(images.every, Duration::from_secs(300));
        assert!(images.nodes.is_empty());
    }

    #[test]
    fn nodes_are_lists_as_slurm_writes_them_and_share_a_port() {
        let source = Source::default()
            .with(&COMPUTE_NODES, "cn[001-064], gpu1")
            .with(&VIZ_NODES, "viz1")
            .with(&SSH_PORT, "2222");
        let images = ImageSettings::load(&source).unwrap();
        let shown: Vec<_> = images
            .nodes
            .iter()
            .map(|nodes| (nodes.partition, nodes.names.as_str(), nodes.port))
            .collect();
        assert_eq!(shown, [("viz", "viz1", 2222), ("compute", "cn[001-064], gpu1", 2222)]);
    }

    #[test]
    fn relative_paths_and_an_impossible_port_are_named() {
        let wrong = |setting, value: &str| {
            let source = Source::default().with(setting, value);
            ImageSettings::load(&source).unwrap_err().name
        };
        assert_eq!(wrong(&APPTAINER_REGISTRY, "images"), "APPTAINER_REGISTRY");
        assert_eq!(wrong(&SSH_KEY_FILE, "~/.ssh/id_rsa"), "SSH_KEY_FILE");
        assert_eq!(wrong(&SSH_PORT, "0"), "SSH_PORT");
        assert_eq!(wrong(&APPTAINER_SCAN_SECONDS, "1"), "APPTAINER_SCAN_SECONDS");
    }
}
