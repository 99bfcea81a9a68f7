//! The database that the settings name.

use portal_config::{DatabaseSettings, Source};
use portal_db::{Applied, Db, DbError};

use crate::failure::Failure;

/// Opened, with its tables up to date, and which migrations that took.
pub(super) fn open(source: &Source) -> Result<(Db, Applied), Failure> {
    let settings = DatabaseSettings::load(source)?;
    let db = Db::open(&settings).map_err(unreachable)?;
    let applied = db
        .migrate()
        .map_err(|error| Failure::unavailable("the database's tables cannot be brought up to date", error))?;
    Ok((db, applied))
}

/// No answer from the database.
pub(super) fn unreachable(error: DbError) -> Failure {
    Failure::unavailable("the database cannot be used; see DATABASE_URL", error)
}
