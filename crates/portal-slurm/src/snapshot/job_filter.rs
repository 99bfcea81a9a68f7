//! Which jobs are wanted.

use std::sync::Arc;

use super::Needle;
use crate::model::{JobId, JobState, UnixTime};

/// Which states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StateFilter {
    /// This one.
    Is(JobState),
    /// Those that hold nodes; see [`JobState::holds_nodes`].
    Active,
    /// Those that wait; see [`JobState::is_waiting`].
    Waiting,
    /// Those that are over; see [`JobState::has_ended`].
    Ended,
}

impl StateFilter {
    /// Reads Slurm's word in any case, or `active`, `waiting`, `ended`; `None` for a word that is no state.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        match word.to_ascii_lowercase().as_str() {
            "active" => Some(Self::Active),
            "waiting" => Some(Self::Waiting),
            "ended" => Some(Self::Ended),
            _ => match JobState::read(&word.to_ascii_uppercase()) {
                JobState::Other(_) => None,
                state => Some(Self::Is(state)),
            },
        }
    }

    /// Whether the state is one of these.
    #[must_use]
    pub fn has(&self, state: &JobState) -> bool {
        match self {
            Self::Is(wanted) => wanted == state,
            Self::Active => state.holds_nodes(),
            Self::Waiting => state.is_waiting(),
            Self::Ended => state.has_ended(),
        }
    }
}

/// Which jobs. An empty list does not restrict; of several words one has to fit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JobFilter {
    /// Whose jobs may be seen at all; `None` is everybody's.
    pub visible_to: Option<Arc<str>>,
    /// States.
    pub states: Vec<StateFilter>,
    /// Owners.
    pub users: Vec<String>,
    /// Accounts.
    pub accounts: Vec<String>,
    /// Partitions; a job that waits for several is in each.
    pub partitions: Vec<String>,
    /// QOS.
    pub qos: Vec<String>,
    /// Nodes that the job holds.
    pub nodes: Vec<String>,
    /// Reservations.
    pub reservations: Vec<String>,
    /// Arrays, by their own number.
    pub arrays: Vec<JobId>,
    /// Records.
    pub ids: Vec<JobId>,
    /// Part of the id, name, owner, account, partition, nodes, folder, command or comment; or the name of a node that it holds.
    pub text: Option<Needle>,
    /// Submitted then or later.
    pub since: Option<UnixTime>,
    /// Submitted before then.
    pub until: Option<UnixTime>,
}
