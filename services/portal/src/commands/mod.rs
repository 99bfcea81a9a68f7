//! One command a file.

pub(crate) mod audit_export;
pub(crate) mod audit_verify;
pub(crate) mod completions;
pub(crate) mod config_check;
pub(crate) mod docs_configuration;
pub(crate) mod key_create;
pub(crate) mod key_list;
pub(crate) mod key_revoke;
pub(crate) mod migrate_db;
pub(crate) mod openapi;
pub(crate) mod user_add;
pub(crate) mod user_change;
pub(crate) mod user_list;
pub(crate) mod user_password;

mod database;
mod operator;
mod password;

pub(crate) use password::hash as hash_password;
