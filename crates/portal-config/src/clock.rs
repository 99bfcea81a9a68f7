//! Time, handed in.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use jiff::Timestamp;

/// Where "now" comes from: the system in services, a hand in tests.
#[derive(Clone, Debug, Default)]
pub enum Clock {
    /// The system's wall clock.
    #[default]
    System,
    /// A clock that moves only when told; the value is milliseconds since the Unix epoch.
    Manual(Arc<AtomicI64>),
}

impl Clock {
    /// A manual clock that stands at `unix_seconds`.
    #[must_use]
    pub fn manual(unix_seconds: i64) -> Self {
        Self::Manual(Arc::new(AtomicI64::new(unix_seconds * 1000)))
    }

    /// Moves a manual clock on. The system clock cannot be moved, and stays.
    pub fn advance(&self, by: Duration) {
        if let Self::Manual(millis) = self {
            let by = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
            millis.fetch_add(by, Ordering::SeqCst);
        }
    }

    /// Milliseconds since the Unix epoch.
    #[must_use]
    pub fn unix_millis(&self) -> i64 {
        match self {
            #[expect(clippy::disallowed_methods, reason = "the one place where the wall clock is read")]
            Self::System => Timestamp::now().as_millisecond(),
            Self::Manual(millis) => millis.load(Ordering::SeqCst),
        }
    }

    /// Whole seconds since the Unix epoch, as JWT's NumericDate counts them.
    #[must_use]
    pub fn unix_seconds(&self) -> i64 {
        self.unix_millis().div_euclid(1000)
    }

    /// Now as RFC 3339 in UTC with milliseconds, such as `2026-11-21T20:16:59.123Z`.
    #[must_use]
    pub fn rfc3339(&self) -> String {
        rfc3339(self.unix_millis())
    }

    /// Now as the contract's tables write it: UTC, `YYYY-MM-DD HH:MM:SS`.
    #[must_use]
    pub fn table_time(&self) -> String {
        self.table_time_before(Duration::ZERO)
    }

    /// The moment `ago` before now, written as in the contract's tables; such times sort as text.
    #[must_use]
    pub fn table_time_before(&self, ago: Duration) -> String {
        let ago = i64::try_from(ago.as_millis()).unwrap_or(i64::MAX);
        let then = Timestamp::from_millisecond(self.unix_millis().saturating_sub(ago)).unwrap_or(Timestamp::UNIX_EPOCH);
        then.strftime("%Y-%m-%d %H:%M:%S").to_string()
    }
}

/// Milliseconds since the Unix epoch as RFC 3339 in UTC, such as `2026-11-21T20:16:59.123Z`.
#[must_use]
pub fn rfc3339(unix_millis: i64) -> String {
    let moment = Timestamp::from_millisecond(unix_millis).unwrap_or(Timestamp::UNIX_EPOCH);
    format!("{moment:.3}")
}

/// Seconds since the Unix epoch as RFC 3339 in UTC, such as `2026-11-21T20:16:59Z`.
#[must_use]
pub fn rfc3339_seconds(unix_seconds: i64) -> String {
    let moment = Timestamp::from_second(unix_seconds).unwrap_or(Timestamp::UNIX_EPOCH);
    format!("{moment:.0}")
}

/// Milliseconds since the Unix epoch of an RFC 3339 time; none when it is none.
#[must_use]
pub fn unix_millis(rfc3339: &str) -> Option<i64> {
    Some(rfc3339.parse::<Timestamp>().ok()?.as_millisecond())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manual_clock_stands_until_it_is_moved() {
        let clock = Clock::manual(1_700_000_000);
        assert_eq!(clock.rfc3339(), "2023-11-14T22:13:20.000Z");
        assert_eq!(clock.table_time(), "2023-11-14 22:13:20");
        clock.advance(Duration::from_millis(1500));
        assert_eq!(clock.unix_seconds(), 1_700_000_001);
        assert_eq!(clock.table_time_before(Duration::from_secs(60)), "2023-11-14 22:12:21");
    }
}
