//! `/api/v2/qos`

pub(crate) mod list;
