//! What becomes of a job.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// Writes each state once: name, Slurm's word, its two letters.
macro_rules! states {
    ($($(#[$meta:meta])* $name:ident = $word:literal / $code:literal;)*) => {
        /// The state of a job, in Slurm's own words.
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum JobState {
            $($(#[$meta])* $name,)*
            /// A word of a newer Slurm, kept as it is.
            Other(Arc<str>),
        }

        impl JobState {
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

            /// The state of that word or of those two letters; what follows a `+` or a blank ("CANCELLED by 1000") is left out.
            #[must_use]
            pub fn read(text: &str) -> Self {
                let word = text.split([' ', '+']).next().unwrap_or_default();
                match word {
                    $($word | $code => Self::$name,)*
                    other => Self::Other(other.into()),
                }
            }
        }
    };
}

states! {
    /// Waits for its turn.
    Pending = "PENDING" / "PD";
    /// Nodes are being prepared (booted).
    Configuring = "CONFIGURING" / "CF";
    /// Runs.
    Running = "RUNNING" / "R";
    /// Its processes are stopped and keep their memory.
    Suspended = "SUSPENDED" / "S";
    /// Stopped by a signal, and keeps its CPUs.
    Stopped = "STOPPED" / "ST";
    /// Is ending: processes or epilog are not done.
    Completing = "COMPLETING" / "CG";
    /// Files are being staged out.
    StageOut = "STAGE_OUT" / "SO";
    /// A process of it is being signalled.
    Signaling = "SIGNALING" / "SI";
    /// Its size is being changed.
    Resizing = "RESIZING" / "RS";
    /// Is being put back into the queue.
    Requeued = "REQUEUED" / "RQ";
    /// Will be put back and held.
    RequeueHold = "REQUEUE_HOLD" / "RH";
    /// Was put back because of its exit code, and is held.
    SpecialExit = "SPECIAL_EXIT" / "SE";
    /// Is held because its reservation is gone.
    ReservationDeleteHold = "RESV_DEL_HOLD" / "RD";
    /// Ended with exit code 0.
    Completed = "COMPLETED" / "CD";
    /// Was ended by somebody.
    Cancelled = "CANCELLED" / "CA";
    /// Ended with another exit code.
    Failed = "FAILED" / "F";
    /// Reached its time limit.
    Timeout = "TIMEOUT" / "TO";
    /// A node failed under it.
    NodeFail = "NODE_FAIL" / "NF";
    /// Made room for another one.
    Preempted = "PREEMPTED" / "PR";
    /// Nodes could not be booted for it.
    BootFail = "BOOT_FAIL" / "BF";
    /// Its deadline came first.
    Deadline = "DEADLINE" / "DL";
    /// Used more memory than it had.
    OutOfMemory = "OUT_OF_MEMORY" / "OOM";
    /// Went to another cluster of a federation.
    Revoked = "REVOKED" / "RV";
}

impl JobState {
    /// Whether it is over.
    #[must_use]
    pub fn has_ended(&self) -> bool {
        matches!(
            self,
            Self::Completed
                | Self::Cancelled
                | Self::Failed
                | Self::Timeout
                | Self::NodeFail
                | Self::Preempted
                | Self::BootFail
                | Self::Deadline
                | Self::OutOfMemory
                | Self::Revoked
        )
    }

    /// Whether it waits for something before it can start.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        matches!(
            self,
            Self::Pending | Self::Requeued | Self::RequeueHold | Self::SpecialExit | Self::ReservationDeleteHold
        )
    }

    /// Whether it holds nodes.
    #[must_use]
    pub fn holds_nodes(&self) -> bool {
        !self.has_ended() && !self.is_waiting() && !matches!(self, Self::Other(_))
    }
}

impl Serialize for JobState {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for JobState {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::read(&String::deserialize(deserializer)?))
    }
}

#[cfg(test)]
mod tests {
    use super::JobState;

    #[test]
    fn every_state_is_known_by_its_word_and_unknown_words_are_kept() {
        for state in JobState::KNOWN {
            assert_eq!(JobState::read(state.as_str()), *state);
        }
        assert_eq!(JobState::read("CANCELLED by 1000"), JobState::Cancelled);
        assert_eq!(JobState::read("CG"), JobState::Completing);
        assert_eq!(JobState::read("TELEPORTED").as_str(), "TELEPORTED");
    }
}
