//! `PrivateData`: people who are no administrators see their own jobs, everywhere.

use super::portal::{Portal, small};

async fn private() -> Portal {
    Portal::before(|script| {
        small(script);
        script.controller.jobs_are_private = true;
        script.controller.nodes_are_private = true;
    })
    .await
}

#[tokio::test]
async fn private_jobs_of_others_are_nowhere() {
    let portal = private().await;
    let kim = portal.user("kim");
    for path in [
        "/api/v2/jobs?limit=500",
        "/api/v2/jobs?user=lee",
        "/api/v2/jobs?ids=102,104",
        "/api/v2/jobs.csv",
        "/api/v2/jobs?q=lee",
        "/api/slurm/jobs",
        "/api/jobs",
    ] {
        let text = kim.get(path).await.expect(200).text();
        assert!(
            !text.contains("\"lee\"") && !text.contains("/home/lee"),
            "{path}: {text}"
        );
    }
    let page = kim.get("/api/v2/jobs").await.json();
    assert_eq!(
        (
            page["total"].clone(),
            page["counts"]["RUNNING"].clone(),
            page["counts"]["PENDING"].clone()
        ),
        (3.into(), 1.into(), 1.into())
    );
    for job in ["102", "200_1", "104"] {
        assert_eq!(
            kim.get(&format!("/api/v2/jobs/{job}")).await.expect(404).code(),
            "job_not_found"
        );
    }
    assert_eq!(portal.cluster.script().details_asked, Vec::<u32>::new());
    let view = kim.get("/api/v2/jobs/103").await.expect(200).json();
    assert!(view["ahead"].is_null());
    let cluster = kim.get("/api/v2/cluster").await.expect(200).json();
    assert_eq!(
        (
            cluster["jobs_are_private"].clone(),
            cluster["jobs"]["running"].clone(),
            cluster["waiting"][0]["jobs"].clone()
        ),
        (true.into(), 1.into(), 1.into())
    );
    let partitions = kim.get("/api/v2/partitions").await.expect(200).json();
    assert_eq!(partitions["items"][0]["usage"]["jobs_pending"], 1);
    let metrics = kim.get("/api/metrics/realtime").await.expect(200).json();
    assert_eq!(metrics["data"]["pendingJobs"], 1);
}

#[tokio::test]
async fn of_private_nodes_one_sees_those_that_ones_jobs_hold() {
    let portal = private().await;
    let kim = portal.user("kim");
    let nodes = kim.get("/api/v2/nodes").await.expect(200).json();
    assert_eq!(nodes["total"], 2);
    kim.get("/api/v2/nodes/cn001").await.expect(200);
    for path in ["/api/v2/nodes/gpu1", "/api/nodes/gpu1", "/api/slurm/nodes/gpu1"] {
        kim.get(path).await.expect(404);
    }
    let map = kim.get("/api/v2/nodes/map").await.expect(200).json();
    assert_eq!(
        (map["total"].clone(), map["groups"][0]["hosts"].clone()),
        (2.into(), "cn[001-002]".into())
    );
    let history = kim.get("/api/v2/cluster/history").await.expect(200).json();
    assert_eq!(history["columns"], serde_json::json!(["t"]));
}

#[tokio::test]
async fn administrators_see_everything() {
    let portal = private().await;
    let page = portal.admin().get("/api/v2/jobs").await.expect(200).json();
    assert_eq!(page["total"], 8);
    assert_eq!(portal.admin().get("/api/v2/nodes").await.json()["total"], 4);
    assert_eq!(portal.admin().get("/api/v2/jobs/104").await.json()["ahead"], 7);
}
