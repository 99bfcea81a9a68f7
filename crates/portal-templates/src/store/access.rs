//! Who may do what with a template: the matrix that the earlier portal's documents promise.
//!
//! | | read | create, change, delete |
//! |---|---|---|
//! | official | everybody | administrators |
//! | community | everybody | to create everybody; then its author and administrators |
//! | private | its owner and administrators | its owner and administrators |
//!
//! To move one is to delete it where it is and to create it where it goes.

use super::place::Source;
use crate::name::Owner;

/// What somebody wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Access {
    /// To see it, and make jobs of it.
    Read,
    /// To put a new one there.
    Create,
    /// To write another version of it.
    Change,
    /// To archive it.
    Delete,
    /// To change it and put it there.
    Move(Source),
}

/// Who wants it. Somebody who has not signed in is nobody's caller, and may nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caller<'name> {
    /// The name.
    pub name: &'name Owner,
    /// Whether they have the permission `admin`.
    pub admin: bool,
}

/// Whether it is allowed. `author` is who put the template there, as the portal recorded it (never what the file says of
/// itself); none when an operator did.
#[must_use]
pub fn may(access: &Access, source: &Source, author: Option<&Owner>, caller: Caller<'_>) -> bool {
    if caller.admin {
        return true;
    }
    let is_author = author == Some(caller.name);
    match (access, source) {
        (Access::Read, Source::Official | Source::Community) | (Access::Create, Source::Community) => true,
        (Access::Change | Access::Delete, Source::Community) => is_author,
        (Access::Create | Access::Change | Access::Delete, Source::Official) => false,
        (Access::Read | Access::Create | Access::Change | Access::Delete, Source::Private(owner)) => {
            owner == caller.name
        }
        (Access::Move(to), from) => {
            may(&Access::Delete, from, author, caller) && may(&Access::Create, to, None, caller)
        }
    }
}
