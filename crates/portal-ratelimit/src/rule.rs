//! What is limited, and to how much.

use std::time::Duration;

/// At most `limit` requests in any `window`. Rules are constants; a wrong one does not compile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Rule {
    name: &'static str,
    limit: u32,
    window: Duration,
    /// A hash of the name, so that looking a window up hashes the caller only.
    id: u64,
}

impl Rule {
    /// A rule called `name`.
    ///
    /// A window of a caller costs up to 4 bytes per admitted request, which is why `limit` ends at 65,536.
    ///
    /// # Panics
    /// When `limit` is not 1 to 65,536 or `window` is not whole milliseconds between 1 ms and 24 h. In a constant, that
    /// is a compile error.
    #[must_use]
    pub const fn new(name: &'static str, limit: u32, window: Duration) -> Self {
        assert!(limit >= 1 && limit <= 65_536, "a rule admits 1 to 65,536 requests");
        assert!(
            window.as_millis() >= 1 && window.as_millis() <= 24 * 60 * 60 * 1000,
            "a rule's window is 1 ms to 24 h"
        );
        assert!(
            window.subsec_nanos().is_multiple_of(1_000_000),
            "a rule's window is whole milliseconds"
        );
        Self {
            name,
            limit,
            window,
            id: fnv1a(name.as_bytes()),
        }
    }

    /// A rule per minute, as all of the contract's are.
    ///
    /// # Panics
    /// As [`Rule::new`].
    #[must_use]
    pub const fn per_minute(name: &'static str, limit: u32) -> Self {
        Self::new(name, limit, Duration::from_secs(60))
    }

    /// The name in metrics, logs and Redis keys.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// How many requests are admitted in any window.
    #[must_use]
    pub const fn limit(&self) -> u32 {
        self.limit
    }

    /// How long a window is.
    #[must_use]
    pub const fn window(&self) -> Duration {
        self.window
    }

    pub(crate) const fn window_millis(&self) -> u64 {
        // At most 24 h, checked by `new`.
        self.window.as_millis() as u64
    }

    pub(crate) const fn id(&self) -> u64 {
        self.id
    }
}

/// FNV-1a: a hash that can be computed in a constant. Names of rules are not a secret and not chosen by callers.
const fn fnv1a(mut bytes: &[u8]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    while let [first, rest @ ..] = bytes {
        hash = (hash ^ *first as u64).wrapping_mul(0x0100_0000_01b3);
        bytes = rest;
    }
    hash
}

#[cfg(test)]
mod tests {
    use std::panic::catch_unwind;

    use super::*;

    #[test]
    fn a_rule_that_cannot_be_kept_is_refused() {
        let made = |limit, window| catch_unwind(|| Rule::new("any", limit, window)).is_ok();
        let second = Duration::from_secs(1);
        assert!(made(1, Duration::from_millis(1)) && made(65_536, Duration::from_secs(86_400)));
        assert!(!made(0, second) && !made(65_537, second));
        assert!(
            !made(1, Duration::ZERO) && !made(1, Duration::from_micros(1500)) && !made(1, Duration::from_secs(86_401))
        );
    }
}
