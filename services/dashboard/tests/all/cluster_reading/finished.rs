//! Jobs that have ended.

use portal_db::finished_jobs::{self, FROM_ACCOUNTING, FinishedJob};
use serde_json::Value;

use super::portal::{Portal, small};
use super::rows::NOW;

fn ended(number: i64, user: &str) -> FinishedJob {
    FinishedJob {
        job_id: number,
        shown_id: number.to_string(),
        array_job_id: None,
        name: format!("old-{number}"),
        user_name: user.to_owned(),
        account: "research".to_owned(),
        partition_name: "cpu".to_owned(),
        qos: "normal".to_owned(),
        state: if number % 3 == 0 { "FAILED" } else { "COMPLETED" }.to_owned(),
        reason: String::new(),
        submit_at: NOW - 100_000 + number,
        eligible_at: None,
        start_at: Some(NOW - 90_000 + number),
        end_at: NOW - 80_000 + number,
        time_limit_seconds: Some(3600),
        nodes: 1,
        cpus: 4,
        memory_bytes: 1 << 30,
        gpus: 0,
        node_list: "cn001".to_owned(),
        work_dir: "/home/kim/old".to_owned(),
        comment: String::new(),
        exit_status: Some(0),
        exit_signal: Some(0),
        cpu_seconds_used: Some(1234),
        memory_used_bytes: None,
        source: FROM_ACCOUNTING.to_owned(),
    }
}

async fn with_history(private: bool) -> Portal {
    let portal = Portal::before(|script| {
        small(script);
        // What ends in the queue gets into the history by itself.
        script.jobs.retain(|job| !job.state.has_ended());
        script.controller.jobs_are_private = private;
    })
    .await;
    let jobs: Vec<_> = (1..=30)
        .map(|number| ended(number, if number % 2 == 0 { "kim" } else { "lee" }))
        .collect();
    let db = portal.database.db();
    db.run(move |connection| finished_jobs::record(connection, &jobs).map(drop))
        .await
        .unwrap();
    portal
}

fn ids(page: &Value) -> Vec<u64> {
    page["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|job| job["job_id"].as_u64().unwrap())
        .collect()
}

#[tokio::test]
async fn the_history_is_filtered_sorted_and_paged() {
    let portal = with_history(false).await;
    let kim = portal.user("kim");
    let first = kim.get("/api/v2/jobs?in=finished&limit=12").await.expect(200).json();
    assert_eq!(ids(&first), (19..=30).rev().collect::<Vec<_>>());
    assert_eq!(
        (
            first["total"].clone(),
            first["counts"].clone(),
            first["total_is_at_least"].clone()
        ),
        (30.into(), Value::Null, false.into())
    );
    let cursor = first["next_cursor"].as_str().unwrap();
    let second = kim
        .get(&format!("/api/v2/jobs?in=finished&limit=12&cursor={cursor}"))
        .await
        .expect(200)
        .json();
    assert_eq!(ids(&second), (7..=18).rev().collect::<Vec<_>>());
    let other = kim
        .get(&format!("/api/v2/jobs?in=finished&sort=name&cursor={cursor}"))
        .await
        .expect(400);
    assert_eq!(other.code(), "bad_query");
    let failed = kim
        .get("/api/v2/jobs?in=finished&state=FAILED&user=me&sort=id")
        .await
        .expect(200)
        .json();
    assert_eq!(ids(&failed), [6, 12, 18, 24, 30]);
    assert_eq!(
        kim.get("/api/v2/jobs?in=finished&state=waiting")
            .await
            .expect(200)
            .json()["total"],
        0
    );
    assert_eq!(
        kim.get("/api/v2/jobs?in=finished&state=ended&q=OLD-7")
            .await
            .expect(200)
            .json()["total"],
        1
    );
    let row = &failed["items"][0];
    assert_eq!(
        (row["end_at"].as_str(), row["tasks"].clone(), row["mine"].clone()),
        (Some("2026-09-20T16:00:06Z"), Value::Null, true.into())
    );
}

#[tokio::test]
async fn a_job_that_slurmctld_has_forgotten_is_told_from_the_history() {
    let portal = with_history(false).await;
    let view = portal.user("kim").get("/api/v2/jobs/12").await.expect(200).json();
    assert_eq!(
        (view["from"].clone(), view["detail"].clone(), view["may"].clone()),
        ("finished".into(), Value::Null, Value::Array(vec![]))
    );
    assert_eq!(
        (
            view["used"]["cpu_seconds"].clone(),
            view["used"]["memory_bytes"].clone()
        ),
        (1234.into(), Value::Null)
    );
    assert_eq!(portal.cluster.script().details_asked, Vec::<u32>::new());
}

#[tokio::test]
async fn the_history_is_a_table_too() {
    let portal = with_history(false).await;
    let table = portal
        .user("kim")
        .get("/api/v2/jobs.csv?in=finished&sort=id")
        .await
        .expect(200)
        .text();
    assert_eq!(table.lines().count(), 31);
    assert!(table.lines().nth(1).unwrap().contains("\"old-1\""));
}

#[tokio::test]
async fn private_history_is_ones_own() {
    let portal = with_history(true).await;
    let kim = portal.user("kim");
    let page = kim.get("/api/v2/jobs?in=finished&limit=500").await.expect(200).json();
    assert_eq!(page["total"], 15);
    assert_eq!(
        kim.get("/api/v2/jobs?in=finished&user=lee").await.expect(200).json()["total"],
        0
    );
    assert!(
        !kim.get("/api/v2/jobs.csv?in=finished")
            .await
            .expect(200)
            .text()
            .contains("\"lee\"")
    );
    kim.get("/api/v2/jobs/13").await.expect(404);
    portal.admin().get("/api/v2/jobs/13").await.expect(200);
}
