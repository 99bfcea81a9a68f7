//! How often a caller may do what.
//!
//! [`RateLimiter`] keeps an exact sliding window per caller and [`Rule`]: at most N requests are admitted in *any*
//! stretch of W seconds, and only admitted ones count. It counts in this process, or in Redis for all processes
//! together; when Redis is gone, the same bound holds per process, and no request ever fails because of it.
//!
//! [`Flood`] is the cheap guard for what has no fixed contract: sign-in attempts, WebSocket messages, strangers. It
//! lets a burst through and then one at a time (GCRA), in 8 bytes a key.
//!
//! Time is handed in: [`Moment::now`] reads the portal's clock.

mod decision;
mod flood;
mod limiter;
mod local;
mod moment;
mod rule;
mod shared;
mod statistics;
mod window;

pub use decision::Decision;
pub use flood::{Flood, FloodQuota, Network, RetryAfter};
pub use limiter::RateLimiter;
pub use moment::Moment;
pub use rule::Rule;
pub use shared::{InvalidRedisUrl, RedisOptions};
pub use statistics::{BackendName, Statistics};
