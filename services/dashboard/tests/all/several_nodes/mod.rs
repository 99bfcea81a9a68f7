//! Several portal nodes that share PostgreSQL, Redis and folders.

mod images;
mod templates;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use portal_config::{Clock, DashboardSettings};
use portal_slurm::Absent;
use portal_testkit::{TestDatabase, TestRedis, TestServer};
use tempfile::TempDir;

use crate::app::{self, eventually};

/// What the nodes have in common.
struct Site {
    database: Arc<TestDatabase>,
    redis: TestRedis,
    folder: TempDir,
}

impl Site {
    fn new() -> Self {
        let site = Self {
            database: Arc::new(TestDatabase::postgres()),
            redis: TestRedis::start(),
            folder: tempfile::tempdir().unwrap(),
        };
        for name in ["templates", "apptainer", "jobs"] {
            std::fs::create_dir(site.path(name)).unwrap();
        }
        site
    }

    /// Below the folder that all nodes see.
    fn path(&self, below: &str) -> PathBuf {
        self.folder.path().join(below)
    }

    /// Starts a node; uploads are its own.
    async fn node(&self) -> Node {
        let uploads = tempfile::tempdir().unwrap();
        let settings = app::settings(&self.database, |name| match name {
            "uploads" => uploads.path().to_owned(),
            shared => self.path(shared),
        });
        let settings = DashboardSettings {
            redis: Some(self.redis.url()),
            ..settings
        };
        let running = dashboard::start_with(settings, Clock::System, Arc::new(Absent)).await;
        Node {
            server: TestServer::new(running.unwrap(), Clock::System),
            _uploads: uploads,
        }
    }
}

struct Node {
    server: TestServer,
    _uploads: TempDir,
}

/// As [`eventually`], for what takes some ten seconds: a lease that has to end.
async fn at_last<T>(what: &str, mut probe: impl AsyncFnMut() -> Option<T>) -> T {
    eventually(what, async || {
        tokio::time::sleep(Duration::from_millis(300)).await;
        probe().await
    })
    .await
}
