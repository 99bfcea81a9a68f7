//! The helper before a real Slurm.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

mod errands;
