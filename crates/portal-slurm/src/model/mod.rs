//! Slurm's nouns. Times are seconds since the Unix epoch (UTC), durations seconds, sizes bytes; the unit is in the name.
//!
//! Texts that repeat are shared (`Arc<str>`): a queue of 100,000 jobs has some hundred users, partitions and reasons.

mod account;
mod controller;
mod detail;
mod finished;
mod job;
mod job_id;
mod job_state;
mod node;
mod node_state;
mod partition;
mod qos;
mod reason;
mod reservation;
mod tres;
mod username;

pub use account::{Account, Member};
pub use controller::{Controller, Daemon};
pub use detail::{JobDetail, StartEstimate};
pub use finished::FinishedJob;
pub use job::{ArrayPart, ArrayTasks, ExitCode, HetPart, Job};
pub use job_id::{BadJobId, JobId, JobRef};
pub use job_state::JobState;
pub use node::Node;
pub use node_state::{NodeBase, NodeFlag, NodeState};
pub use partition::{Partition, PartitionState};
pub use qos::Qos;
pub use reason::Reason;
pub use reservation::Reservation;
pub use tres::{Gres, Tres};
pub use username::{BadUsername, Username};

/// Seconds since the Unix epoch.
pub type UnixTime = i64;
