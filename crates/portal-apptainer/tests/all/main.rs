//! Real images, folders of them, and nodes over SSH.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests fail as tests do"
)]

mod agrees;
mod any_command;
mod commands;
mod handmade;
mod hostile;
mod images;
mod nodes;
mod registry;
mod remote;
mod remote_failures;
