//! The earlier portal's routes, in its exact shapes.

use insta::assert_json_snapshot;

use super::portal::Portal;

#[tokio::test]
async fn slurm_jobs() {
    let portal = Portal::before_a_small_cluster().await;
    let answer = portal.user("kim").get("/api/slurm/jobs").await.expect(200).json();
    assert_eq!(answer["jobs"].as_array().unwrap().len(), 8);
    assert_json_snapshot!(answer, { ".jobs" => insta::dynamic_redaction(|jobs, _| jobs.as_slice().unwrap()[6].clone()) }, @r#"
    {
      "count": 8,
      "jobs": {
        "account": "research",
        "cpus": 4,
        "jobId": "102",
        "jobName": "job-102",
        "memory": "8G",
        "nodes": 1,
        "partition": "cpu",
        "priority": 1102,
        "qos": "normal",
        "runTime": "30:00",
        "startTime": "2026-09-21T13:43:20Z",
        "state": "RUNNING",
        "userId": "lee"
      },
      "mode": "production",
      "stale": false,
      "success": true,
      "timestamp": "2026-09-21T14:13:20.000Z",
      "total": 8
    }
    "#);
}

#[tokio::test]
async fn jobs_under_both_sets_of_names() {
    let portal = Portal::before_a_small_cluster().await;
    let kim = portal.user("kim");
    let answer = kim.get("/api/jobs?state=failed&limit=5").await.expect(200).json();
    assert_json_snapshot!(answer, @r#"
    {
      "jobs": [
        {
          "account": "research",
          "cpus": 4,
          "jobId": "105",
          "jobName": "job-105",
          "job_id": "105",
          "job_name": "job-105",
          "job_state": "FAILED",
          "memory": "8G",
          "nodes": 1,
          "partition": "cpu",
          "priority": 1105,
          "qos": "normal",
          "runTime": "29:00",
          "startTime": "2026-09-21T13:43:20Z",
          "state": "FAILED",
          "submit_time": "2026-09-21T13:15:05Z",
          "userId": "kim",
          "user_name": "kim"
        }
      ],
      "mode": "production",
      "total": 1
    }
    "#);
    assert_eq!(
        kim.get("/api/jobs?limit=2").await.expect(200).json()["jobs"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    assert_eq!(kim.get("/api/jobs?limit=lots").await.expect(200).json()["total"], 8);
    assert_eq!(kim.get("/api/jobs?state=asleep").await.expect(200).json()["total"], 0);
    assert_eq!(
        kim.get("/dashboardapi/jobs?state=PENDING").await.expect(200).json()["total"],
        3
    );
}

#[tokio::test]
async fn nodes() {
    let portal = Portal::before_a_small_cluster().await;
    let kim = portal.user("kim");
    let answer = kim.get("/api/nodes?_t=17").await.expect(200).json();
    assert_eq!(answer["count"], 4);
    assert_json_snapshot!(answer["nodes"], @r#"
    [
      {
        "cpu_load": "0.50",
        "cpus": "64/0/0/64",
        "free_memory": "102400",
        "memory": "262144",
        "name": "cn001",
        "nodes": "1",
        "state": "allocated",
        "time_limit": "1-00:00:00"
      },
      {
        "cpu_load": "0.50",
        "cpus": "32/32/0/64",
        "free_memory": "102400",
        "memory": "262144",
        "name": "cn002",
        "nodes": "1",
        "state": "mixed",
        "time_limit": "1-00:00:00"
      },
      {
        "cpu_load": "0.50",
        "cpus": "0/0/64/64",
        "free_memory": "102400",
        "memory": "262144",
        "name": "cn003",
        "nodes": "1",
        "state": "drained",
        "time_limit": "1-00:00:00"
      },
      {
        "cpu_load": "0.50",
        "cpus": "16/48/0/64",
        "free_memory": "102400",
        "memory": "262144",
        "name": "gpu1",
        "nodes": "1",
        "state": "mixed",
        "time_limit": "1-00:00:00"
      }
    ]
    "#);
    let node = kim.get("/api/nodes/gpu1").await.expect(200).json();
    assert_json_snapshot!(node, @r#"
    {
      "mode": "production",
      "node": {
        "ActiveFeatures": "epyc",
        "AllocMem": "65536",
        "Arch": "x86_64",
        "AvailableFeatures": "epyc",
        "BootTime": "2026-09-20T14:13:20Z",
        "CPUAlloc": "16",
        "CPULoad": "0.50",
        "CPUTot": "64",
        "CoresPerSocket": "32",
        "FreeMem": "102400",
        "Gres": "gpu:a100:4",
        "LastBusyTime": "2026-09-21T14:13:10Z",
        "NodeAddr": "10.0.0.1",
        "NodeHostName": "gpu1",
        "NodeName": "gpu1",
        "OS": "Linux 6.1",
        "Partitions": "gpu",
        "RealMemory": "262144",
        "Sockets": "2",
        "State": "MIXED",
        "ThreadsPerCore": "1",
        "TmpDisk": "1048576",
        "Version": "22.05.8",
        "Weight": "1"
      },
      "success": true,
      "timestamp": "2026-09-21T14:13:20.000Z"
    }
    "#);
    let missing = kim.get("/api/nodes/cn999").await.expect(404).json();
    assert_json_snapshot!(missing, @r#"
    {
      "code": "node_not_found",
      "details": "Slurm knows no node of that name",
      "error": "Node not found",
      "message": "Node not found",
      "mode": "production",
      "success": false
    }
    "#);
}

#[tokio::test]
async fn slurm_status_and_qos() {
    let portal = Portal::before_a_small_cluster().await;
    let kim = portal.user("kim");
    assert_json_snapshot!(kim.get("/api/slurm/status").await.expect(200).json(), @r#"
    {
      "mode": "production",
      "partitions": [
        {
          "availability": "up",
          "name": "cpu",
          "nodes": 1,
          "state": "allocated",
          "timelimit": "1-00:00:00"
        },
        {
          "availability": "up",
          "name": "cpu",
          "nodes": 1,
          "state": "drained",
          "timelimit": "1-00:00:00"
        },
        {
          "availability": "up",
          "name": "cpu",
          "nodes": 1,
          "state": "mixed",
          "timelimit": "1-00:00:00"
        },
        {
          "availability": "up",
          "name": "gpu",
          "nodes": 1,
          "state": "mixed",
          "timelimit": "1-00:00:00"
        }
      ],
      "success": true,
      "timestamp": "2026-09-21T14:13:20.000Z"
    }
    "#);
    assert_json_snapshot!(kim.get("/api/slurm/qos").await.expect(200).json(), @r#"
    {
      "mode": "production",
      "qos": [
        {
          "name": "normal",
          "priority": "10"
        },
        {
          "name": "high",
          "priority": "100"
        }
      ],
      "success": true
    }
    "#);
}

#[tokio::test]
async fn nodes_in_groups() {
    let portal = Portal::before_a_small_cluster().await;
    let kim = portal.user("kim");
    let synced = kim.post("/api/slurm/sync-nodes").await.expect(200).json();
    assert_json_snapshot!(synced, { ".data.groups[0].nodes" => insta::dynamic_redaction(|nodes, _| nodes.as_slice().unwrap()[1].clone()) }, @r##"
    {
      "data": {
        "clusterName": "crash",
        "controllerIp": "ctl1",
        "groups": [
          {
            "allowedCoreSizes": [
              64,
              128
            ],
            "color": "#e69f00",
            "description": "3 nodes, 192 CPUs, at most 1-00:00:00",
            "id": 1,
            "name": "cpu",
            "nodeCount": 3,
            "nodes": {
              "cores": 64,
              "cpus_allocated": 32,
              "cpus_idle": 32,
              "groupId": 1,
              "hostname": "cn002",
              "id": "cpu-cn002",
              "ipAddress": "10.0.0.2",
              "memory": 262144,
              "partition": "cpu",
              "state": "mixed"
            },
            "partitionName": "cpu",
            "qosName": "",
            "totalCores": 192
          },
          {
            "allowedCoreSizes": [
              64
            ],
            "color": "#009e73",
            "description": "1 node, 64 CPUs, at most 1-00:00:00",
            "id": 2,
            "name": "gpu",
            "nodeCount": 1,
            "nodes": [
              {
                "cores": 64,
                "cpus_allocated": 16,
                "cpus_idle": 48,
                "groupId": 2,
                "hostname": "gpu1",
                "id": "gpu-gpu1",
                "ipAddress": "10.0.0.1",
                "memory": 262144,
                "partition": "gpu",
                "state": "mixed"
              }
            ],
            "partitionName": "gpu",
            "qosName": "",
            "totalCores": 64
          }
        ],
        "totalCores": 256,
        "totalNodes": 4
      },
      "message": "4 nodes in 2 partitions",
      "mode": "production",
      "success": true
    }
    "##);
    let real = kim.get("/api/slurm/nodes/real").await.expect(200).json();
    assert_json_snapshot!(real["data"]["partitions"], @r#"
    [
      {
        "availability": "up",
        "name": "cpu",
        "nodelist": "cn001",
        "nodes": 1,
        "state": "allocated",
        "timelimit": "1-00:00:00"
      },
      {
        "availability": "up",
        "name": "cpu",
        "nodelist": "cn003",
        "nodes": 1,
        "state": "drained",
        "timelimit": "1-00:00:00"
      },
      {
        "availability": "up",
        "name": "cpu",
        "nodelist": "cn002",
        "nodes": 1,
        "state": "mixed",
        "timelimit": "1-00:00:00"
      },
      {
        "availability": "up",
        "name": "gpu",
        "nodelist": "gpu1",
        "nodes": 1,
        "state": "mixed",
        "timelimit": "1-00:00:00"
      }
    ]
    "#);
    assert_eq!(
        (
            real["data"]["total_nodes"].clone(),
            real["data"]["nodes_by_partition"]["gpu"][0]["id"].clone()
        ),
        (4.into(), "gpu-gpu1".into())
    );
    assert_json_snapshot!(kim.get("/api/slurm/nodes/gpu1").await.expect(200).json(), @r#"
    {
      "data": {
        "cpus": 64,
        "features": [
          "epyc"
        ],
        "gres": "gpu:a100:4",
        "hostname": "gpu1",
        "ipAddress": "10.0.0.1",
        "memory": 262144,
        "partitions": [
          "gpu"
        ],
        "state": "MIXED"
      },
      "mode": "production",
      "success": true
    }
    "#);
    kim.get("/api/slurm/nodes/cn999").await.expect(404);
}
