//! Saved values of job forms, which the earlier portal calls templates too.

use serde_json::json;

use super::put;
use crate::app::App;

const PRESETS: &str = "/api/templates";

#[tokio::test]
async fn values_are_saved_used_changed_and_removed() {
    let app = App::start().await;
    let kim = app.user("kim");
    let draft = json!({"name": "Crash", "config": {"partition": "cpu", "nodes": 2}, "created_by": "lee",
        "category": "simulation", "custom_values": {"a": 1}});
    let made = kim.post_json("/api/templates/", &draft).await.expect(201).json();
    assert_eq!(made["success"], true);
    let id = made["template_id"].as_str().unwrap();
    assert!(id.starts_with("tpl-") && id.len() == 16, "{id}");
    let path = format!("{PRESETS}/{id}");
    let shown = kim.get(&path).await.expect(200).json();
    assert_eq!(shown["template"]["created_by"], "kim");
    assert_eq!(shown["template"]["config"]["nodes"], 2);
    assert_eq!(shown["template"]["shared"], 0);
    kim.post(&format!("{path}/use")).await.assert_status(200);
    put(&kim, &path, &json!({"name": "Crash 2", "shared": 1}))
        .await
        .assert_status(200);
    let list = kim.get(PRESETS).await.expect(200).json();
    assert_eq!(list["count"], 1);
    assert_eq!(list["templates"][0]["name"], "Crash 2");
    assert_eq!(list["templates"][0]["usage_count"], 1);
    assert_eq!(list["templates"][0]["config"]["partition"], "cpu");
    kim.delete(&path).await.assert_status(200);
    let gone = kim.get(&path).await.expect(404).json();
    assert_eq!(
        (&gone["success"], &gone["error"]),
        (&json!(false), &json!("Template not found"))
    );
}

#[tokio::test]
async fn others_see_what_is_shared_and_change_nothing() {
    let app = App::start().await;
    let (kim, lee, root) = (app.user("kim"), app.user("lee"), app.server.admin("root"));
    let mut paths = Vec::new();
    for shared in [false, true] {
        let draft = json!({"name": "a", "config": {}, "shared": shared});
        let made = kim.post_json(PRESETS, &draft).await.expect(201).json();
        paths.push(format!("{PRESETS}/{}", made["template_id"].as_str().unwrap()));
    }
    let count = async |client: &portal_testkit::TestClient, query: &str| {
        client.get(&format!("{PRESETS}{query}")).await.expect(200).json()["count"].clone()
    };
    assert_eq!(count(&lee, "").await, 1);
    assert_eq!(count(&lee, "?user_id=kim").await, 1);
    assert_eq!(count(&root, "").await, 2);
    assert_eq!(count(&kim, "?shared=true").await, 1);
    lee.get(&paths[0]).await.assert_status(404);
    lee.delete(&paths[0]).await.assert_status(404);
    lee.get(&paths[1]).await.assert_status(200);
    lee.delete(&paths[1]).await.assert_status(403);
    put(&lee, &paths[1], &json!({"name": "b"})).await.assert_status(403);
    root.delete(&paths[0]).await.assert_status(200);
}

#[tokio::test]
async fn what_is_wrong_is_named() {
    let app = App::start().await;
    let kim = app.user("kim");
    for (draft, words) in [
        (json!({"config": {}}), "Name is required"),
        (json!({"name": "a"}), "Config is required"),
        (json!({"name": "a", "config": []}), "config must be"),
        (json!({"name": "a\nb", "config": {}}), "name must be"),
        (json!({"name": "a", "config": {}, "category": "x"}), "category must be"),
        (json!({"name": "a", "config": {}, "shared": 2}), "shared must be"),
    ] {
        let refused = kim.post_json(PRESETS, &draft).await.expect(400).json();
        assert_eq!(refused["success"], false);
        assert!(refused["error"].as_str().unwrap().starts_with(words), "{refused}");
    }
    kim.get(&format!("{PRESETS}/a%00b")).await.assert_status(404);
}
