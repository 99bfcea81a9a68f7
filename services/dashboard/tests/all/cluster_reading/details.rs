//! One job, closely: what slurmctld is asked for it, and how often.

use std::time::{Duration, Instant};

use insta::assert_json_snapshot;

use super::portal::Portal;
use super::rows::waiting;

#[tokio::test]
async fn a_job_is_told_with_all_that_is_known() {
    let portal = Portal::before_a_small_cluster().await;
    let view = portal.user("kim").get("/api/v2/jobs/103").await.expect(200).json();
    assert_json_snapshot!(view, { ".job" => "[the row]", ".version" => 1, ".why.meaning" => "[words]", ".why.advice" => "[words]" }, @r#"
    {
      "ahead": 8,
      "as_of": "2026-09-21T14:13:20.000Z",
      "command": "/home/kim/run.sh",
      "comment": "",
      "detail": {
        "allocated_tres": "",
        "batch_host": "cn001",
        "deadline_at": null,
        "excluded_nodes": "",
        "fields": [
          [
            "JobId",
            "103"
          ]
        ],
        "last_considered_at": null,
        "licenses": "",
        "over_subscribe": "",
        "requested_tres": "",
        "requeue": true,
        "required_nodes": "",
        "scheduled_nodes": "",
        "stderr": "",
        "stdin": "",
        "stdout": "/home/kim/slurm-103.out",
        "submit_host": "",
        "suspended_at": null,
        "tres_per_node": ""
      },
      "features": "",
      "from": "queue",
      "het": null,
      "job": "[the row]",
      "may": [
        "cancel",
        "hold",
        "time_limit"
      ],
      "reservation": "",
      "siblings": null,
      "stale": false,
      "submission_id": null,
      "tres": {
        "billing": 4,
        "cpus": 4,
        "gpus": 0,
        "memory_bytes": 8589934592,
        "others": ""
      },
      "used": null,
      "version": 1,
      "why": {
        "advice": "[words]",
        "code": "Resources",
        "meaning": "[words]",
        "title": "Waiting for free resources"
      },
      "work_dir": "/home/kim"
    }
    "#);
}

#[tokio::test]
async fn a_job_is_found_by_each_of_its_names() {
    let portal = Portal::before_a_small_cluster().await;
    let lee = portal.user("lee");
    for (name, expected) in [
        ("201", "200_1"),
        ("200_2", "200_2"),
        ("200_5", "200_[3-9%2]"),
        ("200", "200_[3-9%2]"),
    ] {
        let view = lee.get(&format!("/api/v2/jobs/{name}")).await.expect(200).json();
        assert_eq!(view["job"]["id"], expected, "{name}");
        assert_eq!(view["siblings"]["total"], 9, "{name}");
        assert_eq!(view["siblings"]["counts"]["RUNNING"], 2, "{name}");
    }
    for name in ["999", "200_99", "0", "-1", "abc", "101;id", "%20", "101+1"] {
        assert_eq!(
            lee.get(&format!("/api/v2/jobs/{name}")).await.expect(404).code(),
            "job_not_found",
            "{name}"
        );
    }
}

#[tokio::test]
async fn reasons_are_explained_in_the_callers_language_or_left_as_they_are() {
    let portal = Portal::before(|script| {
        script.jobs = vec![waiting(1, "kim"), waiting(2, "kim")];
        script.jobs[1].reason = portal_slurm::model::Reason::read("BrandNewReason");
    })
    .await;
    let kim = portal.user("kim");
    let english = kim.get("/api/v2/jobs/1").await.json()["why"].clone();
    let korean = kim.with("accept-language", "ko").get("/api/v2/jobs/1").await.json()["why"].clone();
    assert_eq!(english["code"], "Resources");
    assert_ne!(english["title"], korean["title"]);
    let unknown = kim.get("/api/v2/jobs/2").await.json()["why"].clone();
    assert_eq!(
        (unknown["title"].as_str(), unknown["meaning"].as_str()),
        (Some("BrandNewReason"), Some(""))
    );
}

#[tokio::test]
async fn what_one_may_do_depends_on_owner_state_and_rank() {
    let portal = Portal::before_a_small_cluster().await;
    let may = async |client: portal_testkit::TestClient, job: u32| {
        let view = client.get(&format!("/api/v2/jobs/{job}")).await.expect(200).json();
        let words = view["may"].as_array().unwrap().iter();
        words
            .map(|word| word.as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(may(portal.user("kim"), 101).await, "cancel requeue time_limit");
    assert_eq!(may(portal.user("kim"), 103).await, "cancel hold time_limit");
    assert_eq!(may(portal.user("kim"), 105).await, "requeue");
    assert_eq!(may(portal.user("kim"), 102).await, "");
    assert_eq!(may(portal.admin(), 102).await, "cancel requeue suspend time_limit");
    portal.change(|script| script.jobs[2].priority = 0).await;
    assert_eq!(may(portal.user("kim"), 103).await, "cancel release time_limit");
}

#[tokio::test]
async fn many_viewers_of_a_job_are_one_question() {
    let portal = Portal::before_a_small_cluster().await;
    portal.cluster.script().detail_takes = Duration::from_millis(100);
    let viewers = (0..20).map(|_| {
        let kim = portal.user("kim");
        tokio::spawn(async move { kim.get("/api/v2/jobs/101").await.expect(200).json() })
    });
    for viewer in viewers.collect::<Vec<_>>() {
        assert_eq!(viewer.await.unwrap()["detail"]["stdout"], "/home/kim/slurm-101.out");
    }
    portal.clock.advance(Duration::from_secs(4));
    portal.user("kim").get("/api/v2/jobs/101").await.expect(200);
    assert_eq!(portal.cluster.script().details_asked, [101]);
    portal.clock.advance(Duration::from_secs(2));
    portal.user("kim").get("/api/v2/jobs/101").await.expect(200);
    assert_eq!(portal.cluster.script().details_asked, [101, 101]);
}

#[tokio::test]
async fn many_jobs_are_two_questions_a_second_and_the_others_go_without() {
    let portal = Portal::before_a_small_cluster().await;
    let kim = portal.user("kim");
    let mut without = 0;
    for job in [101, 102, 103, 104, 105] {
        let view = kim.get(&format!("/api/v2/jobs/{job}")).await.expect(200).json();
        without += u32::from(view["detail"].is_null());
    }
    assert_eq!((portal.cluster.script().details_asked.len(), without), (2, 3));
    portal.clock.advance(Duration::from_secs(1));
    let view = kim.get("/api/v2/jobs/105").await.expect(200).json();
    assert_eq!(view["detail"]["stdout"], "/home/kim/slurm-105.out");
}

#[tokio::test]
async fn a_slurmctld_that_hangs_holds_nobody_up() {
    let portal = Portal::before_a_small_cluster().await;
    portal.cluster.script().detail_takes = Duration::from_secs(5);
    let kim = portal.user("kim");
    let started = Instant::now();
    let view = kim.get("/api/v2/jobs/101").await.expect(200).json();
    assert!(view["detail"].is_null() && view["job"]["id"] == "101");
    assert!(started.elapsed() < Duration::from_secs(3), "{:?}", started.elapsed());
    // It is asked by three at most, however long that goes on.
    for job in [102, 103, 104, 105, 201, 202] {
        portal.clock.advance(Duration::from_secs(1));
        kim.get(&format!("/api/v2/jobs/{job}")).await.expect(200);
    }
    assert!(portal.cluster.script().details_asked.len() <= 3);
}
