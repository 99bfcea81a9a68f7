//! The audit log in a real database, SQLite or PostgreSQL.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

mod chain;
mod journal;
mod lists;
mod log;
mod outage;
