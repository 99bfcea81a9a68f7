//! The limiter's time line.

use std::ops::Add;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use governor::clock::Reference;
use governor::nanos::Nanos;
use portal_config::Clock;

/// A point in time, in nanoseconds since an arbitrary start; it cannot be turned into a date.
///
/// With the system's clock this is the monotonic clock, because a wall clock that is set back would lock callers out and
/// one that is set forward would let them in. With a manual clock it is that clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(u64);

/// Where the monotonic clock's time line starts: an hour before it is first asked, so that there is a past.
static ORIGIN: LazyLock<Instant> = LazyLock::new(|| {
    let now = Instant::now();
    now.checked_sub(Duration::from_secs(3600)).unwrap_or(now)
});

impl Moment {
    /// Now.
    #[must_use]
    pub fn now(clock: &Clock) -> Self {
        match clock {
            Clock::System => Self::after(Instant::now().saturating_duration_since(*ORIGIN)),
            Clock::Manual(_) => Self::after(Duration::from_millis(u64::try_from(clock.unix_millis()).unwrap_or(0))),
        }
    }

    /// The moment `duration` after the time line's start, which lasts 584 years.
    #[must_use]
    pub fn after(duration: Duration) -> Self {
        Self(u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX))
    }

    /// Whole milliseconds, rounded down: the time at which a request asks.
    pub(crate) const fn asks_at(self) -> u64 {
        self.0 / 1_000_000
    }

    /// Whole milliseconds, rounded up: the time that a request is remembered with.
    ///
    /// Rounding the two apart is what keeps the window exact: a request may be held against its caller for up to 2 ms
    /// too long, but never for a nanosecond too short.
    pub(crate) const fn remembered_at(self) -> u64 {
        self.0.div_ceil(1_000_000)
    }
}

impl Add<Duration> for Moment {
    type Output = Self;

    fn add(self, by: Duration) -> Self {
        Self(self.0.saturating_add(Self::after(by).0))
    }
}

impl Add<Nanos> for Moment {
    type Output = Self;

    fn add(self, by: Nanos) -> Self {
        Self(self.0.saturating_add(by.as_u64()))
    }
}

/// Lets governor count on the same time line.
impl Reference for Moment {
    fn duration_since(&self, earlier: Self) -> Nanos {
        self.0.saturating_sub(earlier.0).into()
    }

    fn saturating_sub(&self, duration: Nanos) -> Self {
        Self(self.0.checked_sub(duration.as_u64()).unwrap_or(self.0))
    }
}
