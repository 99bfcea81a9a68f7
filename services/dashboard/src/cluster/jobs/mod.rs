//! `/api/v2/jobs`, reading.

pub(crate) mod csv;
pub(crate) mod detail;
mod finished;
pub(crate) mod list;
pub(crate) mod may;
mod query;
pub(crate) mod row;
pub(crate) mod show;
pub(crate) mod view;

use portal_ratelimit::Rule;

/// Reading a page: a filter may have to look at every job.
pub(crate) const LIST: Rule = Rule::per_minute("jobs_list", 3000);
/// One job.
pub(crate) const SHOW: Rule = Rule::per_minute("jobs_show", 3000);
/// Everything as a table.
pub(crate) const EXPORT: Rule = Rule::per_minute("jobs_export", 20);
