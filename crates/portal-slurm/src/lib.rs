//! A Slurm cluster: what it is made of, how it is asked, and what one may ask of it.
//!
//! [`model`] are the nouns of Slurm as types. [`Cluster`] is what can be asked: by the commands of a real Slurm, or of a
//! simulator.
//!
//! Calls block: they belong on a thread of their own, never on one that serves requests.

mod absent;
pub mod cli;
mod cluster;
mod error;
pub mod hostlist;
pub mod model;
pub mod simulator;
pub mod snapshot;
pub mod submission;
pub mod words;

pub use absent::Absent;
pub use cluster::{By, Cluster, JobChange, JobTarget, NodeChange, RunsAs};
pub use error::SlurmError;
pub use submission::Submission;
