//! What an operator can set, read once at the start.
//!
//! Every setting is described in [`names`]: name, default and meaning in one place; `docs/CONFIGURATION.md` is checked
//! against that list. The settings structs are what the services take; a wrong value stops the start with one error
//! that names the variable and never shows a secret.

mod auth;
mod clock;
mod cluster;
mod dashboard;
mod database;
mod env_file;
mod http;
mod images;
pub mod names;
mod prices;
mod redis;
mod secrets;
mod slurm;
mod source;
mod sso;
mod websocket;

pub use auth::{AuthSettings, GroupPermissionsText, ServiceLinks};
pub use clock::{Clock, rfc3339, rfc3339_seconds, unix_millis};
pub use cluster::ClusterIntervals;
pub use dashboard::{DashboardSettings, JobFolderSettings, TemplateSettings, UploadSettings};
pub use database::{DatabaseSettings, DatabaseUrl};
pub use env_file::{EnvFileError, parse as parse_env_file};
pub use http::{HttpSettings, LogFormat};
pub use images::{ImageNodes, ImageSettings, SshSettings};
pub use prices::JobPrices;
pub use redis::RedisUrl;
pub use secrets::Secrets;
pub use slurm::{Hands, SlurmSettings};
pub use source::{Invalid, Setting, Source};
pub use sso::{
    AttributeMapping, GroupSearch, Handover, LdapServer, LdapSettings, OidcSettings, ServiceBind, Transport,
    UserSearch, WaysIn,
};
pub use websocket::WebsocketSettings;
