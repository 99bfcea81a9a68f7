//! How old an answer is, and how times are written.

/// How old what is told is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Age {
    /// When Slurm was asked, milliseconds since the Unix epoch.
    pub(crate) as_of_ms: i64,
    /// Of all parts, added up: grows when any of them is asked anew.
    all_ms: i64,
    /// Whether it is older than it should be.
    pub(crate) stale: bool,
}

impl Age {
    /// Of what was told at that time, in milliseconds since the Unix epoch.
    pub(crate) fn new(as_of_ms: i64, stale: bool) -> Self {
        Self {
            as_of_ms,
            all_ms: as_of_ms,
            stale,
        }
    }

    /// Of what was told at that time and is not kept fresh.
    pub(crate) fn at(as_of_ms: i64) -> Self {
        Self::new(as_of_ms, false)
    }

    /// Of an answer that is made of both: the older one.
    pub(crate) fn and(self, other: Self) -> Self {
        Self {
            as_of_ms: self.as_of_ms.min(other.as_of_ms),
            all_ms: self.all_ms.wrapping_add(other.all_ms),
            stale: self.stale || other.stale,
        }
    }

    /// RFC 3339.
    pub(crate) fn as_of(self) -> String {
        portal_config::rfc3339(self.as_of_ms)
    }
}

/// Seconds since the Unix epoch as RFC 3339, such as `2026-11-21T20:16:59Z`.
pub(crate) fn time(at: i64) -> String {
    portal_config::rfc3339_seconds(at)
}
