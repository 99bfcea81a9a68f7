//! `/api/apptainer`, as the earlier portal's pages ask for it.

use portal_testkit::TestSif;
use serde_json::json;

use super::texts;
use crate::app::App;

#[tokio::test]
async fn the_earlier_portals_routes_answer_as_its_pages_expect() {
    let app = App::with_images(&[
        ("compute/solver-1.2.sif", TestSif::new("solver").app("mesh").built(1, 1)),
        ("viz/desk.sif", TestSif::new("desk").built(2, 2)),
    ])
    .await;
    let (kim, root) = (app.user("kim"), app.server.admin("root"));
    let all = kim.get("/api/apptainer/images").await.expect(200).json();
    assert_eq!(
        (texts(&all, "name"), &all["total"]),
        (vec!["solver-1.2".into(), "desk".into()], &json!(2))
    );
    let image = all["images"][0].clone();
    for key in [
        "id",
        "name",
        "path",
        "node",
        "partition",
        "type",
        "size",
        "version",
        "description",
        "labels",
        "apps",
        "runscript",
        "env_vars",
        "command_templates",
        "created_at",
        "updated_at",
        "last_scanned",
        "is_active",
    ] {
        assert!(image.get(key).is_some(), "{key}");
    }
    let id = image["id"].as_str().unwrap();
    let get = async |path: &str| kim.get(&format!("/api/apptainer/{path}")).await.expect(200).json();
    assert_eq!(get("images?partition=viz").await["total"], 1);
    assert_eq!(get("images?type=compute&node=headnode").await["total"], 1);
    assert_eq!(get("images?partition=other").await, json!({"images": [], "total": 0}));
    let node = get("images/headnode").await;
    assert_eq!((&node["node"], &node["total"]), (&json!("headnode"), &json!(2)));
    let unknown = json!({"node": "cn9", "images": [], "total": 0});
    assert_eq!(get("images/cn9").await, unknown);
    assert_eq!(get(&format!("images/{id}/metadata")).await, image);
    let apps = json!({"image_id": id, "image_name": "solver-1.2", "apps": ["mesh"]});
    assert_eq!(get(&format!("images/{id}/apps")).await, apps);
    let partitions = json!({"partitions": [
        {"name": "compute", "total_images": 1, "nodes": ["headnode"], "types": {"compute": 1}},
        {"name": "viz", "total_images": 1, "nodes": ["headnode"], "types": {"viz": 1}},
    ]});
    assert_eq!(get("partitions").await, partitions);
    let found = get("search?q=SOLVER&tags=name,x").await;
    assert_eq!(
        (&found["query"], &found["tags"], &found["total"]),
        (&json!("solver"), &json!(["name", "x"]), &json!(1))
    );
    let valid = kim
        .post(&format!("/api/apptainer/validate/{id}"))
        .await
        .expect(200)
        .json();
    let expected =
        json!({"image_id": id, "valid": true, "path": image["path"], "message": "Image file exists in registry"});
    assert_eq!(valid, expected);
    for (path, words) in [
        ("images/none/metadata", "Image not found"),
        ("images/none/apps", "Image not found"),
    ] {
        let missing = kim.get(&format!("/api/apptainer/{path}")).await.expect(404).json();
        assert_eq!(missing["error"], words);
    }
    let missing = kim.post("/api/apptainer/validate/none").await.expect(404).json();
    assert_eq!(missing["error"], "Image not found in database");

    let body = json!({"partitions": ["compute", "other"], "nodes": ["cn1"], "force": true});
    let scanned = root.post_json("/api/apptainer/scan", &body).await.expect(200).json();
    let expected = json!({"message": "Scan completed", "stats": {"compute": 1, "other": 0}, "scanned_partitions": ["compute", "other"]});
    assert_eq!(scanned, expected);
    root.post_json("/api/apptainer/scan", &json!({"partitions": 7}))
        .await
        .assert_status(400);
    // Proxies that strip the prefix.
    kim.get("/apptainer/images").await.assert_status(200);
    kim.get("/dashboardapi/apptainer/partitions").await.assert_status(200);
}
