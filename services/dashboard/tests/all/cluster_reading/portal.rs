//! The dashboard before a scripted cluster.

use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use portal_config::ClusterIntervals;
use portal_testkit::TestClient;

use super::rows::{account, failed, gpu_node, node, partition, qos, reservation, running, task, waiting};
use super::scripted::{Script, Scripted};
use crate::app::{App, eventually};

/// Slurm is asked so often: tests do not wait for seconds.
const OFTEN: Duration = Duration::from_millis(60);

pub(super) struct Portal {
    app: App,
    pub(super) cluster: Arc<Scripted>,
}

/// Its server, clock and database.
impl Deref for Portal {
    type Target = App;
    fn deref(&self) -> &App {
        &self.app
    }
}

impl Portal {
    /// Before a cluster of `script`'s making, as soon as all of it is known.
    pub(super) async fn before(script: impl FnOnce(&mut Script)) -> Self {
        let portal = Self::start(script).await;
        portal.seen().await;
        portal
    }

    /// Before a small cluster: kim's and lee's jobs on two nodes of three, a GPU node.
    pub(super) async fn before_a_small_cluster() -> Self {
        Self::before(small).await
    }

    /// Nothing is known yet.
    pub(super) async fn start(script: impl FnOnce(&mut Script)) -> Self {
        let cluster = Arc::new(Scripted::new());
        script(&mut cluster.script());
        let app = App::before(cluster.clone(), |settings| {
            settings.intervals = ClusterIntervals {
                queue: OFTEN,
                nodes: OFTEN,
                partitions: OFTEN,
                settings: OFTEN,
                finished: OFTEN,
            };
        });
        Self {
            app: app.await,
            cluster,
        }
    }

    /// Changes what the cluster tells, a second later, and waits until the portal has seen it.
    pub(super) async fn change(&self, change: impl FnOnce(&mut Script)) {
        self.clock.advance(Duration::from_secs(1));
        change(&mut self.cluster.script());
        self.seen().await;
    }

    /// Waits until everything has been asked after this moment, and is in the snapshot.
    async fn seen(&self) {
        self.cluster.script().answered.clear();
        let all = [
            "controller",
            "jobs",
            "nodes",
            "partitions",
            "reservations",
            "qos",
            "accounts",
        ];
        eventually("a look at the whole cluster", async || {
            // The second answer comes when the first is in the snapshot.
            let answered = &self.cluster.script().answered;
            all.iter()
                .all(|part| answered.get(part).is_some_and(|times| *times > 1))
                .then_some(())
        })
        .await;
    }

    pub(super) fn admin(&self) -> TestClient {
        self.server.admin("root")
    }
}

pub(super) fn small(script: &mut Script) {
    script.jobs = vec![
        running(101, "kim", "cn[001-002]"),
        running(102, "lee", "gpu1"),
        waiting(103, "kim"),
        waiting(104, "lee"),
        failed(105, "kim"),
        task(200, 201, 1, "lee"),
        task(200, 202, 2, "lee"),
        super::rows::rest_of_array(200, "lee"),
    ];
    script.jobs.sort_by_key(|job| job.id);
    script.nodes = vec![
        node("cn001", "ALLOCATED", 64),
        node("cn002", "MIXED", 32),
        node("cn003", "IDLE+DRAIN", 0),
        gpu_node("gpu1"),
    ];
    script.partitions = vec![partition("cpu", "cn[001-003]", 3), partition("gpu", "gpu1", 1)];
    script.reservations = vec![reservation("maintenance")];
    script.qos = Some(vec![qos("normal", 10), qos("high", 100)]);
    script.accounts = Some(vec![account("research", &["kim", "lee"]), account("crash", &["lee"])]);
}
