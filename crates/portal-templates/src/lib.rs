//! Job templates: the YAML files of which people make jobs without writing a batch script.
//!
//! - [`schema`]: what a file says, as types, and everything that is wrong with it, with its place.
//! - [`overrides`]: what a person may change for one job.
//! - [`store`]: the folder they lie in, and who may change what.
//! - [`watch`]: what happens in that folder.
//! - [`difference`]: two versions, line by line.
//! - [`yaml`]: the tree beneath it all.
//!
//! # Why its own YAML tree
//!
//! The files were written for PyYAML, so YAML 1.1 decides what they mean, and an author needs the place of each mistake.
//! Deserialising with serde gives the place of the first mistake only, and crates for it read YAML 1.2, where `yes` is text
//! and `0755` is 755. `saphyr-parser` gives events with line and column for every key and value, keeps quoted and plain apart,
//! which YAML 1.1 is decided by, and lets the tree be built here, within bounds. It is maintained and passes the YAML test
//! suite. That what is read is what PyYAML reads is tested against PyYAML itself.
//!
//! Calls block, and no state is shared but the files: no database, no HTTP, no clock but the one of deadlines.

#[macro_use]
mod coded;
pub mod difference;
mod finding;
mod name;
pub mod overrides;
mod problem;
pub mod schema;
pub mod store;
mod wanted;
pub mod watch;
pub mod yaml;

pub use finding::Finding;
pub use name::{BadName, Category, EnvName, FileKey, Owner, SlurmWord, TemplateId};
pub use problem::{MOST_PROBLEMS, Problem, Severity};
pub use wanted::Wanted;
pub use yaml::Shape;
