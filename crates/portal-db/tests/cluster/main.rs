//! What is remembered of the cluster, in a real database, SQLite or PostgreSQL.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

mod finished;
mod history;
