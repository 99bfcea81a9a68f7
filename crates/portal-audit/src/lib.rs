//! What happened, who did it, and the chain that shows when somebody changed the record of it afterwards. Pure.
//!
//! An [`Entry`] says what happened. Sealed behind the one before, it is a [`Record`]: its hash covers its own fields and
//! the hash before, so that a [`Verifier`] that is fed all records in order finds whatever was altered, taken out, put
//! in or moved. Who can write the whole table anew can also compute a whole new chain; that is found by a [`Head`] that
//! was kept elsewhere, such as in the system's journal.

mod action;
pub mod csv;
mod entry;
mod head;
mod moment;
mod record;
mod text;
mod verifier;

pub use action::Action;
pub use entry::{Entry, Outcome, UNKNOWN};
pub use head::{Head, NotAHead};
pub use moment::{Moment, NotAMoment};
pub use record::{Happened, Record};
pub use text::on_one_line;
pub use verifier::{Broken, Verifier};
