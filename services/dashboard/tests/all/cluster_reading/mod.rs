//! Reading the cluster: what each route tells of a cluster whose every job and node is written down here.

mod answers;
mod contract;
mod contract_settings;
mod details;
mod finished;
mod jobs;
mod nodes;
mod portal;
mod privacy;
mod rows;
mod scripted;
