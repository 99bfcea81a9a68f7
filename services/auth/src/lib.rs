//! The auth service: who is there, and what may they use.
//!
//! [`routes`](TABLE) is the table of what it answers, one handler a file. [`Auth`] is what the handlers share: accounts,
//! the signer of tokens, and the guards that make guessing slow.

mod auth;
mod failure;
mod guard;
mod handlers;
mod hashers;
mod message_of_the_day;
mod method;
mod openapi;
mod password;
mod proof;
mod refresh_token;
mod routes;
mod session;
mod sessions;
mod signed_in;
mod tiles;
mod views;
mod ways;

pub use auth::{Auth, SERVICE_NAME, start, start_with};
pub use openapi::openapi;
pub use password::{NewPassword, WeakPassword};
pub use routes::TABLE;
pub use sessions::{RedisError, Sessions, SessionsError};
