//! One connection type for both backends, and how each is set up.

use diesel::connection::SimpleConnection;
use diesel::{ConnectionResult, MultiConnection, PgConnection, SqliteConnection};
use portal_config::DatabaseUrl;

/// A connection to whichever backend the settings chose.
#[derive(MultiConnection)]
pub enum AnyConnection {
    /// PostgreSQL through libpq.
    Postgres(PgConnection),
    /// SQLite, compiled in.
    Sqlite(SqliteConnection),
}

/// WAL lets readers go on beside the one writer. FULL syncs the log at every commit: a row that says "completed" must not
/// be lost to a power cut after the upload's map has gone. Writes are rare (the busiest, chunk counts, go in one
/// transaction a second). busy_timeout covers the rest.
const SQLITE_SETUP: &str = "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
                            PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA journal_size_limit = 67108864;";

impl AnyConnection {
    /// Connects to the backend that the URL's scheme names, never to another.
    pub(crate) fn open(url: &DatabaseUrl) -> ConnectionResult<Self> {
        match url {
            DatabaseUrl::Sqlite(path) => {
                let mut connection = <SqliteConnection as diesel::Connection>::establish(path)?;
                connection
                    .batch_execute(SQLITE_SETUP)
                    .map_err(diesel::ConnectionError::CouldntSetupConfiguration)?;
                Ok(Self::Sqlite(connection))
            }
            DatabaseUrl::Postgres(_) => {
                let mut connection = <PgConnection as diesel::Connection>::establish(url.expose())?;
                connection
                    .batch_execute("SET TIME ZONE 'UTC'; SET statement_timeout = '15s';")
                    .map_err(diesel::ConnectionError::CouldntSetupConfiguration)?;
                Ok(Self::Postgres(connection))
            }
        }
    }
}
