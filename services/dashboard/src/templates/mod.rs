//! Job templates: `/api/v2/templates`, and `/api/jobs/templates` of the earlier portal, which leads here.
//!
//! Files are the truth ([`portal_templates::store`]); a watcher has rows follow them ([`keeper`]), and lists are made of rows
//! alone. Handlers are one file each; [`shelf`] is what they work with, [`writing`] the one way to write.

pub(crate) mod archive;
pub(crate) mod archived;
pub(crate) mod categories;
pub(crate) mod change;
pub(crate) mod check;
pub(crate) mod compare;
pub(crate) mod create;
pub(crate) mod error;
pub(crate) mod export;
mod form;
pub(crate) mod import;
mod keeper;
pub(crate) mod list;
pub(crate) mod presets;
pub(crate) mod problems;
mod record;
pub(crate) mod restore;
pub(crate) mod scan;
mod shelf;
pub(crate) mod show;
pub(crate) mod status;
mod told;
pub(crate) mod validate;
pub(crate) mod versions;
mod view;
mod writing;

use portal_ratelimit::Rule;

pub(crate) use shelf::{ShelfParts, TemplateShelf};

/// Lists, details, versions.
pub(crate) const READ: Rule = Rule::per_minute("templates_read", 3000);
/// All that changes a template.
pub(crate) const WRITE: Rule = Rule::per_minute("templates_write", 60);
/// Looking into the folder.
pub(crate) const SCAN: Rule = Rule::per_minute("templates_scan", 10);
/// An editor asks whenever its writer pauses.
pub(crate) const CHECK: Rule = Rule::per_minute("templates_check", 300);

/// A template of the largest size with every letter escaped, and what is beside it.
pub(crate) const LONGEST_BODY: usize = 1 << 20;
