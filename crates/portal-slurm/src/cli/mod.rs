//! A real Slurm, asked by its own commands.

mod refusal;
mod run;
mod tools;

pub use run::{Call, Ran, RunOptions, Runner, Said};

/// A real cluster. Reading is in `read`, acting in `act`; both run commands by the one [`Runner`].
#[derive(Debug)]
pub struct SlurmCommands {
    runner: Runner,
}

impl SlurmCommands {
    /// Asks nothing yet.
    #[must_use]
    pub fn new(options: RunOptions) -> Self {
        Self {
            runner: Runner::new(options),
        }
    }

    /// Runs the commands.
    #[must_use]
    pub fn runner(&self) -> &Runner {
        &self.runner
    }
}
