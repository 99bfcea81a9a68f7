//! What the portal is about to write into the folder of templates. The row stands before the file, so whoever sees the file
//! first (this process, its watcher, another node) knows who wrote it, also after a crash in between.

use diesel::prelude::*;

use super::apply::take_turns;
use crate::AnyConnection;
use crate::schema::template_writes::{self, dsl};

/// What is about to be written.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = template_writes)]
pub struct Write {
    /// Where.
    pub file_path: String,
    /// What: SHA-256, 64 hexadecimal digits.
    pub digest: String,
    /// By whom.
    pub made_by: String,
    /// `create`, `change`, `import` or `restore`.
    pub how: String,
    /// Whose the template is from then on.
    pub owner: Option<String>,
    /// Where its file was before, if it moves.
    pub moved_from: Option<String>,
    /// RFC 3339.
    pub made_at: String,
}

/// Announces it, and says whether that is so: not when somebody is writing the same to the same place, and said so after `since`
/// (RFC 3339). What is older was left behind, and is replaced.
///
/// # Errors
/// When the database refuses.
pub fn announce(connection: &mut AnyConnection, write: &Write, since: &str) -> QueryResult<bool> {
    crate::transaction::write(connection, |connection| {
        take_turns(connection)?;
        let known: Option<String> = template_writes::table
            .find((&write.file_path, &write.digest))
            .select(dsl::made_at)
            .first(connection)
            .optional()?;
        if known.is_some_and(|made_at| made_at.as_str() > since) {
            return Ok(false);
        }
        withdraw(connection, &write.file_path, &write.digest)?;
        diesel::insert_into(template_writes::table)
            .values(write)
            .execute(connection)?;
        Ok(true)
    })
}

/// It was not written; or it was, and is known.
///
/// # Errors
/// When the database refuses.
pub fn withdraw(connection: &mut AnyConnection, file_path: &str, digest: &str) -> QueryResult<usize> {
    diesel::delete(template_writes::table.find((file_path, digest))).execute(connection)
}

/// Those of these places.
pub(super) fn of(connection: &mut AnyConnection, paths: &[&str]) -> QueryResult<Vec<Write>> {
    template_writes::table
        .filter(dsl::file_path.eq_any(paths))
        .select(Write::as_select())
        .load(connection)
}
