//! `/api/v2/cluster`

pub(crate) mod show;
