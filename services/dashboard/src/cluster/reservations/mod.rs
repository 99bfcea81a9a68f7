//! `/api/v2/reservations`

pub(crate) mod list;
