//! What pages of the earlier portal do.

use serde_json::json;

use super::site::Site;

#[actix_web::test]
async fn the_earlier_form_submits_a_job_that_runs_as_its_owner() {
    let site = Site::new().await;
    let alice = site.alice();
    let folder = site.slurm.work("alice");
    let form = json!({
        "jobName": "mesh \"7\"; $(id)", "partition": "compute", "nodes": 1, "cpus": 1, "memory": "100MB", "time": "00:10:00",
        "script": format!("id -un > {0}/said; echo end >> {0}/said\nsleep 300\n", folder.display()),
        "files": [], "jobId": "tmp-1700000000000", "gpus": 0,
    });
    let made = alice
        .post_json("/api/slurm/jobs/submit", &form)
        .await
        .expect(200)
        .json();
    let id = made["jobId"].as_str().unwrap().to_owned();
    assert_eq!((&made["success"], &made["mode"]), (&json!(true), &json!("production")));
    site.slurm.wait_for(id.parse().unwrap(), "RUNNING");
    assert_eq!(
        (site.told(&id, "TimeLimit"), site.told(&id, "NumCPUs")),
        ("00:10:00".into(), "1".into())
    );
    let said = crate::app::eventually("what the job wrote", async || {
        std::fs::read_to_string(folder.join("said"))
            .ok()
            .filter(|text| text.ends_with("end\n"))
    });
    assert_eq!(said.await, "alice\nend\n");

    let bob = site
        .bob()
        .post(&format!("/api/slurm/jobs/{id}/cancel"))
        .await
        .expect(403)
        .json();
    assert_eq!((&bob["success"], &bob["code"]), (&json!(false), &json!("not_your_job")));
    assert!(bob["message"].as_str().is_some_and(|message| !message.is_empty()));
    let done = alice
        .post(&format!("/api/slurm/jobs/{id}/cancel"))
        .await
        .expect(200)
        .json();
    assert_eq!(
        done,
        json!({"success": true, "mode": "production", "message": format!("Job {id} cancelled")})
    );
    site.shows(&id, "CANCELLED").await;
    for id in ["--user=alice", "1;2", "nosuch"] {
        let encoded = id.replace(';', "%3B");
        let refused = alice
            .post(&format!("/api/slurm/jobs/{encoded}/cancel"))
            .await
            .expect(404)
            .json();
        assert_eq!(
            (&refused["success"], &refused["code"]),
            (&json!(false), &json!("job_not_found"))
        );
    }
    for (field, value) in [
        ("memory", json!("much")),
        ("time", json!("soon")),
        ("partition", json!("a b")),
    ] {
        let mut wrong = form.clone();
        wrong[field] = value;
        let refused = alice
            .post_json("/api/slurm/jobs/submit", &wrong)
            .await
            .expect(400)
            .json();
        assert_eq!(
            (&refused["success"], &refused["code"]),
            (&json!(false), &json!("bad_field"))
        );
    }
}

#[actix_web::test]
async fn the_earlier_node_page_drains_and_resumes() {
    let site = Site::new().await;
    let root = site.root();
    let drained = root
        .post_json("/api/nodes/drain", &json!({"node_name": "cn001"}))
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&drained["success"], &drained["reason"]),
        (&json!(true), &json!("Manual maintenance"))
    );
    site.until("/api/v2/nodes/cn001", "drained", |view| {
        view["node"]["summary"] == "drained"
    })
    .await;
    let resumed = root
        .post_json("/api/nodes/resume", &json!({"node_name": "cn001"}))
        .await
        .expect(200)
        .json();
    assert_eq!((&resumed["node_name"], resumed.get("reason")), (&json!("cn001"), None));
    site.until("/api/v2/nodes/cn001", "idle", |view| view["node"]["summary"] == "idle")
        .await;
    let missing = root.post_json("/api/nodes/drain", &json!({})).await.expect(400).json();
    assert_eq!(
        (&missing["success"], &missing["code"]),
        (&json!(false), &json!("bad_field"))
    );
    let unknown = root
        .post_json("/api/nodes/drain", &json!({"node_name": "nosuch"}))
        .await
        .expect(404)
        .json();
    assert_eq!(unknown["details"], "Slurm knows no node of that name");
}
