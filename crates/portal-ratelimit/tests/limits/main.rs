//! The limiter as services use it: in this process, in a real Redis, and with Redis failing.
#![cfg(test)]

mod flood;
mod local_window;
mod redis_gauge;
mod redis_outage;
mod redis_window;
#[path = "../support/mod.rs"]
mod support;
