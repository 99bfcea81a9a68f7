//! Rules of the repository that no compiler checks.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

mod configuration;
mod files;
mod layers;
mod manifest;
mod migrations;
mod repository;
