//! Stories over real sockets: the service as its program runs it, real WebSocket clients, a real Redis.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "helpers of tests fail the test like the tests themselves"
)]

mod app;
mod broadcast;
mod connecting;
mod events;
mod hostile;
mod keys;
mod limits;
mod listener;
mod redis;
mod refusals;
mod staying;
mod storage;
mod talking;
