//! Stories of the dashboard API over HTTP, with a real database and real files.

mod app;
mod chunks;
mod complete;
mod uploads;
mod crash;
mod service;
