//! Scripts as bash, Slurm and people read them.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests fail as tests do"
)]

mod again;
mod content;
mod files;
mod folders;
mod golden;
mod hostile;
mod refused;
mod sample;
mod sbatch;
