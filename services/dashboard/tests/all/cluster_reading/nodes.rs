//! Nodes, partitions, and the whole.

use insta::assert_json_snapshot;

use super::portal::Portal;
use super::rows::node;

#[tokio::test]
async fn a_node_is_told_with_what_one_may_do() {
    let portal = Portal::before_a_small_cluster().await;
    let view = portal.user("kim").get("/api/v2/nodes/gpu1").await.expect(200).json();
    assert_json_snapshot!(view, { ".version" => 1 }, @r#"
    {
      "arch": "x86_64",
      "as_of": "2026-09-21T14:13:20.000Z",
      "cores_per_socket": 32,
      "jobs_running": 1,
      "may": [],
      "node": {
        "address": "10.0.0.1",
        "base": "MIXED",
        "boot_at": "2026-09-20T14:13:20Z",
        "cpus": 64,
        "cpus_allocated": 16,
        "features": [
          "epyc"
        ],
        "flags": [],
        "gpus": 4,
        "gpus_allocated": 2,
        "gres": [
          {
            "allocated": 2,
            "kind": "a100",
            "name": "gpu",
            "total": 4
          }
        ],
        "last_busy_at": "2026-09-21T14:13:10Z",
        "load": 0.5,
        "memory_allocated_bytes": 68719476736,
        "memory_bytes": 274877906944,
        "memory_free_bytes": 107374182400,
        "name": "gpu1",
        "partitions": [
          "gpu"
        ],
        "reason": "",
        "reason_at": null,
        "reason_by": "",
        "state": "MIXED",
        "summary": "mixed",
        "version": "22.05.8",
        "weight": 1
      },
      "os": "Linux 6.1",
      "sockets": 2,
      "stale": false,
      "threads_per_core": 1,
      "tmp_disk_bytes": 1099511627776,
      "version": 1
    }
    "#);
    let may = portal.admin().get("/api/v2/nodes/gpu1").await.expect(200).json()["may"].clone();
    assert_eq!(may, serde_json::json!(["drain", "reboot"]));
    let may = portal.admin().get("/api/v2/nodes/cn003").await.expect(200).json()["may"].clone();
    assert_eq!(may, serde_json::json!(["resume", "reboot"]));
    let missing = portal.user("kim").get("/api/v2/nodes/cn999").await.expect(404);
    assert_eq!(missing.code(), "node_not_found");
}

#[tokio::test]
async fn nodes_are_filtered_sorted_and_paged() {
    let portal = Portal::before_a_small_cluster().await;
    let kim = portal.user("kim");
    for (query, expected) in [
        ("", "cn001 cn002 cn003 gpu1"),
        ("sort=-cpus", "gpu1 cn003 cn002 cn001"),
        ("state=drained,mixed", "cn002 cn003 gpu1"),
        ("state=attention", "cn003"),
        ("partition=gpu", "gpu1"),
        ("gres=gpu:a100", "gpu1"),
        ("feature=epyc&q=CN00", "cn001 cn002 cn003"),
        ("limit=2", "cn001 cn002"),
        ("limit=2&cursor=cn002:", "cn003 gpu1"),
    ] {
        let page = kim.get(&format!("/api/v2/nodes?{query}")).await.expect(200).json();
        let names: Vec<_> = page["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|node| node["name"].as_str().unwrap())
            .collect();
        assert_eq!(names.join(" "), expected, "{query}");
    }
    let page = kim.get("/api/v2/nodes?state=down").await.expect(200).json();
    assert_eq!(
        page["counts"],
        serde_json::json!({"allocated": 1, "mixed": 2, "drained": 1})
    );
}

#[tokio::test]
async fn alike_nodes_are_folded_into_a_map() {
    let portal = Portal::before_a_small_cluster().await;
    let map = portal.user("kim").get("/api/v2/nodes/map").await.expect(200).json();
    assert_json_snapshot!(map, { ".version" => 1 }, @r#"
    {
      "as_of": "2026-09-21T14:13:20.000Z",
      "groups": [
        {
          "cells": "aAm5d0",
          "count": 3,
          "counts": {
            "allocated": 1,
            "drained": 1,
            "mixed": 1
          },
          "cpus": 64,
          "gpus": 0,
          "hosts": "cn[001-003]",
          "memory_bytes": 274877906944,
          "partitions": [
            "cpu"
          ],
          "prefix": "cn"
        },
        {
          "cells": "m2",
          "count": 1,
          "counts": {
            "mixed": 1
          },
          "cpus": 64,
          "gpus": 4,
          "hosts": "gpu1",
          "memory_bytes": 274877906944,
          "partitions": [
            "gpu"
          ],
          "prefix": "gpu"
        }
      ],
      "stale": false,
      "total": 4,
      "version": 1
    }
    "#);
    let map = portal
        .user("kim")
        .get("/api/v2/nodes/map?partition=gpu")
        .await
        .expect(200)
        .json();
    assert_eq!(map["total"], 1);
}

#[tokio::test]
async fn the_map_of_ten_thousand_nodes_is_small() {
    let portal = Portal::before(|script| {
        script.nodes = (1..=10_000)
            .map(|number| node(&format!("cn{number:05}"), "IDLE", number % 65))
            .collect();
    })
    .await;
    let map = portal.user("kim").get("/api/v2/nodes/map").await.expect(200);
    assert!(map.bytes.len() < 25_000, "{}", map.bytes.len());
    let group = map.json()["groups"][0].clone();
    assert_eq!(
        (group["hosts"].as_str(), group["cells"].as_str().unwrap().len()),
        (Some("cn[00001-10000]"), 20_000)
    );
}

#[tokio::test]
async fn partitions_are_told_with_their_limits_and_what_is_in_use() {
    let portal = Portal::before_a_small_cluster().await;
    let partitions = portal.user("kim").get("/api/v2/partitions").await.expect(200).json();
    assert_json_snapshot!(partitions["items"][0], @r#"
    {
      "allow_accounts": [],
      "allow_groups": [],
      "allow_qos": [],
      "cpus": 192,
      "default": true,
      "default_memory_per_cpu_bytes": 2147483648,
      "default_memory_per_node_bytes": null,
      "default_time_seconds": 3600,
      "deny_accounts": [],
      "deny_qos": [],
      "max_cpus_per_node": null,
      "max_memory_per_cpu_bytes": null,
      "max_memory_per_node_bytes": null,
      "max_nodes": null,
      "max_time_seconds": 86400,
      "min_nodes": 1,
      "name": "cpu",
      "node_list": "cn[001-003]",
      "nodes": 3,
      "over_subscribe": "NO",
      "preempt_mode": "OFF",
      "priority_job_factor": 1,
      "priority_tier": 1,
      "qos": "",
      "reservation_required": false,
      "root_only": false,
      "state": "UP",
      "usage": {
        "cpus": 192,
        "cpus_allocated": 96,
        "gpus": 0,
        "gpus_allocated": 0,
        "jobs_pending": 9,
        "jobs_running": 4,
        "memory_allocated_bytes": 412316860416,
        "memory_bytes": 824633720832,
        "nodes": {
          "allocated": 1,
          "drained": 1,
          "mixed": 1
        }
      }
    }
    "#);
    let second = portal
        .user("kim")
        .get("/api/v2/partitions?limit=1&cursor=cpu")
        .await
        .expect(200)
        .json();
    assert_eq!(
        (second["items"][0]["name"].as_str(), second["total"].as_u64()),
        (Some("gpu"), Some(2))
    );
}

#[tokio::test]
async fn qos_reservations_and_accounts_are_told() {
    let portal = Portal::before_a_small_cluster().await;
    let kim = portal.user("kim");
    let qos = kim.get("/api/v2/qos").await.expect(200).json();
    assert_eq!(
        (qos["configured"].clone(), qos["items"][0]["name"].clone()),
        (true.into(), "high".into())
    );
    let reservations = kim.get("/api/v2/reservations").await.expect(200).json();
    assert_eq!(reservations["items"][0]["start_at"], "2026-09-22T14:13:20Z");
    let accounts = kim.get("/api/v2/accounts").await.expect(200).json();
    assert_eq!(accounts["total"], 2);
    let mine = kim.get("/api/v2/accounts?mine=true").await.expect(200).json();
    assert_eq!(
        (
            mine["total"].clone(),
            mine["items"][0]["members"].as_array().unwrap().len()
        ),
        (1.into(), 1)
    );
}

#[tokio::test]
async fn a_cluster_without_accounting_has_no_qos_and_says_so() {
    let portal = Portal::start(|script| {
        super::portal::small(script);
        script.qos = None;
        script.accounts = None;
    })
    .await;
    let kim = portal.user("kim");
    for path in ["/api/v2/qos", "/api/v2/accounts"] {
        let page = crate::app::eventually("an answer", async || {
            let answer = kim.get(path).await;
            (answer.status == 200).then(|| answer.json())
        })
        .await;
        assert_eq!(
            (page["configured"].clone(), page["total"].clone(), page["stale"].clone()),
            (false.into(), 0.into(), false.into())
        );
    }
    let qos = kim.get("/api/slurm/qos").await.expect(200).json();
    assert_eq!(qos["qos"], serde_json::json!([]));
}

#[tokio::test]
async fn the_cluster_is_told_in_a_few_numbers() {
    let portal = Portal::before_a_small_cluster().await;
    let cluster = portal.user("kim").get("/api/v2/cluster").await.expect(200).json();
    assert_json_snapshot!(cluster, { ".version" => 1, ".parts.*.took_ms" => 0, ".parts.*.interval_seconds" => 1 }, @r#"
    {
      "accounting": true,
      "age_seconds": 0,
      "as_of": "2026-09-21T14:13:20.000Z",
      "cpus": {
        "allocated": 112,
        "idle": 80,
        "total": 256,
        "unavailable": 64
      },
      "daemons": [
        {
          "host": "ctl1",
          "role": "primary",
          "up": true
        }
      ],
      "gpus": {
        "allocated": 2,
        "total": 4
      },
      "jobs": {
        "counts": {
          "FAILED": 1,
          "PENDING": 9,
          "RUNNING": 4
        },
        "other": 1,
        "pending": 9,
        "running": 4
      },
      "jobs_are_private": false,
      "memory_bytes": {
        "allocated": 481036337152,
        "total": 1099511627776
      },
      "mine": {
        "ended_recently": 1,
        "pending": 1,
        "running": 1
      },
      "name": "crash",
      "nodes": {
        "attention": 1,
        "counts": {
          "allocated": 1,
          "drained": 1,
          "mixed": 2
        },
        "total": 4
      },
      "parts": {
        "accounts": {
          "as_of": "2026-09-21T14:13:20.000Z",
          "error": null,
          "interval_seconds": 1,
          "stale": false,
          "took_ms": 0
        },
        "controller": {
          "as_of": "2026-09-21T14:13:20.000Z",
          "error": null,
          "interval_seconds": 1,
          "stale": false,
          "took_ms": 0
        },
        "jobs": {
          "as_of": "2026-09-21T14:13:20.000Z",
          "error": null,
          "interval_seconds": 1,
          "stale": false,
          "took_ms": 0
        },
        "nodes": {
          "as_of": "2026-09-21T14:13:20.000Z",
          "error": null,
          "interval_seconds": 1,
          "stale": false,
          "took_ms": 0
        },
        "partitions": {
          "as_of": "2026-09-21T14:13:20.000Z",
          "error": null,
          "interval_seconds": 1,
          "stale": false,
          "took_ms": 0
        },
        "qos": {
          "as_of": "2026-09-21T14:13:20.000Z",
          "error": null,
          "interval_seconds": 1,
          "stale": false,
          "took_ms": 0
        },
        "reservations": {
          "as_of": "2026-09-21T14:13:20.000Z",
          "error": null,
          "interval_seconds": 1,
          "stale": false,
          "took_ms": 0
        }
      },
      "simulated": false,
      "stale": false,
      "version": 1,
      "version_of_slurm": "22.05.8",
      "waiting": [
        {
          "code": "Resources",
          "jobs": 9,
          "title": "Waiting for free resources"
        }
      ]
    }
    "#);
}

#[tokio::test]
async fn what_was_in_use_is_remembered() {
    let portal = Portal::before_a_small_cluster().await;
    let kim = portal.user("kim");
    for (range, step) in [("1h", 5), ("24h", 60), ("7d", 600), ("1y", 3600)] {
        let history = kim
            .get(&format!("/api/v2/cluster/history?range={range}"))
            .await
            .expect(200)
            .json();
        assert_eq!(
            (history["step_seconds"].clone(), history["columns"][0].clone()),
            (step.into(), "t".into())
        );
    }
    let history = kim.get("/api/v2/cluster/history").await.expect(200).json();
    let columns = history["columns"].as_array().unwrap();
    assert_eq!(columns.len(), 10);
    let last = history["points"].as_array().unwrap().last().unwrap();
    let at = |name: &str| last[columns.iter().position(|column| column == name).unwrap()].as_f64();
    assert_eq!(
        (at("cpus_allocated"), at("cpus_total"), at("gpus_allocated")),
        (Some(112.0), Some(256.0), Some(2.0))
    );
    assert_eq!(
        (at("jobs_running"), at("jobs_pending"), at("nodes_unavailable")),
        (Some(4.0), Some(9.0), Some(1.0))
    );
}
