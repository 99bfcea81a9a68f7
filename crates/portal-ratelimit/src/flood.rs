//! Guards against floods: a burst, then one at a time.

mod network;
mod store;

use std::fmt;
use std::hash::Hash;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use governor::Quota;
use governor::clock::Clock as GovernorClock;
use governor::middleware::NoOpMiddleware;
pub use network::Network;
use portal_config::Clock;
use store::BoundedStore;

use crate::Moment;
use crate::decision::whole_seconds;

/// How long a full guard waits at least before it looks for idle keys again.
const SWEEP_GAP: Duration = Duration::from_millis(100);

/// How much a [`Flood`] guard lets through: a burst, and then one more each time an interval has passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FloodQuota {
    burst: NonZeroU32,
    one_per: Duration,
}

impl FloodQuota {
    /// `burst` at once, one more every `one_per`.
    ///
    /// # Panics
    /// When either is zero. In a constant, that is a compile error.
    #[must_use]
    pub const fn new(burst: u32, one_per: Duration) -> Self {
        assert!(!one_per.is_zero(), "a quota recovers after some time");
        let Some(burst) = NonZeroU32::new(burst) else {
            panic!("a quota admits at least one");
        };
        Self { burst, one_per }
    }
}

/// Not now: so long until the next attempt is admitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RetryAfter(Duration);

impl RetryAfter {
    /// How long to wait.
    #[must_use]
    pub const fn duration(self) -> Duration {
        self.0
    }

    /// `Retry-After`: whole seconds, rounded up, at least 1.
    #[must_use]
    pub fn seconds(self) -> u64 {
        whole_seconds(self.0).max(1)
    }
}

impl fmt::Display for RetryAfter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "too many attempts, try again in {} s", self.seconds())
    }
}

impl std::error::Error for RetryAfter {}

/// One quota for each key, such as a [`Network`] or a name.
///
/// The number of keys is bounded. When all are in use, new keys share one quota: strangers then wait for each other, and
/// known keys notice nothing.
pub struct Flood<K: Hash + Eq + Clone> {
    limiter: governor::RateLimiter<K, BoundedStore<K>, LimiterClock, NoOpMiddleware<Moment>>,
    clock: Clock,
    max_keys: usize,
    /// When looking for idle keys may help next, in milliseconds of [`Moment`].
    sweep_from: AtomicU64,
}

impl<K: Hash + Eq + Clone> Flood<K> {
    /// A guard for at most `max_keys` keys at a time; each costs about 60 bytes.
    #[must_use]
    pub fn new(quota: FloodQuota, max_keys: usize, clock: Clock) -> Self {
        let quota_of_governor = Quota::with_period(quota.one_per)
            .map_or_else(|| Quota::per_second(quota.burst), |each| each.allow_burst(quota.burst));
        let store = BoundedStore::new(max_keys);
        Self {
            limiter: governor::RateLimiter::new(quota_of_governor, store, LimiterClock(clock.clone())),
            clock,
            max_keys,
            sweep_from: AtomicU64::new(0),
        }
    }

    /// Admits or refuses one attempt.
    ///
    /// # Errors
    /// When the key's burst is used up; says how long to wait.
    pub fn check(&self, key: &K) -> Result<(), RetryAfter> {
        if self.limiter.len() >= self.max_keys {
            self.make_room();
        }
        self.limiter
            .check_key(key)
            .map_err(|not_until| RetryAfter(not_until.wait_time_from(Moment::now(&self.clock))))
    }

    /// Forgets the keys whose whole burst is back. Call it about twice a minute.
    pub fn sweep(&self) {
        self.limiter.retain_recent();
        self.limiter.shrink_to_fit();
    }

    /// How many keys are remembered.
    #[must_use]
    pub fn len(&self) -> usize {
        self.limiter.len()
    }

    /// Whether no key is remembered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.limiter.is_empty()
    }

    /// Sweeps in the middle of a flood, but not for each request of it.
    fn make_room(&self) {
        let now = Moment::now(&self.clock);
        let from = self.sweep_from.load(Ordering::Relaxed);
        let next = (now + SWEEP_GAP).asks_at();
        let mine = now.asks_at() >= from
            && self
                .sweep_from
                .compare_exchange(from, next, Ordering::Relaxed, Ordering::Relaxed)
                .is_ok();
        if mine {
            self.limiter.retain_recent();
        }
    }
}

/// The portal's clock, as governor asks for it.
struct LimiterClock(Clock);

impl GovernorClock for LimiterClock {
    type Instant = Moment;

    fn now(&self) -> Moment {
        Moment::now(&self.0)
    }
}
