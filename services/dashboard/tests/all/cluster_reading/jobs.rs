//! Lists of jobs.

use std::collections::BTreeSet;

use insta::assert_json_snapshot;
use serde_json::Value;

use super::portal::Portal;
use super::rows::{NOW, id, running, waiting};

/// The ids of a page.
fn ids(page: &Value) -> Vec<&str> {
    page["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|job| job["id"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn a_row_tells_what_slurm_knows_and_nothing_else() {
    let portal = Portal::before_a_small_cluster().await;
    let page = portal
        .user("kim")
        .get("/api/v2/jobs?sort=id&limit=1")
        .await
        .expect(200)
        .json();
    assert_json_snapshot!(page["items"][0], @r#"
    {
      "account": "research",
      "array_job_id": null,
      "array_task": null,
      "cpus": 4,
      "dependency": "",
      "eligible_at": "2026-09-21T13:15:01Z",
      "end_at": null,
      "exit_code": null,
      "expected_start_at": null,
      "gpus": 0,
      "id": "101",
      "job_id": 101,
      "memory_bytes": 8589934592,
      "mine": true,
      "name": "job-101",
      "node_list": "cn[001-002]",
      "nodes": 1,
      "partition": "cpu",
      "priority": 1101,
      "qos": "normal",
      "reason": "",
      "restarts": 0,
      "start_at": "2026-09-21T13:43:20Z",
      "state": "RUNNING",
      "submit_at": "2026-09-21T13:15:01Z",
      "task_count": 1,
      "tasks": 4,
      "time_limit_at": "2026-09-21T15:43:20Z",
      "time_limit_seconds": 7200,
      "user": "kim"
    }
    "#);
    assert_json_snapshot!(page["counts"], @r#"
    {
      "FAILED": 1,
      "PENDING": 9,
      "RUNNING": 4
    }
    "#);
    assert_eq!(
        (page["total"].clone(), page["total_is_at_least"].clone()),
        (8.into(), false.into())
    );
    assert_eq!(page["as_of"], "2026-09-21T14:13:20.000Z");
    let waiting = portal.user("kim").get("/api/v2/jobs?ids=200").await.expect(200).json();
    let row = &waiting["items"][0];
    assert_eq!(
        (row["id"].clone(), row["task_count"].clone(), row["mine"].clone()),
        ("200_[3-9%2]".into(), 7.into(), false.into())
    );
    assert_eq!(
        (row["start_at"].clone(), row["time_limit_at"].clone()),
        (Value::Null, Value::Null)
    );
}

#[tokio::test]
async fn filters_say_which_and_counts_leave_the_state_out() {
    let portal = Portal::before_a_small_cluster().await;
    let kim = portal.user("kim");
    for (query, expected) in [
        ("user=me&sort=id", vec!["101", "103", "105"]),
        (
            "user=me,lee&state=running&sort=id",
            vec!["101", "102", "200_1", "200_2"],
        ),
        ("state=waiting&sort=id", vec!["103", "104", "200_[3-9%2]"]),
        ("state=ended", vec!["105"]),
        ("state=active,FAILED&user=me&sort=-id", vec!["105", "101"]),
        ("node=cn002", vec!["101"]),
        ("array=200&sort=id", vec!["200_1", "200_2", "200_[3-9%2]"]),
        ("ids=101,999,202&sort=id", vec!["101", "200_2"]),
        ("q=JOB-10&user=lee&sort=id", vec!["102", "104"]),
        ("q=200_1", vec!["200_1"]),
        (
            "since=2026-09-21T13:15:04Z&until=2026-09-21T13:15:05Z&sort=id",
            vec!["104"],
        ),
        ("partition=gpu", vec![]),
        ("account=crash", vec![]),
        ("qos=normal&account=research&partition=cpu&state=FAILED", vec!["105"]),
        (
            "user=",
            vec!["200_2", "200_1", "200_[3-9%2]", "105", "104", "103", "102", "101"],
        ),
    ] {
        let page = kim.get(&format!("/api/v2/jobs?{query}")).await.expect(200).json();
        assert_eq!(ids(&page), expected, "{query}");
        assert_eq!(page["total"], expected.len(), "{query}");
    }
    let page = kim.get("/api/v2/jobs?user=lee&state=FAILED").await.expect(200).json();
    assert_eq!(
        (page["total"].clone(), page["counts"]["RUNNING"].clone()),
        (0.into(), 3.into())
    );
    // Each waiting task counts.
    assert_eq!(page["counts"]["PENDING"], 8);
}

#[tokio::test]
async fn pages_follow_each_other_while_jobs_come_and_go() {
    let portal = Portal::before(|script| {
        script.jobs = (1..=50).map(|number| waiting(number, "kim")).collect();
    })
    .await;
    let kim = portal.user("kim");
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    for page in 0.. {
        let answer = kim
            .get(&format!("/api/v2/jobs?sort=-priority&limit=7{cursor}"))
            .await
            .expect(200)
            .json();
        seen.extend(ids(&answer).into_iter().map(str::to_owned));
        let Some(next) = answer["next_cursor"].as_str() else {
            break;
        };
        cursor = format!("&cursor={}", next.replace(':', "%3A"));
        portal
            .change(|script| {
                // The last one shown goes, another comes above, one below.
                let last: u32 = seen.last().unwrap().parse().unwrap();
                script.jobs.retain(|job| job.id.get() != last);
                let mut above = waiting(1000 + page, "lee");
                above.priority = 9000;
                let mut below = waiting(2000 + page, "lee");
                below.priority = 1;
                script.jobs.extend([above, below]);
            })
            .await;
    }
    let shown: BTreeSet<_> = seen.iter().collect();
    assert_eq!(shown.len(), seen.len(), "a job was shown twice");
    // Each of those that were there all the time, once.
    assert!((1..=50).all(|number: u32| shown.contains(&number.to_string())));
    assert!(!seen.iter().any(|shown| shown.starts_with("10") && shown.len() == 4));
}

#[tokio::test]
async fn a_cursor_of_another_order_is_refused_or_harmless() {
    let portal = Portal::before_a_small_cluster().await;
    let kim = portal.user("kim");
    let page = kim.get("/api/v2/jobs?sort=name&limit=2").await.expect(200).json();
    let cursor = page["next_cursor"].as_str().unwrap().to_owned();
    let refused = kim
        .get(&format!("/api/v2/jobs?sort=priority&limit=2&cursor={cursor}"))
        .await
        .expect(400);
    assert_eq!(refused.code(), "bad_query");
}

#[tokio::test]
async fn the_table_for_spreadsheets_has_every_row_and_no_formula() {
    let portal = Portal::before(|script| {
        script.jobs = (1..=1200).map(|number| waiting(number, "kim")).collect();
        script.jobs[0].name = "=HYPERLINK(\"http://x\";\"a, b\")\nsecond line".into();
        script.jobs[1] = running(2, "lee", "cn[001-002]");
        script.jobs[2].name = "충돌 해석".into();
    })
    .await;
    let kim = portal.user("kim");
    let table = kim.get("/api/v2/jobs.csv?sort=id").await.expect(200);
    assert_eq!(table.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(
        table.header("content-disposition"),
        "attachment; filename=\"jobs-2026-09-21.csv\""
    );
    let text = table.text();
    assert!(text.starts_with("\u{feff}id,job_id,array_job_id,array_task,task_count,name,user,"));
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(lines.len(), 1201);
    assert!(
        lines[1].starts_with("\"1\",1,,,1,\"'=HYPERLINK(\"\"http://x\"\""),
        "{}",
        lines[1]
    );
    assert!(
        lines[2].contains("\"cn[001-002]\"") && lines[2].ends_with(",false"),
        "{}",
        lines[2]
    );
    assert!(lines[3].contains("\"충돌 해석\"") && lines[3].ends_with(",true"));
    let columns = |line: &str| line.matches(',').count();
    assert_eq!(columns(lines[3]), columns(lines[0]));
    let one = kim.get("/api/v2/jobs.csv?ids=2").await.expect(200).text();
    assert_eq!(one.lines().count(), 2);
}

#[tokio::test]
async fn a_large_queue_is_paged_as_a_small_one() {
    let portal = Portal::before(|script| {
        script.jobs = (1..=5000)
            .map(|number| waiting(number, if number % 2 == 0 { "kim" } else { "lee" }))
            .collect();
    })
    .await;
    let page = portal
        .user("kim")
        .get("/api/v2/jobs?user=me&sort=priority&limit=500")
        .await
        .expect(200)
        .json();
    assert_eq!(
        (page["total"].clone(), page["items"].as_array().unwrap().len()),
        (2500.into(), 500)
    );
    assert_eq!(page["items"][0]["job_id"], 2);
    assert_eq!(
        page["items"][0]["submit_at"],
        portal_config::rfc3339_seconds(NOW - 3600 + i64::from(id(2).get()))
    );
}
