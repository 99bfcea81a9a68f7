//! The collector before a cluster that can hang, fail and lose jobs: how often it asks, what it says of its age, what it keeps.

mod finished;
mod intervals;
mod outage;
mod several_nodes;
mod slurm;
mod use_over_time;
