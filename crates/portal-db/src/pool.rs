//! Connections, as many as set, and queries beside the event loop.

use std::sync::Arc;
use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::{ConnectionError, QueryResult};
use portal_config::{DatabaseSettings, DatabaseUrl};
use r2d2::{ManageConnection, Pool};
use tokio::sync::Semaphore;

use crate::migrations::{self, Applied, MigrationError};
use crate::{AnyConnection, QueryError};

/// A caller waits so long for a connection before it is told that the database is busy.
const PATIENCE: Duration = Duration::from_secs(3);

/// The database; cheap to clone.
#[derive(Clone)]
pub struct Db {
    pool: Pool<Manager>,
    // As big as the pool: `Pool::get` blocks its thread, so nobody calls it who would have to wait.
    permits: Arc<Semaphore>,
}

impl std::fmt::Debug for Db {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Db")
    }
}

/// A question that got no answer.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// All connections stayed busy; the same question may be answered a moment later.
    #[error("the database is busy")]
    Busy,
    /// No connection can be made.
    #[error("the database cannot be reached")]
    Unreachable(#[source] r2d2::Error),
    /// The database could not do it now: somebody holds the lock, the disk is full, the server went away.
    #[error("the database cannot do that at this moment")]
    Passing(#[source] QueryError),
    /// The database refused the question.
    #[error("a query failed")]
    Query(#[source] QueryError),
    /// The query's thread panicked or the runtime is going down.
    #[error("a query was interrupted")]
    Interrupted(#[source] tokio::task::JoinError),
}

impl From<QueryError> for DbError {
    fn from(error: QueryError) -> Self {
        if may_pass(&error) {
            Self::Passing(error)
        } else {
            Self::Query(error)
        }
    }
}

/// Whether the same query may work a little later.
fn may_pass(error: &QueryError) -> bool {
    const PASSING: [&str; 9] = [
        "database is locked",
        "database table is locked",
        "database or disk is full",
        // PostgreSQL's disk.
        "No space left on device",
        "server closed the connection",
        "terminating connection",
        "no connection to the server",
        "the database system is starting up",
        "the database system is shutting down",
    ];
    match error {
        QueryError::DatabaseError(_, why) => PASSING.iter().any(|words| why.message().contains(words)),
        QueryError::BrokenTransactionManager => true,
        _ => false,
    }
}

impl Db {
    /// Connects, and fails at once if that is not possible.
    ///
    /// # Errors
    /// When the first connection cannot be made; the URL's password is not shown.
    pub fn open(settings: &DatabaseSettings) -> Result<Self, DbError> {
        let pool = Pool::builder()
            .max_size(settings.connections)
            .min_idle(Some(1))
            .connection_timeout(PATIENCE)
            .test_on_check_out(matches!(settings.url, DatabaseUrl::Postgres(_)))
            .build(Manager(settings.url.clone()))
            .map_err(DbError::Unreachable)?;
        let permits = Arc::new(Semaphore::new(settings.connections as usize));
        Ok(Self { pool, permits })
    }

    /// Runs `question` with a connection in the blocking pool.
    ///
    /// # Errors
    /// [`DbError::Busy`] after three seconds without a free connection.
    pub async fn run<T, F>(&self, question: F) -> Result<T, DbError>
    where
        T: Send + 'static,
        F: FnOnce(&mut AnyConnection) -> QueryResult<T> + Send + 'static,
    {
        let permit = tokio::time::timeout(PATIENCE, Arc::clone(&self.permits).acquire_owned()).await;
        let Ok(Ok(permit)) = permit else {
            return Err(DbError::Busy);
        };
        let pool = self.pool.clone();
        let work = move || {
            let _permit = permit;
            let mut connection = pool.get().map_err(DbError::Unreachable)?;
            Ok(question(&mut connection)?)
        };
        tokio::task::spawn_blocking(work).await.map_err(DbError::Interrupted)?
    }

    /// Runs `question` on this thread; for programs without a runtime.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub fn run_here<T>(&self, question: impl FnOnce(&mut AnyConnection) -> QueryResult<T>) -> Result<T, DbError> {
        let mut connection = self.pool.get().map_err(DbError::Unreachable)?;
        Ok(question(&mut connection)?)
    }

    /// Brings the tables up to date; several processes may do so at once.
    ///
    /// # Errors
    /// When a migration fails; those before it stay applied.
    pub fn migrate(&self) -> Result<Applied, MigrationError> {
        let mut connection = self.pool.get().map_err(MigrationError::Unreachable)?;
        migrations::run(&mut connection)
    }
}

struct Manager(DatabaseUrl);

impl ManageConnection for Manager {
    type Connection = AnyConnection;
    type Error = ManagerError;

    fn connect(&self) -> Result<AnyConnection, ManagerError> {
        AnyConnection::open(&self.0).map_err(ManagerError::Connect)
    }

    fn is_valid(&self, connection: &mut AnyConnection) -> Result<(), ManagerError> {
        let probe = match connection {
            AnyConnection::Postgres(connection) => connection.batch_execute("SELECT 1"),
            AnyConnection::Sqlite(connection) => connection.batch_execute("SELECT 1"),
        };
        probe.map_err(ManagerError::Probe)
    }

    fn has_broken(&self, connection: &mut AnyConnection) -> bool {
        use diesel::r2d2::R2D2Connection;
        match connection {
            AnyConnection::Postgres(connection) => connection.is_broken(),
            AnyConnection::Sqlite(connection) => connection.is_broken(),
        }
    }
}

#[derive(Debug, thiserror::Error)]
enum ManagerError {
    #[error("{0}")]
    Connect(#[source] ConnectionError),
    #[error("{0}")]
    Probe(#[source] QueryError),
}
