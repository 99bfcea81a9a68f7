//! What can go wrong between the portal and Slurm.

use std::time::Duration;

/// Why Slurm did not answer, or did not do it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SlurmError {
    /// A command is not there: Slurm's client tools are not installed, or `SLURM_BIN_DIR` names another folder.
    #[error("{command} is not there; install Slurm's client commands or set SLURM_BIN_DIR")]
    NoCommand {
        /// Such as `squeue`.
        command: &'static str,
    },
    /// It hung, and was killed with its whole process group.
    #[error("{command} gave no answer within {} s", limit.as_secs_f32())]
    TimedOut {
        /// Such as `squeue`.
        command: &'static str,
        /// How long it had.
        limit: Duration,
    },
    /// It was not even started: too many run already, the system has no process left, or the helper is away.
    #[error("{command} was not started: {why}")]
    NotStarted {
        /// Such as `squeue`.
        command: &'static str,
        /// What stood in the way.
        why: String,
    },
    /// slurmctld (or slurmdbd) cannot be reached.
    #[error("Slurm cannot be reached: {said}")]
    Unreachable {
        /// Slurm's own words.
        said: String,
    },
    /// Slurm understood and said no.
    #[error("{said}")]
    Refused {
        /// Slurm's own words, without the name of the command.
        said: String,
    },
    /// Slurm was not asked: this person cannot act on this cluster, or not so.
    #[error("{said}")]
    NotAllowed {
        /// Why, in our words.
        said: String,
    },
    /// There is no such job, node or other thing.
    #[error("{said}")]
    NotFound {
        /// Slurm's own words.
        said: String,
    },
    /// The answer is not what this version of the portal can read.
    #[error("the answer of {command} cannot be read: {why}")]
    Unreadable {
        /// Such as `squeue`.
        command: &'static str,
        /// Where and what.
        why: String,
    },
    /// The operating system said no: no process, no memory, no file.
    #[error("{command} cannot be run: {why}")]
    System {
        /// Such as `squeue`.
        command: &'static str,
        /// The system's words.
        why: String,
    },
    /// This cluster cannot do it, such as accounting without slurmdbd.
    #[error("{what} is not configured on this cluster")]
    NotConfigured {
        /// What is missing.
        what: &'static str,
    },
}

impl SlurmError {
    /// Whether the same question may be answered later: Slurm is slow or away, and nothing is known about the thing itself.
    #[must_use]
    pub fn is_outage(&self) -> bool {
        matches!(
            self,
            Self::TimedOut { .. }
                | Self::Unreachable { .. }
                | Self::NotStarted { .. }
                | Self::NoCommand { .. }
                | Self::System { .. }
        )
    }

    /// Whether nothing can have been done: what was asked for did not reach Slurm, or Slurm said no. Otherwise nobody knows.
    #[must_use]
    pub fn did_nothing(&self) -> bool {
        match self {
            Self::NoCommand { .. }
            | Self::NotStarted { .. }
            | Self::Refused { .. }
            | Self::NotAllowed { .. }
            | Self::NotFound { .. }
            | Self::NotConfigured { .. } => true,
            // Slurm's words for a connection that was never made; all others may have been sent.
            Self::Unreachable { said } => said.to_ascii_lowercase().contains("(connect failure)"),
            Self::TimedOut { .. } | Self::Unreadable { .. } | Self::System { .. } => false,
        }
    }
}
