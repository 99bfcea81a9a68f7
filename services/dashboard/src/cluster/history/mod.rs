//! `/api/v2/cluster/history`

pub(crate) mod show;
