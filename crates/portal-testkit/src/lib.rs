//! What tests stand on: real databases and servers of their own, tokens, a client that tells stories over HTTP.
//!
//! A dev-dependency only. Nothing here skips: a part that is missing fails the test and names the package to install.

#![expect(
    clippy::expect_used,
    reason = "a test that cannot be set up has failed, and says why"
)]

#[cfg(feature = "services")]
mod client;
#[cfg(feature = "services")]
mod database;
#[cfg(feature = "services")]
mod multipart;
#[cfg(feature = "services")]
mod postgres;
mod program;
mod python;
mod redis;
#[cfg(feature = "services")]
mod response;
#[cfg(feature = "services")]
mod server;
mod settings;
mod sif;
mod slurm;
mod sshd;
#[cfg(feature = "services")]
mod tokens;
mod wait;

#[cfg(feature = "services")]
pub use client::TestClient;
#[cfg(feature = "services")]
pub use database::TestDatabase;
#[cfg(feature = "services")]
pub use multipart::Part;
pub use program::{Finished, Program, Started};
pub use python::python;
pub use redis::TestRedis;
#[cfg(feature = "services")]
pub use response::TestResponse;
#[cfg(feature = "services")]
pub use server::TestServer;
pub use settings::{SECRET, http_settings};
pub use sif::TestSif;
pub use slurm::TestSlurm;
pub use sshd::TestSshd;
#[cfg(feature = "services")]
pub use tokens::{claims, token, token_at, token_with};
pub use wait::eventually;
