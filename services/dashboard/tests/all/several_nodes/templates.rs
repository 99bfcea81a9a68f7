//! All follow the same folder of templates, and each template is there once.

use portal_testkit::TestClient;
use serde_json::{Value, json};

use super::{Node, Site, at_last};
use crate::templates::{TEMPLATES, archive, change, create, public, show, yaml};

const FILES: usize = 120;

impl Site {
    fn drop_template(&self, id: &str, text: &str) {
        let folder = self.path("templates/official/cfd");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(format!("{id}.yaml")), text).unwrap();
    }
}

/// All rows that a node lists.
async fn rows(node: &TestClient) -> Vec<Value> {
    let list = node.get(&format!("{TEMPLATES}?limit=500")).await.expect(200).json();
    list["templates"].as_array().unwrap().clone()
}

async fn both_list(nodes: &[TestClient; 2], count: usize) {
    for node in nodes {
        at_last("all templates", async || {
            (rows(node).await.len() == count).then_some(())
        })
        .await;
    }
    assert_eq!(rows(&nodes[0]).await, rows(&nodes[1]).await);
}

/// What each of them still has to see is seen when this returns.
async fn all_is_seen(nodes: &[TestClient; 2]) {
    for node in nodes {
        node.post(&format!("{TEMPLATES}/scan")).await.assert_status(200);
    }
}

/// Who made the versions of a template, the newest first, as a node tells it.
async fn made_by(node: &TestClient, id: &str) -> Vec<Value> {
    let versions = node.get(&format!("{TEMPLATES}/{id}/versions")).await.expect(200).json();
    let versions = versions["versions"].as_array().unwrap();
    versions.iter().map(|version| version["made_by"].clone()).collect()
}

fn people(nodes: &[&Node; 2], name: &str) -> [TestClient; 2] {
    nodes.map(|node| node.server.user(name))
}

#[tokio::test]
async fn what_two_nodes_see_at_once_is_there_once() {
    let site = Site::new();
    for number in 0..FILES {
        site.drop_template(&format!("before{number}"), &yaml(&format!("before{number}"), ""));
    }
    // Also the tables are made by both.
    let (first, second) = tokio::join!(site.node(), site.node());
    let nodes = people(&[&first, &second], "kim");
    both_list(&nodes, FILES).await;
    for number in 0..FILES {
        site.drop_template(&format!("after{number}"), &yaml(&format!("after{number}"), ""));
    }
    both_list(&nodes, 2 * FILES).await;
    for number in 0..FILES {
        site.drop_template(
            &format!("after{number}"),
            &yaml(&format!("after{number}"), "  version: \"2\"\n"),
        );
    }
    at_last("the second versions", async || {
        let rows = rows(&nodes[1]).await;
        let second = rows.iter().filter(|row| row["template"]["version"] == "2");
        (second.count() == FILES).then_some(())
    })
    .await;
    all_is_seen(&nodes).await;
    both_list(&nodes, 2 * FILES).await;
    for number in 0..FILES {
        assert_eq!(made_by(&nodes[0], &format!("before{number}")).await, [Value::Null]);
        assert_eq!(
            made_by(&nodes[1], &format!("after{number}")).await,
            [Value::Null, Value::Null]
        );
    }
}

#[tokio::test]
async fn what_somebody_writes_on_one_node_is_theirs_on_the_other() {
    let site = Site::new();
    let (first, second) = (site.node().await, site.node().await);
    let kim = people(&[&first, &second], "kim");
    let ids: Vec<String> = (0..5).map(|number| format!("flow{number}")).collect();
    for (round, id) in ids.iter().enumerate() {
        let (one, other) = (&kim[round % 2], &kim[(round + 1) % 2]);
        // Whichever node is quicker: one of them made it.
        let text = public(id);
        let made = tokio::join!(create(one, &text), create(other, &text));
        let mut statuses = [made.0.status, made.1.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 409]);
        both_list(&kim, round + 1).await;
        change(one, id, &yaml(id, "  is_public: true\n"))
            .await
            .assert_status(200);
    }
    all_is_seen(&kim).await;
    both_list(&kim, ids.len()).await;
    for id in &ids {
        for node in &kim {
            assert_eq!(show(node, id).await.expect(200).json()["owner"], "kim");
            assert_eq!(made_by(node, id).await, [json!("kim"), json!("kim")]);
        }
    }
    for (round, id) in ids.iter().enumerate() {
        archive(&kim[round % 2], id).await.assert_status(200);
    }
    all_is_seen(&kim).await;
    both_list(&kim, 0).await;
}
