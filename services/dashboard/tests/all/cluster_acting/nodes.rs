use serde_json::json;

use super::site::Site;

#[actix_web::test]
async fn an_operator_drains_and_resumes_nodes_and_everybody_sees_why() {
    let site = Site::new().await;
    let (root, alice) = (site.root(), site.alice());
    let why = json!({"reason": "fan \"2\" is loud; 팬 교체"});
    let done = root.post_json("/api/v2/nodes/cn001/drain", &why).await.expect(200);
    assert_eq!(done.json(), json!({"name": "cn001", "action": "drain"}));
    let seen = |expected: &'static str| move |view: &serde_json::Value| view["node"]["summary"] == expected;
    let drained = site.until("/api/v2/nodes/cn001", "drained", seen("drained")).await;
    assert_eq!(drained["node"]["reason"], why["reason"]);
    assert_eq!(
        alice.get("/api/v2/nodes?state=drained").await.expect(200).json()["total"],
        1
    );
    root.post("/api/v2/nodes/cn001/resume").await.expect(200);
    site.until("/api/v2/nodes/cn001", "idle", seen("idle")).await;

    let many = json!({"action": "drain", "names": ["cn001", "cn002", "nosuch", "cn[001-002]"], "reason": "cooling"});
    let outcome = root.post_json("/api/v2/nodes/actions", &many).await.expect(200).json();
    assert_eq!((&outcome["done"], &outcome["failed"]), (&json!(2), &json!(2)));
    let codes: Vec<_> = outcome["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["code"].clone())
        .collect();
    assert_eq!(
        codes,
        [
            json!(null),
            json!(null),
            json!("node_not_found"),
            json!("node_not_found")
        ]
    );
    site.until("/api/v2/nodes/cn002", "drained", seen("drained")).await;
    assert_eq!(site.audited("node.drain", "node:cn002").await, ["root ok cooling"]);
    let history = alice.get("/api/nodes/history?node_name=cn001").await.expect(200).json();
    let actions: Vec<_> = history["history"]
        .as_array()
        .unwrap()
        .iter()
        .map(|deed| deed["action"].clone())
        .collect();
    assert_eq!(actions, ["drain", "resume", "drain"]);
}

#[actix_web::test]
async fn only_operators_act_on_nodes_and_only_with_a_reason() {
    let site = Site::new().await;
    let (root, alice) = (site.root(), site.alice());
    for path in [
        "/api/v2/nodes/cn001/drain",
        "/api/v2/nodes/cn001/resume",
        "/api/v2/nodes/cn001/reboot",
        "/api/nodes/drain",
    ] {
        let body = json!({"reason": "because", "node_name": "cn001"});
        assert_eq!(
            alice.post_json(path, &body).await.expect(403).code(),
            "permission_missing",
            "{path}"
        );
    }
    for action in ["drain", "reboot"] {
        let path = format!("/api/v2/nodes/cn001/{action}");
        for body in [
            json!({}),
            json!({"reason": ""}),
            json!({"reason": "two\nlines"}),
            json!({"reason": "x".repeat(201)}),
        ] {
            assert_eq!(
                root.post_json(&path, &body).await.expect(400).code(),
                "bad_field",
                "{body}"
            );
        }
        assert_eq!(root.post(&path).await.expect(400).code(), "bad_field");
    }
    assert_eq!(
        root.post_json("/api/v2/nodes/nosuch/drain", &json!({"reason": "x"}))
            .await
            .expect(404)
            .code(),
        "node_not_found"
    );
    root.post("/api/v2/nodes/cn001/explode").await.expect(404);
    // There is no RebootProgram here.
    let reboot = root
        .post_json("/api/v2/nodes/cn001/reboot", &json!({"reason": "kernel"}))
        .await;
    assert!([200, 409].contains(&reboot.status), "{}", reboot.text());
    let state = site.slurm.run("scontrol", &["show", "node", "cn002"]).stdout;
    assert!(state.contains("State=IDLE"), "{state}");
}
