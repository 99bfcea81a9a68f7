//! The limiter as services use it: in this process, in a real Redis, and with Redis failing.

mod flood;
mod local_window;
mod redis_gauge;
mod redis_outage;
mod redis_window;
#[path = "../support/mod.rs"]
mod support;
