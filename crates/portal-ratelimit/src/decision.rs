//! The answer to one request.

use std::time::Duration;

use crate::Rule;

/// Whether a request is admitted, and what to tell its sender.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Whether the request may go on. It is then counted; a refused one is not.
    pub allowed: bool,
    /// How many requests the rule admits in any window.
    pub limit: u32,
    /// How many more would be admitted right now.
    pub remaining: u32,
    /// How long the rule's window is.
    pub window: Duration,
    /// How long to wait until the next request is admitted; zero when this one was.
    pub retry_after: Duration,
    /// How long until the oldest counted request leaves the window, so that `remaining` grows again.
    pub reset: Duration,
}

impl Decision {
    pub(crate) fn new(rule: &Rule, allowed: bool, remaining: u32, reset: Duration) -> Self {
        Self {
            allowed,
            limit: rule.limit(),
            remaining,
            window: rule.window(),
            retry_after: if allowed { Duration::ZERO } else { reset },
            reset,
        }
    }

    /// `Retry-After`: whole seconds, rounded up so that waiting them is enough, and 0 only when the request was admitted.
    ///
    /// The existing portal rounds down and can answer 0, which invites the client to try in vain.
    #[must_use]
    pub fn retry_after_seconds(&self) -> u64 {
        whole_seconds(self.retry_after)
    }

    /// [`Decision::reset`] in whole seconds, rounded up.
    #[must_use]
    pub fn reset_seconds(&self) -> u64 {
        whole_seconds(self.reset)
    }

    /// The window in whole seconds, rounded up.
    #[must_use]
    pub fn window_seconds(&self) -> u64 {
        whole_seconds(self.window)
    }
}

pub(crate) fn whole_seconds(duration: Duration) -> u64 {
    duration.as_secs() + u64::from(duration.subsec_nanos() > 0)
}
