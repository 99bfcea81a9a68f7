//! The portal's one database, SQLite or PostgreSQL: the only crate that knows diesel.
//!
//! [`Db::run`] hands a connection to a closure in the blocking pool; each table's module holds its row and the questions
//! asked of it, connection first, owner before id. Answers are rows, not HTTP.

pub mod accounts;
pub mod api_keys;
pub mod audit;
pub mod cluster_history;
mod connection;
pub mod finished_jobs;
pub mod images;
pub mod job_folders;
pub mod job_submissions;
pub mod job_templates;
mod like;
mod migrations;
mod page;
mod pool;
pub mod revocations;
mod schema;
pub mod sessions;
pub mod submissions;
pub mod templates;
mod transaction;
pub mod uploads;

pub use connection::AnyConnection;
pub use diesel::QueryResult;
pub use diesel::result::Error as QueryError;
pub use migrations::{Applied, MigrationError};
pub use pool::{Db, DbError};
