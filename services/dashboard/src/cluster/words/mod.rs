//! `/api/v2/words`

pub(crate) mod show;
