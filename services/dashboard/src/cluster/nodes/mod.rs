//! `/api/v2/nodes`

pub(crate) mod act;
pub(crate) mod list;
pub(crate) mod map;
mod query;
pub(crate) mod row;
pub(crate) mod show;

use portal_ratelimit::Rule;

/// Doing something to nodes.
pub(crate) const ACT: Rule = Rule::per_minute("nodes_act", 120);
