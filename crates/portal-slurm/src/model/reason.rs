//! Why a job waits, or ended as it did.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// Slurm's word for it. Which words there are, and what each means to a person, differs by version: the word is kept as it
/// is, and explained where it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reason {
    /// Slurm gives none.
    None,
    /// One of Slurm's reason codes, such as `Resources`, `Priority`, `QOSMaxCpuPerUserLimit`.
    Code(Arc<str>),
    /// A sentence, which a few reasons come as, such as "Nodes required for job are DOWN, DRAINED or reserved …".
    Text(Arc<str>),
}

impl Reason {
    /// Reads what Slurm prints.
    #[must_use]
    pub fn read(text: &str) -> Self {
        match text.trim() {
            "" | "None" | "(null)" => Self::None,
            word if word
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b':' | b'=')) =>
            {
                Self::Code(word.into())
            }
            sentence => Self::Text(sentence.into()),
        }
    }

    /// As Slurm prints it; empty for none.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::None => "",
            Self::Code(text) | Self::Text(text) => text,
        }
    }
}

impl Serialize for Reason {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Reason {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::read(&String::deserialize(deserializer)?))
    }
}
