//! The audit log: what the dashboard writes into it, and reading it (`/api/audit`).

mod error;
pub(crate) mod export;
pub(crate) mod list;
mod query;

pub(crate) use error::not_recorded;
pub(crate) use portal_db::audit::Trail;

use portal_ratelimit::Rule;

/// Reading a page.
pub(crate) const LIST: Rule = Rule::per_minute("audit_list", 120);
/// Everything as a table: it may read the whole log.
pub(crate) const EXPORT: Rule = Rule::per_minute("audit_export", 10);
