//! The dashboard API: uploads now, the cluster later.
//!
//! Start at [`TABLE`], the routes. `uploads` is the first area; `older_paths` lets clients of older nginx files in.

mod api_keys;
mod audit;
mod auth_config;
mod cluster;
mod health;
mod images;
mod lease;
mod older_paths;
mod openapi;
mod ratelimit_stats;
mod routes;
mod state;
mod submissions;
mod templates;
mod uploads;

pub use api_keys::draft::{Draft, Wanted};
pub use api_keys::error::{KeyError, MOST_KEYS};
pub use older_paths::canonical;
pub use openapi::openapi;
pub use routes::TABLE;
pub use state::{Dashboard, start, start_with};
pub use uploads::multipart;
pub use uploads::names;

/// The name in `/health` and logs.
pub const SERVICE_NAME: &str = "dashboard";
