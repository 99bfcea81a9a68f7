//! `/api/v2/nodes`

pub(crate) mod list;
pub(crate) mod map;
mod query;
pub(crate) mod row;
pub(crate) mod show;
