//! The WebSocket service: what happens in the portal, told to those who watch, the moment it happens.
//!
//! Read [`hub`](Hub) first. `connect` turns a request into a `conversation`, a stream that pulls from the hub whenever
//! its socket has room; `service` holds the state and the chores; `broadcast` and Redis bring the events.

mod auth_service;
mod authenticate;
mod broadcast;
mod bucket;
mod client_message;
mod connect;
mod conversation;
mod frame;
mod gauges;
mod health;
mod hub;
mod inbound;
mod keys_in_use;
mod link;
mod lock;
mod per_channel;
mod refusals;
mod reply;
mod roster;
mod routes;
mod service;
mod storage;

pub use client_message::{ClientMessage, NotAMessage};
pub use hub::Hub;
pub use routes::TABLE;
pub use service::{Websocket, start, start_with};

/// The name in `/health` and logs.
pub const SERVICE_NAME: &str = "websocket";
