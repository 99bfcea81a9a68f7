//! `/api/v2/jobs`

pub(crate) mod act;
pub(crate) mod csv;
pub(crate) mod detail;
mod finished;
pub(crate) mod list;
pub(crate) mod may;
mod query;
pub(crate) mod row;
pub(crate) mod show;
pub(crate) mod submit;
mod table;
pub(crate) mod view;
mod weigh;

use portal_ratelimit::Rule;

/// Reading a page: a filter may have to look at every job.
pub(crate) const LIST: Rule = Rule::per_minute("jobs_list", 3000);
/// One job.
pub(crate) const SHOW: Rule = Rule::per_minute("jobs_show", 3000);
/// Doing something to jobs.
pub(crate) const ACT: Rule = Rule::per_minute("jobs_act", 300);
/// Submitting, and asking when a job would start.
pub(crate) const SUBMIT: Rule = Rule::per_minute("jobs_submit", 120);
/// Everything as a table.
pub(crate) const EXPORT: Rule = Rule::per_minute("jobs_export", 20);
