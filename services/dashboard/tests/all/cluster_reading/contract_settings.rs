//! The earlier portal's shapes of settings and figures.

use insta::assert_json_snapshot;
use serde_json::json;

use super::portal::Portal;

#[tokio::test]
async fn gauges_are_what_is_allocated() {
    let portal = Portal::before_a_small_cluster().await;
    let answer = portal.user("kim").get("/api/metrics/realtime").await.expect(200).json();
    assert_json_snapshot!(answer, @r#"
    {
      "data": {
        "activeJobs": 4,
        "allocatedNodes": 3,
        "cpuUsage": 43.75,
        "downNodes": 1,
        "gpuUsage": 50.0,
        "idleNodes": 0,
        "memoryUsage": 43.75,
        "pendingJobs": 9,
        "timestamp": "2026-09-21T14:13:20.000Z",
        "totalNodes": 4
      },
      "mode": "production",
      "success": true
    }
    "#);
}

#[tokio::test]
async fn groups_and_the_sizes_of_their_jobs() {
    let portal = Portal::before_a_small_cluster().await;
    let kim = portal.user("kim");
    assert_json_snapshot!(kim.get("/api/groups").await.expect(200).json()["groups"][0], @r##"
    {
      "allowedCoreSizes": [
        64,
        128
      ],
      "color": "#e69f00",
      "description": "3 nodes, 192 CPUs, at most 1-00:00:00",
      "id": 1,
      "name": "cpu",
      "partitionName": "cpu",
      "qosName": ""
    }
    "##);
    assert_json_snapshot!(kim.get("/api/groups/partitions").await.expect(200).json(), @r#"
    {
      "cpus_per_node": 64,
      "mode": "production",
      "partitions": [
        {
          "allowedConfigs": [
            {
              "cpus_per_node": 64,
              "nodes": 1,
              "total_cores": 64
            },
            {
              "cpus_per_node": 64,
              "nodes": 2,
              "total_cores": 128
            }
          ],
          "allowedCoreSizes": [
            64,
            128
          ],
          "description": "3 nodes, 192 CPUs, at most 1-00:00:00",
          "label": "cpu",
          "name": "cpu"
        },
        {
          "allowedConfigs": [
            {
              "cpus_per_node": 64,
              "nodes": 1,
              "total_cores": 64
            }
          ],
          "allowedCoreSizes": [
            64
          ],
          "description": "1 node, 64 CPUs, at most 1-00:00:00",
          "label": "gpu",
          "name": "gpu"
        }
      ],
      "success": true
    }
    "#);
}

#[tokio::test]
async fn the_configuration_is_slurms() {
    let portal = Portal::before_a_small_cluster().await;
    let shown = portal.user("kim").get("/api/cluster/config").await.expect(200).json();
    assert_eq!(
        (
            shown["config"]["clusterName"].clone(),
            shown["config"]["controllerIp"].clone()
        ),
        ("crash".into(), "ctl1".into())
    );
    let root = portal.admin();
    let same = root
        .post_json("/api/cluster/config", &shown["config"])
        .await
        .expect(200)
        .json();
    assert_eq!(same["success"], true);
    let other = json!({"groups": [{"partitionName": "cpu", "nodes": ["cn001"]}]});
    let refused = root.post_json("/api/cluster/config", &other).await.expect(409);
    assert_eq!(
        (refused.code().as_str(), refused.json()["success"].clone()),
        ("configured_in_slurm", false.into())
    );
    root.post_json("/api/cluster/config", &json!([1])).await.expect(400);
}

#[tokio::test]
async fn what_was_done_to_nodes_is_empty_as_long_as_nothing_was() {
    let portal = Portal::before_a_small_cluster().await;
    let answer = portal
        .user("kim")
        .get("/api/nodes/history?limit=lots&node_name=cn001")
        .await
        .expect(200)
        .json();
    assert_json_snapshot!(answer, @r#"
    {
      "count": 0,
      "history": [],
      "mode": "production",
      "success": true,
      "timestamp": "2026-09-21T14:13:20.000Z"
    }
    "#);
}
