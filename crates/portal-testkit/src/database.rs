//! A database of one's own.

use portal_config::{DatabaseSettings, DatabaseUrl};
use portal_db::Db;
use tempfile::TempDir;

use crate::postgres::PostgresDatabase;
use crate::program::environment;

/// Connections of a test: few, so that queues form, and enough to run side by side.
const CONNECTIONS: u32 = 4;

/// An empty database, gone when this is dropped: SQLite in a temporary folder, or PostgreSQL when the environment says
/// `PORTAL_TEST_DATABASE=postgres`.
#[derive(Debug)]
pub struct TestDatabase {
    place: Place,
}

#[derive(Debug)]
enum Place {
    Sqlite(TempDir),
    Postgres(PostgresDatabase),
}

impl TestDatabase {
    /// Of the kind that the environment asks for.
    ///
    /// # Panics
    /// When it asks for something else than `sqlite` or `postgres`, or that cannot be had.
    #[expect(clippy::new_without_default, reason = "it does much more than a default value")]
    #[must_use]
    pub fn new() -> Self {
        match environment("PORTAL_TEST_DATABASE").as_deref() {
            None | Some("sqlite") => Self::sqlite(),
            Some("postgres") => Self::postgres(),
            Some(other) => panic!("PORTAL_TEST_DATABASE is {other}; expected sqlite or postgres"),
        }
    }

    /// SQLite, whatever the environment says.
    #[must_use]
    pub fn sqlite() -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        Self {
            place: Place::Sqlite(folder),
        }
    }

    /// PostgreSQL, whatever the environment says: on the server that `PORTAL_TEST_POSTGRES_URL` names, or on one that is
    /// started for the tests of this process.
    #[must_use]
    pub fn postgres() -> Self {
        Self {
            place: Place::Postgres(PostgresDatabase::create()),
        }
    }

    /// The value of `DATABASE_URL` for it.
    #[must_use]
    pub fn url(&self) -> String {
        match &self.place {
            Place::Sqlite(folder) => format!("sqlite:{}", folder.path().join("portal.db").display()),
            Place::Postgres(database) => database.url(),
        }
    }

    /// How a service connects to it.
    #[must_use]
    pub fn settings(&self) -> DatabaseSettings {
        DatabaseSettings {
            url: DatabaseUrl::parse(&self.url()).expect("a URL"),
            connections: CONNECTIONS,
        }
    }

    /// Opened, with all tables.
    #[must_use]
    pub fn db(&self) -> Db {
        let db = Db::open(&self.settings()).expect("a database that can be opened");
        db.migrate().expect("migrations that apply");
        db
    }
}

#[cfg(test)]
mod tests {
    use super::TestDatabase;

    #[test]
    fn each_has_its_own_tables() {
        let (one, other) = (TestDatabase::new(), TestDatabase::new());
        assert_ne!(one.url(), other.url());
        for database in [&one, &other] {
            let accounts = database.db().run_here(portal_db::accounts::list).unwrap();
            assert!(accounts.is_empty());
        }
    }
}
