//! Whose `jobs/<job_id>` folder it is.

use diesel::prelude::*;

use crate::AnyConnection;
use crate::schema::job_folders;

/// The owner of the folder, who is `user` when nobody was before.
pub fn claim(connection: &mut AnyConnection, job_id: &str, user: &str, now: &str) -> QueryResult<String> {
    use diesel::result::{DatabaseErrorKind, Error};
    if let Some(owner) = owner(connection, job_id)? {
        return Ok(owner);
    }
    let row = (
        job_folders::job_id.eq(job_id),
        job_folders::user_id.eq(user),
        job_folders::created_at.eq(now),
    );
    match diesel::insert_into(job_folders::table).values(row).execute(connection) {
        Ok(_) => Ok(user.to_owned()),
        // Somebody else was quicker.
        Err(Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => {
            Ok(owner(connection, job_id)?.unwrap_or_else(|| user.to_owned()))
        }
        Err(error) => Err(error),
    }
}

fn owner(connection: &mut AnyConnection, job_id: &str) -> QueryResult<Option<String>> {
    job_folders::table
        .find(job_id)
        .select(job_folders::user_id)
        .first(connection)
        .optional()
}
