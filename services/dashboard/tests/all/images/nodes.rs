//! Images on nodes, over real SSH.

use std::net::TcpListener;

use portal_config::{DashboardSettings, ImageNodes, SshSettings};
use portal_testkit::{TestSif, TestSshd};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::{IMAGES, SCAN, listed};
use crate::app::App;

/// Images are in this folder of each node.
const FOLDER: &str = "apptainers";

/// Servers `cn001`, `cn002` and so on.
struct Nodes {
    servers: Vec<TestSshd>,
    folder: TempDir,
}

impl Nodes {
    fn start(count: usize) -> Self {
        let servers: Vec<TestSshd> = std::iter::repeat_with(TestSshd::start).take(count).collect();
        let folder = tempfile::tempdir().unwrap();
        let mut known = String::new();
        for server in &servers {
            server.admit(&servers[0].key());
            std::fs::create_dir(server.files().join(FOLDER)).unwrap();
            known += &server.known_hosts();
        }
        std::fs::write(folder.path().join("known_hosts"), known).unwrap();
        Self { servers, folder }
    }

    fn put(&self, node: usize, name: &str, image: &TestSif) {
        image.write(&self.servers[node].files().join(FOLDER).join(name));
    }

    fn settings(&self) -> impl FnOnce(&mut DashboardSettings) {
        let nodes = (1..).zip(&self.servers).map(|(number, server)| ImageNodes {
            names: format!("cn{number:03}"),
            host: Some("127.0.0.1".to_owned()),
            port: server.port(),
            partition: "compute",
        });
        let nodes: Vec<ImageNodes> = nodes.collect();
        let ssh = SshSettings {
            user: self.servers[0].user().to_owned(),
            key: self.servers[0].key(),
            known_hosts: self.folder.path().join("known_hosts"),
            folder: FOLDER.to_owned(),
        };
        move |settings| (settings.images.nodes, settings.images.ssh) = (nodes, ssh)
    }
}

fn place<'s>(scan: &'s Value, name: &str) -> &'s Value {
    let places = scan["nodes"].as_array().unwrap();
    places.iter().find(|place| place["name"] == name).unwrap()
}

#[tokio::test]
async fn one_image_on_several_nodes_is_one_with_several_places() {
    let nodes = Nodes::start(2);
    let (solver, desk) = (TestSif::new("solver"), TestSif::new("desk").built(2, 2));
    nodes.put(0, "solver.sif", &solver);
    nodes.put(1, "solver-copy.sif", &solver);
    nodes.put(1, "desk-vnc.sif", &desk);
    let app = App::start_with(nodes.settings()).await;
    app.put_image("shared/solver-2.0.sif", &solver);
    let scan = app.scan().await;
    assert_eq!(
        (&scan["images"], &place(&scan, "cn002")["images"]),
        (&json!(2), &json!(2))
    );
    let kim = app.user("kim");
    let list = kim.get(IMAGES).await.expect(200).json();
    // What the registry says of it counts.
    let [desk, solver] = [0, 1].map(|number| &list["images"][number]);
    assert_eq!(
        (&desk["name"], &desk["type"], &desk["node"]),
        (&json!("desk-vnc"), &json!("viz"), &json!("cn002"))
    );
    assert_eq!(
        (&solver["name"], &solver["partition"]),
        (&json!("solver-2.0"), &json!("shared"))
    );
    let places = solver["places"].as_array().unwrap();
    let shown: Vec<_> = places.iter().map(|place| place["node"].as_str().unwrap()).collect();
    assert_eq!(shown, ["cn001", "cn002", "headnode"]);
    let there = kim
        .get(&format!("{IMAGES}?node=cn002&q=solver"))
        .await
        .expect(200)
        .json();
    assert_eq!(there["images"][0]["path"], "apptainers/solver-copy.sif");
    assert_eq!(there["images"][0]["id"], solver["id"]);

    // Without the registry's copy a node describes it.
    std::fs::remove_file(app.in_registry("images/shared/solver-2.0.sif")).unwrap();
    app.scan().await;
    let shown = kim.get(&format!("{IMAGES}/{}", solver["id"].as_str().unwrap())).await;
    let shown = shown.expect(200).json();
    assert_eq!((&shown["name"], &shown["node"]), (&json!("solver"), &json!("cn001")));

    // Nodes that nobody asks any more have none.
    let app = app.restart().await;
    app.scan().await;
    assert!(listed(&app.user("kim"), "").await.is_empty());
}

#[tokio::test]
async fn a_dead_node_keeps_its_images_and_holds_nobody_up() {
    let nodes = Nodes::start(2);
    nodes.put(0, "first.sif", &TestSif::new("first").built(1, 1));
    nodes.put(1, "second.sif", &TestSif::new("second").built(2, 2));
    let app = App::start_with(nodes.settings()).await;
    app.put_image("shared/tools.sif", &TestSif::new("tools").built(3, 3));
    app.scan().await;
    let kim = app.user("kim");
    assert_eq!(listed(&kim, "").await, ["first", "second", "tools"]);
    // Nobody listens at its port any more.
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let settings = nodes.settings();
    let app = app
        .restart_with(|all| {
            settings(all);
            all.images.nodes[0].port = closed;
        })
        .await;
    std::fs::remove_file(nodes.servers[1].files().join(FOLDER).join("second.sif")).unwrap();
    let scan = app.scan().await;
    let dead = place(&scan, "cn001");
    assert_eq!(dead["state"], "failed");
    let words = dead["error"].as_str().unwrap();
    assert!(words.starts_with("it cannot be reached"), "{words}");
    assert_eq!(place(&scan, "cn002")["state"], "done");
    assert_eq!(listed(&app.user("kim"), "").await, ["first", "tools"]);
}

#[tokio::test]
async fn a_node_whose_key_nobody_knows_is_not_asked() {
    let nodes = Nodes::start(1);
    nodes.put(0, "first.sif", &TestSif::new("first"));
    std::fs::write(nodes.folder.path().join("known_hosts"), "").unwrap();
    let app = App::start_with(nodes.settings()).await;
    let scan = app.scan().await;
    let words = place(&scan, "cn001")["error"].as_str().unwrap();
    assert!(words.contains("ssh-keyscan"), "{words}");
    assert!(listed(&app.user("kim"), "").await.is_empty());
}

#[tokio::test]
async fn who_asks_while_a_scan_goes_on_joins_it() {
    let nodes = Nodes::start(1);
    nodes.put(0, "first.sif", &TestSif::new("first"));
    let app = App::start_with(nodes.settings()).await;
    app.put_image("shared/tools.sif", &TestSif::new("tools").built(3, 3));
    app.scan().await;
    nodes.servers[0].freeze();
    let root = app.server.admin("root");
    let first = root.post(SCAN).await.expect(202).json();
    assert_eq!(
        (&first["joined"], &first["scan"]["running"]),
        (&json!(false), &json!(true))
    );
    let second = root.post(SCAN).await.expect(202).json();
    assert_eq!(
        (&second["joined"], &second["scan"]["number"]),
        (&json!(true), &first["scan"]["number"])
    );
    let waiting = {
        let root = root.clone();
        tokio::spawn(async move { root.post("/api/apptainer/scan").await })
    };
    nodes.servers[0].thaw();
    let ended = waiting.await.unwrap().expect(200).json();
    assert_eq!(ended["stats"], json!({"compute": 1, "viz": 0, "shared": 1}));
    assert_eq!(
        root.get(SCAN).await.expect(200).json()["number"],
        first["scan"]["number"]
    );
}
