//! Ways in besides the accounts that are kept here.
//!
//! Each ends in an [`Identity`](portal_db::accounts::Identity): somebody whom the directory or the provider vouches for. What
//! becomes of it, account and session, is not decided here.

mod authorities;
mod directory;
mod flow;
mod groups;
mod handover;
mod provider;
mod return_to;

pub(crate) use directory::{Directory, DirectoryError, Verdict};
pub(crate) use flow::{Flow, FlowError, Flows};
pub(crate) use handover::Handovers;
pub(crate) use provider::{Answer, Provider, ProviderError};
pub(crate) use return_to::ReturnTo;

/// Longest e-mail address and name that are taken over, in characters; what is longer is cut.
const LONGEST_TEXT: usize = 200;

/// A text of somebody else's, fit to be shown: without control characters, and not endless.
fn shown(text: &str) -> String {
    let visible = text.chars().filter(|character| !character.is_control());
    visible.take(LONGEST_TEXT).collect::<String>().trim().to_owned()
}
