//! What tests stand on: real databases and servers of their own, tokens, a client that tells stories over HTTP.
//!
//! A dev-dependency only. Nothing here skips: a part that is missing fails the test and names the package to install.

#![expect(
    clippy::expect_used,
    reason = "a test that cannot be set up has failed, and says why"
)]

mod client;
mod database;
mod multipart;
mod postgres;
mod program;
mod python;
mod redis;
mod response;
mod server;
mod settings;
mod slurm;
mod tokens;
mod wait;

pub use client::TestClient;
pub use database::TestDatabase;
pub use multipart::Part;
pub use program::{Finished, Program, Started};
pub use python::python;
pub use redis::TestRedis;
pub use response::TestResponse;
pub use server::TestServer;
pub use settings::{SECRET, http_settings};
pub use slurm::TestSlurm;
pub use tokens::{claims, token, token_at, token_with};
pub use wait::eventually;
