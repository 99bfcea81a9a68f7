//! Two portal nodes and one Redis: one asks Slurm, the other one has the same to show, and takes over.

use std::sync::Arc;
use std::time::{Duration, Instant};

use portal_config::{ClusterIntervals, DashboardSettings, RedisUrl};
use portal_testkit::{TestClient, TestDatabase, TestRedis, token_at};
use tempfile::TempDir;
use tokio::sync::oneshot;

use super::slurm::{NOW, Slurm, clock, often};
use crate::app::{self, eventually};

/// A portal node in a thread of its own: when it dies, nothing of it goes on and nothing is put in order.
struct Node {
    client: TestClient,
    die: Option<oneshot::Sender<()>>,
    thread: Option<std::thread::JoinHandle<()>>,
    _folder: TempDir,
    _database: TestDatabase,
}

impl Node {
    async fn start(slurm: Slurm, redis: RedisUrl) -> Self {
        let (folder, database) = (tempfile::tempdir().unwrap(), TestDatabase::new());
        let settings = DashboardSettings {
            redis: Some(redis),
            intervals: ClusterIntervals {
                queue: EVERY,
                ..often()
            },
            ..app::settings(&database, |name| folder.path().join(name))
        };
        let (die, dies) = oneshot::channel();
        let (tell, told) = oneshot::channel();
        let thread = std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let running = dashboard::start_with(settings, clock(), Arc::new(slurm)).await.unwrap();
                tell.send(running.address()).unwrap();
                let _ = dies.await;
            });
        });
        let address = told.await.unwrap();
        let client = TestClient::stranger(format!("http://{address}")).bearer(&token_at("kim", &["DX-Users"], NOW));
        Self {
            client,
            die: Some(die),
            thread: Some(thread),
            _folder: folder,
            _database: database,
        }
    }

    fn kill(&mut self) {
        drop(self.die.take());
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap();
        }
    }

    async fn shows(&self, jobs: u64) {
        eventually("the same list on this node", async || {
            let list = self.client.get("/api/v2/jobs").await.json();
            (list["total"] == jobs && list["stale"] == false).then_some(())
        })
        .await;
    }
}

const EVERY: Duration = Duration::from_millis(250);

#[actix_web::test]
async fn one_of_two_nodes_asks_and_the_other_takes_over_when_it_dies() {
    let redis = TestRedis::start();
    let slurm = Slurm::new();
    let mut first = Node::start(slurm.asked_by("first"), redis.url()).await;
    first.shows(2).await;
    let second = Node::start(slurm.asked_by("second"), redis.url()).await;
    second.shows(2).await;
    slurm.change(|world| world.jobs.truncate(1));
    second.shows(1).await;
    first.shows(1).await;
    assert!(
        slurm.times("jobs").iter().all(|(who, _)| *who == "first"),
        "only the first asks"
    );
    let died = Instant::now();
    first.kill();
    slurm.change(|world| world.jobs.push(super::slurm::job(9, "PENDING")));
    eventually("the second asks", async || {
        // Ten seconds of the lease, and patience for a busy machine.
        tokio::time::sleep(Duration::from_millis(500)).await;
        slurm
            .times("jobs")
            .iter()
            .any(|(who, _)| *who == "second")
            .then_some(())
    })
    .await;
    let takeover = slurm
        .times("jobs")
        .into_iter()
        .find(|(who, _)| *who == "second")
        .unwrap()
        .1;
    assert!(takeover.duration_since(died) < Duration::from_secs(15), "within 15 s");
    second.shows(2).await;
    slurm.assert_paced("jobs", EVERY);
}

#[actix_web::test]
async fn who_asks_goes_on_when_redis_is_gone() {
    let mut redis = TestRedis::start();
    let slurm = Slurm::new();
    let only = Node::start(slurm.asked_by("only"), redis.url()).await;
    only.shows(2).await;
    redis.kill();
    let before = slurm.count("jobs");
    eventually("it goes on without Redis", async || {
        (slurm.count("jobs") > before + 4).then_some(())
    })
    .await;
    only.shows(2).await;
}
