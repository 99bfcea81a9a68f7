//! Tables, brought up to date from the migrations that are compiled in.

use diesel::connection::SimpleConnection;
use diesel::migration::MigrationVersion;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use crate::AnyConnection;

const SQLITE: EmbeddedMigrations = embed_migrations!("../../migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("../../migrations/postgres");

/// The migrations that were applied just now, oldest first; none when the tables were up to date.
#[derive(Debug, PartialEq, Eq)]
pub struct Applied(pub Vec<String>);

/// The tables could not be brought up to date.
#[derive(Debug, thiserror::Error)]
pub enum MigrationError {
    /// No connection can be made.
    #[error("the database cannot be reached")]
    Unreachable(#[source] r2d2::Error),
    /// A migration failed.
    #[error("a migration failed: {0}")]
    Failed(#[source] Box<dyn std::error::Error + Send + Sync>),
}

pub(crate) fn run(connection: &mut AnyConnection) -> Result<Applied, MigrationError> {
    let names = |versions: Vec<MigrationVersion<'_>>| Applied(versions.iter().map(ToString::to_string).collect());
    match connection {
        AnyConnection::Sqlite(connection) => {
            // Two services that start together: the second waits here for the first, instead of failing midway.
            connection
                .batch_execute("BEGIN IMMEDIATE; COMMIT;")
                .map_err(|error| MigrationError::Failed(error.into()))?;
            retry_once(|| connection.run_pending_migrations(SQLITE).map(names))
        }
        AnyConnection::Postgres(connection) => {
            let lock = |sql| move |c: &mut diesel::PgConnection| c.batch_execute(sql);
            // The same, by a lock with a number of our own choice.
            lock("SELECT pg_advisory_lock(4430501050111)")(connection)
                .map_err(|error| MigrationError::Failed(error.into()))?;
            let applied = connection.run_pending_migrations(POSTGRES).map(names);
            lock("SELECT pg_advisory_unlock(4430501050111)")(connection)
                .map_err(|error| MigrationError::Failed(error.into()))?;
            applied.map_err(MigrationError::Failed)
        }
    }
}

/// Without a lock across transactions SQLite's second starter may see a table that the first just made: then it looks
/// again and finds nothing left to do.
fn retry_once<E: Into<Box<dyn std::error::Error + Send + Sync>>>(
    mut run: impl FnMut() -> Result<Applied, E>,
) -> Result<Applied, MigrationError> {
    match run() {
        Ok(applied) => Ok(applied),
        Err(_raced) => run().map_err(|error| MigrationError::Failed(error.into())),
    }
}
