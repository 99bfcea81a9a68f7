//! What several test files share.

pub(crate) mod redis;
pub(crate) mod rules;
