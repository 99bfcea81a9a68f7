//! One part of a snapshot, and how old it is.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::SlurmError;

/// What a command told last, when that was, and how the last attempt went.
#[derive(Debug, Serialize, Deserialize)]
pub struct Part<T> {
    /// What it told; `None` before the first answer.
    pub value: Option<Arc<T>>,
    /// When the command that told it began, milliseconds since the Unix epoch.
    pub as_of: Option<i64>,
    /// How long the last attempt took, milliseconds.
    pub took_ms: Option<u64>,
    /// Why the last attempt failed; `None` after one that succeeded.
    pub failure: Option<Failure>,
    /// How often it is asked, milliseconds.
    pub interval_ms: u64,
}

/// Why the last attempt to ask failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// What kind of failure.
    pub kind: FailureKind,
    /// A sentence, with Slurm's own words where it gave any.
    pub sentence: Arc<str>,
}

/// What kind of failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureKind {
    /// Slurm is slow, away, or answers what cannot be read.
    Unavailable,
    /// Slurm's commands are not there.
    NotInstalled,
    /// This cluster has no such thing: accounting without slurmdbd. What is known of it is complete: nothing.
    NotConfigured,
}

/// Nothing is known yet.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unknown {
    /// The first answer has not come.
    #[error("Slurm has not been asked yet; try again in some seconds")]
    Starting,
    /// Slurm's commands are not there.
    #[error("{0}")]
    NotConfigured(Arc<str>),
    /// Slurm did not answer, and never has since the portal started.
    #[error("{0}")]
    Unavailable(Arc<str>),
}

impl Unknown {
    /// The stable word for clients: `slurm_starting`, `slurm_not_configured`, `slurm_unavailable`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Starting => "slurm_starting",
            Self::NotConfigured(_) => "slurm_not_configured",
            Self::Unavailable(_) => "slurm_unavailable",
        }
    }
}

/// A part counts as fresh for so many of its intervals, but at least [`LEAST_FRESH_MS`].
const FRESH_INTERVALS: u64 = 3;
const LEAST_FRESH_MS: u64 = 15_000;

impl<T> Part<T> {
    /// A part of which nothing is known.
    #[must_use]
    pub fn unknown(interval_ms: u64) -> Self {
        Self {
            value: None,
            as_of: None,
            took_ms: None,
            failure: None,
            interval_ms,
        }
    }

    /// What is known.
    ///
    /// # Errors
    /// Why nothing is.
    pub fn get(&self) -> Result<&Arc<T>, Unknown> {
        self.value.as_ref().ok_or_else(|| match &self.failure {
            None => Unknown::Starting,
            Some(failure) if failure.kind == FailureKind::Unavailable => {
                Unknown::Unavailable(Arc::clone(&failure.sentence))
            }
            Some(failure) => Unknown::NotConfigured(Arc::clone(&failure.sentence)),
        })
    }

    /// Whether this cluster has no such thing (accounting without slurmdbd).
    #[must_use]
    pub fn is_not_configured(&self) -> bool {
        self.failure
            .as_ref()
            .is_some_and(|failure| failure.kind == FailureKind::NotConfigured)
    }

    /// Milliseconds since what is known was asked for; `None` when nothing is known.
    #[must_use]
    pub fn age_ms(&self, now_ms: i64) -> Option<u64> {
        self.as_of
            .map(|as_of| u64::try_from(now_ms.saturating_sub(as_of)).unwrap_or(0))
    }

    /// Whether what is known may have been overtaken: it is older than three intervals (and 15 s), or the last attempt
    /// failed.
    #[must_use]
    pub fn is_stale(&self, now_ms: i64) -> bool {
        if self.is_not_configured() {
            return false;
        }
        let fresh = (FRESH_INTERVALS * self.interval_ms).max(LEAST_FRESH_MS);
        self.failure.is_some() || self.age_ms(now_ms).is_none_or(|age| age > fresh)
    }

    /// The part after an attempt that succeeded.
    #[must_use]
    pub fn told(&self, value: Arc<T>, asked_at: i64, took_ms: u64) -> Self {
        Self {
            value: Some(value),
            as_of: Some(asked_at),
            took_ms: Some(took_ms),
            failure: None,
            interval_ms: self.interval_ms,
        }
    }

    /// The part after an attempt that failed: what was known stays known.
    #[must_use]
    pub fn failed(&self, error: &SlurmError, took_ms: u64) -> Self {
        Self {
            took_ms: Some(took_ms),
            failure: Some(Failure::of(error)),
            ..self.clone()
        }
    }
}

impl Failure {
    /// What readers are told of an error.
    #[must_use]
    pub fn of(error: &SlurmError) -> Self {
        let kind = match error {
            SlurmError::NoCommand { .. } => FailureKind::NotInstalled,
            SlurmError::NotConfigured { .. } => FailureKind::NotConfigured,
            SlurmError::TimedOut { .. }
            | SlurmError::Unreachable { .. }
            | SlurmError::Refused { .. }
            | SlurmError::NotFound { .. }
            | SlurmError::Unreadable { .. }
            | SlurmError::NotAllowed { .. }
            | SlurmError::NotStarted { .. }
            | SlurmError::System { .. } => FailureKind::Unavailable,
        };
        Self {
            kind,
            sentence: error.to_string().into(),
        }
    }
}

impl<T> Clone for Part<T> {
    fn clone(&self) -> Self {
        Self {
            value: self.value.clone(),
            as_of: self.as_of,
            took_ms: self.took_ms,
            failure: self.failure.clone(),
            interval_ms: self.interval_ms,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use super::{Part, Unknown};
    use crate::SlurmError;

    #[test]
    fn what_was_known_stays_known_and_is_called_stale() {
        let nothing = Part::<Vec<u8>>::unknown(5_000);
        assert_eq!(nothing.get().unwrap_err(), Unknown::Starting);
        let hung = SlurmError::TimedOut {
            command: "squeue",
            limit: Duration::from_secs(10),
        };
        let failed = nothing.failed(&hung, 10_000);
        assert_eq!(failed.get().unwrap_err().code(), "slurm_unavailable");
        let told = failed.told(Arc::new(vec![1]), 1_000, 20);
        assert!(!told.is_stale(16_000) && told.is_stale(16_001));
        let failed = told.failed(&hung, 10_000);
        assert_eq!(**failed.get().unwrap(), [1]);
        assert!(failed.is_stale(1_001));
        assert_eq!(failed.age_ms(3_000), Some(2_000));
    }

    #[test]
    fn what_the_cluster_does_not_have_is_not_stale() {
        let missing = SlurmError::NotConfigured { what: "accounting" };
        let part = Part::<Vec<u8>>::unknown(300_000).failed(&missing, 1);
        assert!(part.is_not_configured() && !part.is_stale(i64::MAX));
        assert_eq!(part.get().unwrap_err().code(), "slurm_not_configured");
    }
}
