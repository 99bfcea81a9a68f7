//! What an image is for, guessed by its name as the earlier portal did.

use serde::{Deserialize, Serialize};

/// The contract's `type` of an image.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Shows things: desktops, viewers.
    Viz,
    /// Computes.
    Compute,
    /// For everything.
    Shared,
    /// Nobody knows.
    #[default]
    Custom,
}

const SHOWS: [&str; 5] = ["paraview", "blender", "vtk", "visit", "viz"];
const COMPUTES: [&str; 8] = [
    "python",
    "pytorch",
    "tensorflow",
    "openfoam",
    "gromacs",
    "lammps",
    "ansys",
    "compute",
];
const SHOWS_ON_NODES: [&str; 5] = ["vnc", "gui", "desktop", "gnome", "kde"];
const COMPUTES_ON_NODES: [&str; 5] = ["gpu", "cuda", "mpi", "hpc", "openmpi"];

impl Kind {
    /// The kind of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "viz" => Self::Viz,
            "compute" => Self::Compute,
            "shared" => Self::Shared,
            "custom" => Self::Custom,
            _ => return None,
        })
    }

    /// Its name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Viz => "viz",
            Self::Compute => "compute",
            Self::Shared => "shared",
            Self::Custom => "custom",
        }
    }
}

pub(crate) fn in_registry(stem: &str, partition: &str) -> Kind {
    if partition == "viz" || has(stem, &SHOWS) {
        Kind::Viz
    } else if partition == "compute" || has(stem, &COMPUTES) {
        Kind::Compute
    } else if partition == "shared" {
        Kind::Shared
    } else {
        Kind::Custom
    }
}

pub(crate) fn on_node(stem: &str, label: Option<&str>) -> Kind {
    if has(stem, &SHOWS_ON_NODES) {
        Kind::Viz
    } else if has(stem, &COMPUTES_ON_NODES) {
        Kind::Compute
    } else {
        label.and_then(Kind::named).unwrap_or_default()
    }
}

fn has(stem: &str, words: &[&str]) -> bool {
    let stem = stem.to_lowercase();
    words.iter().any(|word| stem.contains(word))
}

/// The first `1.2` or `1.2.3` in a name.
pub(crate) fn version_in(stem: &str) -> Option<String> {
    let is_digit = |letter: char| letter.is_ascii_digit();
    let mut rest = stem;
    while let Some(start) = rest.find(is_digit) {
        let candidate = rest.get(start..)?;
        let end = candidate.find(|letter: char| !is_digit(letter) && letter != '.');
        let run = candidate.get(..end.unwrap_or(candidate.len()))?;
        let parts: Vec<_> = run.split('.').take_while(|part| !part.is_empty()).take(3).collect();
        if parts.len() >= 2 {
            return Some(parts.join("."));
        }
        let digits = run.find(|letter| !is_digit(letter)).unwrap_or(run.len());
        rest = candidate.get(digits..)?;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{Kind, in_registry, on_node, version_in};

    #[test]
    fn kinds_follow_the_partition_and_the_name() {
        assert_eq!(in_registry("ParaView-5", "compute"), Kind::Viz);
        assert_eq!(in_registry("lsdyna", "viz"), Kind::Viz);
        assert_eq!(in_registry("lsdyna", "compute"), Kind::Compute);
        assert_eq!(in_registry("pytorch", "shared"), Kind::Compute);
        assert_eq!(in_registry("tools", "shared"), Kind::Shared);
        assert_eq!(in_registry("tools", "other"), Kind::Custom);
        assert_eq!(on_node("gnome-cuda", None), Kind::Viz);
        assert_eq!(on_node("cuda", Some("viz")), Kind::Compute);
        assert_eq!(on_node("x", Some("shared")), Kind::Shared);
        assert_eq!(on_node("x", Some("nonsense")), Kind::Custom);
    }

    #[test]
    fn a_version_is_found_in_a_name() {
        for (name, version) in [
            ("pytorch-2.1.0-cuda12.1", Some("2.1.0")),
            ("openfoam_v10.2", Some("10.2")),
            ("r13-mpp_2024.1.3.5", Some("2024.1.3")),
            ("lsdyna13", None),
            ("a1.b2.3", Some("2.3")),
            ("한글1.2", Some("1.2")),
            ("1.", None),
            ("", None),
        ] {
            assert_eq!(version_in(name).as_deref(), version, "{name}");
        }
    }
}
