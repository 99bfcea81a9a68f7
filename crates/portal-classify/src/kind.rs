//! The eight kinds of file.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a file is for; also the name of the folder that it is stored in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum FileKind {
    /// Input and measured data, archives, images; also everything that no other kind claims.
    Data,
    /// Settings of a program.
    Config,
    /// Programs in a scripting language, batch scripts.
    Script,
    /// Trained models and checkpoints.
    Model,
    /// Meshes and geometry.
    Mesh,
    /// Output of a run.
    Result,
    /// Texts for people.
    Document,
    /// Source code to compile.
    Code,
}

impl FileKind {
    /// All kinds, in the order in which an extension is looked up: the first kind that claims it wins.
    pub const ALL: [Self; 8] = [
        Self::Data,
        Self::Config,
        Self::Script,
        Self::Model,
        Self::Mesh,
        Self::Result,
        Self::Document,
        Self::Code,
    ];

    /// The name on the wire, in the database and in paths.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Data => "data",
            Self::Config => "config",
            Self::Script => "script",
            Self::Model => "model",
            Self::Mesh => "mesh",
            Self::Result => "result",
            Self::Document => "document",
            Self::Code => "code",
        }
    }
}

impl fmt::Display for FileKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The text is none of the eight kinds (they are lower-case).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownKind;

impl fmt::Display for UnknownKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected one of data, config, script, model, mesh, result, document, code")
    }
}

impl std::error::Error for UnknownKind {}

impl FromStr for FileKind {
    type Err = UnknownKind;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.as_str() == text)
            .ok_or(UnknownKind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_reads_back_what_it_writes() {
        for kind in FileKind::ALL {
            assert_eq!(kind.to_string().parse(), Ok(kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
            assert_eq!(serde_json::from_value::<FileKind>(kind.as_str().into()).unwrap(), kind);
        }
    }

    #[test]
    fn other_texts_are_no_kind() {
        for text in ["", "Data", "other", "data ", "scripts"] {
            assert_eq!(text.parse::<FileKind>(), Err(UnknownKind), "{text:?}");
        }
    }
}
