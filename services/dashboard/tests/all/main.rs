//! Stories of the dashboard API over HTTP, with a real database and real files.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests fail as tests do"
)]

mod api_keys;
mod app;
mod audit;
mod chunks;
mod cluster_acting;
mod cluster_collect;
mod cluster_reading;
mod complete;
mod crash;
mod faults;
mod hostile;
mod images;
mod redis_loss;
mod restart;
mod service;
mod several_nodes;
mod sql;
mod strangers;
mod submissions;
mod templates;
mod uploads;
