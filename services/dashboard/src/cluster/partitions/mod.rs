//! `/api/v2/partitions`

pub(crate) mod list;
