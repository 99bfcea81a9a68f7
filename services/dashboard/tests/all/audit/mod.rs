//! Stories of the audit log: what is written into it, and who may read it.

mod kill;
pub(crate) mod log;
mod outage;
mod reading;
mod uploads;
