//! Stories of the dashboard API over HTTP, with a real database and real files.

mod app;
mod chunks;
mod complete;
mod crash;
mod service;
mod uploads;
