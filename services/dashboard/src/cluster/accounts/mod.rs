//! `/api/v2/accounts`

pub(crate) mod list;
