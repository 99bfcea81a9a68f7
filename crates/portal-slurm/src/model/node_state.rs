//! What a node is up to.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// Writes each word once.
macro_rules! words {
    ($(#[$outer:meta])* $type:ident { $($(#[$meta:meta])* $name:ident = $word:literal;)* }) => {
        $(#[$outer])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $type {
            $($(#[$meta])* $name,)*
            /// A word of a newer Slurm, kept as it is.
            Other(Arc<str>),
        }

        impl $type {
            /// All that are known here.
            pub const KNOWN: &[Self] = &[$(Self::$name),*];

            /// Slurm's word.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$name => $word,)*
                    Self::Other(word) => word,
                }
            }

            /// What that word means.
            #[must_use]
            pub fn read(word: &str) -> Self {
                match word {
                    $($word => Self::$name,)*
                    other => Self::Other(other.into()),
                }
            }
        }

        impl Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Ok(Self::read(&String::deserialize(deserializer)?))
            }
        }
    };
}

words! {
    /// The base state.
    NodeBase {
        /// Nothing runs.
        Idle = "IDLE";
        /// Some of it is allocated.
        Mixed = "MIXED";
        /// All of it is allocated.
        Allocated = "ALLOCATED";
        /// Does not work.
        Down = "DOWN";
        /// Its settings are wrong.
        Error = "ERROR";
        /// Is not there at present (cloud).
        Future = "FUTURE";
        /// Slurm has not heard of it yet.
        Unknown = "UNKNOWN";
    }
}

words! {
    /// What is said beside the base state (`IDLE+DRAIN`).
    NodeFlag {
        /// Takes no new jobs.
        Drain = "DRAIN";
        /// Its last job is ending.
        Completing = "COMPLETING";
        /// Does not answer slurmctld.
        NotResponding = "NOT_RESPONDING";
        /// Failed, by somebody's word.
        Fail = "FAIL";
        /// In a reservation for maintenance.
        Maintenance = "MAINTENANCE";
        /// In a reservation.
        Reserved = "RESERVED";
        /// Kept for a job of higher priority.
        Planned = "PLANNED";
        /// A restart was asked for.
        RebootRequested = "REBOOT_REQUESTED";
        /// Restarting.
        RebootIssued = "REBOOT_ISSUED";
        /// Being switched on.
        PoweringUp = "POWERING_UP";
        /// Being switched off.
        PoweringDown = "POWERING_DOWN";
        /// Switched off.
        PoweredDown = "POWERED_DOWN";
        /// A job may be put on it with others that share.
        Blocked = "BLOCKED";
        /// Made by the cloud, not by settings.
        Cloud = "CLOUD";
        /// Joined by itself.
        DynamicNormal = "DYNAMIC_NORM";
        /// Its settings do not fit what it is.
        InvalidRegistration = "INVALID_REG";
    }
}

/// What `sinfo` puts behind a state: does not answer, powered down, powering up or down, a restart asked for, in maintenance, planned.
const MARKS: [char; 9] = ['*', '~', '#', '!', '%', '$', '@', '^', '-'];

/// Base state and flags.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct NodeState {
    /// Base state.
    pub base: NodeBase,
    /// In Slurm's order.
    pub flags: Vec<NodeFlag>,
}

impl NodeState {
    /// Reads `IDLE+DRAIN`, and `DOWN*`, where the star says "does not answer".
    #[must_use]
    pub fn read(text: &str) -> Self {
        let plain = text.replace(MARKS, "");
        let mut words = plain.split('+');
        let base = NodeBase::read(words.next().unwrap_or_default());
        let mut flags: Vec<_> = words.map(NodeFlag::read).collect();
        if text.contains('*') && !flags.contains(&NodeFlag::NotResponding) {
            flags.push(NodeFlag::NotResponding);
        }
        Self { base, flags }
    }

    /// Whether a flag is there.
    #[must_use]
    pub fn has(&self, flag: &NodeFlag) -> bool {
        self.flags.contains(flag)
    }

    /// Whether an operator should look at it: it is down, failing, does not answer, or is drained.
    #[must_use]
    pub fn needs_attention(&self) -> bool {
        matches!(self.base, NodeBase::Down | NodeBase::Error | NodeBase::Unknown)
            || self.flags.iter().any(|flag| {
                matches!(
                    flag,
                    NodeFlag::Drain | NodeFlag::Fail | NodeFlag::NotResponding | NodeFlag::InvalidRegistration
                )
            })
    }

    /// One word of the few that people tell nodes apart by, as `sinfo` does: `drained` (drain, nothing runs), `draining` (drain,
    /// jobs end), else the base state's; in lower case.
    #[must_use]
    pub fn summary(&self) -> &'static str {
        let drains = self.has(&NodeFlag::Drain);
        match &self.base {
            NodeBase::Down | NodeBase::Error => "down",
            _ if self.has(&NodeFlag::NotResponding) || self.has(&NodeFlag::Fail) => "down",
            NodeBase::Allocated | NodeBase::Mixed if drains => "draining",
            _ if drains && self.has(&NodeFlag::Completing) => "draining",
            _ if drains => "drained",
            NodeBase::Idle => "idle",
            NodeBase::Mixed => "mixed",
            NodeBase::Allocated => "allocated",
            NodeBase::Future => "future",
            NodeBase::Unknown | NodeBase::Other(_) => "unknown",
        }
    }
}

impl fmt::Display for NodeState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.base.as_str())?;
        self.flags.iter().try_for_each(|flag| write!(f, "+{}", flag.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::{NodeFlag, NodeState};

    #[test]
    fn base_and_flags_are_told_apart() {
        let state = NodeState::read("MIXED+DRAIN");
        assert_eq!(
            (state.summary(), state.to_string().as_str()),
            ("draining", "MIXED+DRAIN")
        );
        let silent = NodeState::read("IDLE*+DRAIN");
        assert!(silent.has(&NodeFlag::NotResponding) && silent.needs_attention());
        assert_eq!(NodeState::read("DOWN*").summary(), "down");
        assert_eq!(NodeState::read("IDLE").summary(), "idle");
        assert_eq!(
            NodeState::read("IDLE+LEVITATING").flags,
            [NodeFlag::Other("LEVITATING".into())]
        );
    }
}
