//! The limiter that services use.

use std::sync::Arc;

use crate::local::{DEFAULT_MAX_WINDOWS, LocalWindows};
use crate::shared::SharedWindows;
use crate::{BackendName, Decision, InvalidRedisUrl, Moment, RedisOptions, Rule, Statistics};

/// Exact sliding windows per caller and rule. Cloning shares them.
#[derive(Clone)]
pub struct RateLimiter {
    windows: Arc<LocalWindows>,
    backend: Backend,
}

/// Who has the last word.
#[derive(Clone)]
enum Backend {
    /// This process.
    Local,
    /// Redis, if it answers in time.
    Redis(Arc<SharedWindows>),
}

impl RateLimiter {
    /// Counts in this process.
    #[must_use]
    pub fn local() -> Self {
        Self::local_with_max_windows(DEFAULT_MAX_WINDOWS)
    }

    /// As [`RateLimiter::local`], keeping at most about `max_windows` windows (one per caller and rule in use).
    ///
    /// When all are in use, callers without one share a window: fewer are admitted, never more.
    #[must_use]
    pub fn local_with_max_windows(max_windows: usize) -> Self {
        let limiter = Self {
            windows: Arc::new(LocalWindows::new(max_windows)),
            backend: Backend::Local,
        };
        limiter.report_health();
        limiter
    }

    /// Counts in Redis, for all processes that use the same one.
    ///
    /// Nothing is connected yet: the start of a service must not depend on Redis.
    ///
    /// # Errors
    /// When the URL cannot be understood.
    pub fn redis(options: RedisOptions) -> Result<Self, InvalidRedisUrl> {
        let limiter = Self {
            windows: Arc::new(LocalWindows::new(options.max_windows)),
            backend: Backend::Redis(Arc::new(SharedWindows::new(options)?)),
        };
        limiter.report_health();
        Ok(limiter)
    }

    /// Admits or refuses one request of `caller` under `rule`. It never fails, and waits for Redis 5 ms at worst.
    ///
    /// The local window is asked first, even with Redis: it knows all that this process admitted, so the bound holds per
    /// process whatever becomes of Redis, and who floods one process does not reach Redis. What Redis then refuses is
    /// taken back. A check that is dropped half-way counts.
    pub async fn check(&self, caller: &str, rule: &Rule, now: Moment) -> Decision {
        let (decision, stamp) = self.windows.check(caller, rule, now);
        let (Backend::Redis(shared), Some(stamp)) = (&self.backend, stamp) else {
            return decision;
        };
        let Some(answer) = shared.ask(caller, rule).await else {
            return decision;
        };
        if !answer.allowed {
            self.windows.withdraw(caller, rule, stamp);
            return answer;
        }
        // Whichever window is fuller is the one the caller will feel; after a loss of Redis that is the local one.
        if answer.remaining <= decision.remaining {
            answer
        } else {
            decision
        }
    }

    /// Gives back the memory of idle callers. Call it about twice a minute; memory is bounded even if nobody does.
    pub fn sweep(&self, now: Moment) {
        self.windows.sweep(now);
        self.report_health();
    }

    /// Counts since the start. It walks all windows: for operators, not for each request.
    #[must_use]
    pub fn statistics(&self, now: Moment) -> Statistics {
        let counts = self.windows.counts(now);
        Statistics {
            total_requests: counts.total,
            blocked_requests: counts.blocked,
            unique_users: counts.unique,
            active_users: counts.active,
            block_rate: if counts.total == 0 {
                0.0
            } else {
                counts.blocked as f64 / counts.total as f64
            },
            backend: self.backend_name(),
            degraded: self.is_degraded(),
        }
    }

    /// Where requests are counted.
    #[must_use]
    pub const fn backend_name(&self) -> BackendName {
        match self.backend {
            Backend::Local => BackendName::Local,
            Backend::Redis(_) => BackendName::Redis,
        }
    }

    /// Whether Redis is configured and not in use.
    #[must_use]
    pub fn is_degraded(&self) -> bool {
        match &self.backend {
            Backend::Local => false,
            Backend::Redis(shared) => shared.is_degraded(),
        }
    }

    /// Sets the gauge again, for a recorder that was installed after the limiter was made.
    fn report_health(&self) {
        crate::shared::report_degraded(self.is_degraded());
    }
}
