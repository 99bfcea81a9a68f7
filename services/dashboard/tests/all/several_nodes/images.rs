//! One of them looks for images at a time, and all say the same of it.

use std::sync::Arc;

use portal_testkit::{Program, Started, TestClient, TestSif, token};
use serde_json::{Value, json};

use super::{Site, at_last};
use crate::images::{SCAN, listed};
use crate::service::Service;

/// What a look takes before it changes rows.
const LOCK: &str = "SELECT pg_advisory_lock(4430501050113)";
/// Waits for the end of psql, which keeps its connection meanwhile.
const HOLD: &str = r"\! echo held; exec tail --pid=$PPID -f /dev/null";

impl Site {
    fn put_image(&self, name: &str, build: u128) {
        let folder = self.path("apptainer/images/shared");
        std::fs::create_dir_all(&folder).unwrap();
        TestSif::new(name)
            .built(build, 1_790_000_000)
            .write(&folder.join(format!("{name}.sif")));
    }

    /// Looks see everything and come to no end for as long as this is there.
    fn hold_looks(&self) -> Started {
        let mut holding = Program::new("psql")
            .args(["--no-psqlrc", "--quiet", "--tuples-only", "--command", LOCK])
            .args(["--command", HOLD, &self.database.url()])
            .start();
        holding.read_until("held");
        holding
    }
}

/// The scan as a node tells it, once it is over.
async fn ended(node: &TestClient) -> Value {
    at_last("the end of the scan", async || {
        let scan = node.get(SCAN).await.expect(200).json();
        (scan["running"] == false).then_some(scan)
    })
    .await
}

#[tokio::test]
async fn one_of_two_nodes_looks_and_the_other_one_says_how_far_it_is() {
    let site = Site::new();
    site.put_image("solver", 1);
    let (first, second) = (site.node().await, site.node().await);
    let [one, other] = [&first, &second].map(|node| node.server.admin("root"));
    // Each looks when it starts, one after the other.
    ended(&other).await;
    assert_eq!(ended(&one).await, ended(&other).await);

    site.put_image("tools", 2);
    let mut holding = site.hold_looks();
    let asked = one.post(SCAN).await.expect(202).json();
    assert_eq!(asked["joined"], false);
    let joined = other.post(SCAN).await.expect(202).json();
    assert_eq!(joined["joined"], true, "as of two who ask one node at once");
    assert_eq!(joined["scan"]["number"], asked["scan"]["number"]);
    at_last("how far the first one is", async || {
        let scan = other.get(SCAN).await.expect(200).json();
        assert_eq!(scan["running"], true);
        (scan["nodes"][0]["state"] == "done" && scan["nodes"][0]["images"] == 2).then_some(())
    })
    .await;
    holding.kill();
    let scan = ended(&other).await;
    assert_eq!(scan, ended(&one).await, "also how long it took: it is the same scan");
    assert_eq!((&scan["added"], &scan["number"]), (&json!(1), &asked["scan"]["number"]));
    for node in [&one, &other] {
        assert_eq!(listed(node, "").await, ["solver", "tools"]);
    }

    // Whoever is asked looks.
    let asked = other.post(SCAN).await.expect(202).json();
    assert_eq!(asked["joined"], false);
    assert_eq!(ended(&other).await["number"], asked["scan"]["number"]);
    assert_eq!(ended(&one).await["number"], asked["scan"]["number"]);
}

#[tokio::test]
async fn when_the_node_that_looks_dies_another_one_looks() {
    let site = Site::new();
    site.put_image("tools", 1);
    let mut holding = site.hold_looks();
    let folders = ["templates", "jobs", "apptainer"].map(|name| site.path(name).display().to_string());
    let mut dying = Service::start_on(
        Arc::clone(&site.database),
        None,
        &[
            ("REDIS_URL", site.redis.url().expose()),
            ("TEMPLATES_ROOT", &folders[0]),
            ("JOBS_ROOT", &folders[1]),
            ("APPTAINER_REGISTRY", &folders[2]),
        ],
    );
    let died = TestClient::stranger(dying.base()).bearer(&token("root", &["HPC-Admins"]));
    at_last("its look", async || {
        let scan = died.get(SCAN).await.expect(200).json();
        (scan["running"] == true).then_some(())
    })
    .await;
    let node = site.node().await;
    let node = node.server.admin("root");
    assert_eq!(node.post(SCAN).await.expect(202).json()["joined"], true);
    dying.kill();
    holding.kill();
    let scan = ended(&node).await;
    assert_eq!((&scan["error"], &scan["images"]), (&Value::Null, &json!(1)));
    assert_eq!(listed(&node, "").await, ["tools"]);
}
