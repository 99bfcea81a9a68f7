//! A real Slurm, read and acted upon.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

mod accounting;
mod acting;
mod arrays;
mod cluster;
mod hostile;
mod injection;
mod nodes;
mod outage;
mod queue;
