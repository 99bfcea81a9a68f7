//! Jobs that have ended, in the database.

use portal_config::Clock;
use portal_db::finished_jobs::{self, FROM_ACCOUNTING, FinishedJob};
use portal_testkit::TestDatabase;

/// Rows written at a time.
const BATCH: i64 = 20_000;

/// Writes `rows` jobs of the last year.
pub(crate) async fn fill(database: &TestDatabase, rows: i64) {
    let (db, now) = (database.db(), Clock::System.unix_seconds());
    let step = (365 * 86_400 / rows).max(1);
    for first in (0..rows).step_by(usize::try_from(BATCH).expect("a number")) {
        let numbers = first..(first + BATCH).min(rows);
        let jobs: Vec<_> = numbers
            .map(|number| ended(number, now - (rows - number) * step))
            .collect();
        let write = move |connection: &mut _| finished_jobs::record(connection, &jobs);
        db.run(write).await.expect("rows");
    }
}

fn ended(number: i64, end_at: i64) -> FinishedJob {
    let state = ["COMPLETED", "COMPLETED", "COMPLETED", "FAILED", "TIMEOUT", "CANCELLED"];
    let pick = |count: i64| usize::try_from((number * 7919) % count).expect("a number");
    FinishedJob {
        job_id: 1_000_000 + number,
        shown_id: (1_000_000 + number).to_string(),
        array_job_id: None,
        name: format!("old-{number}"),
        user_name: format!("user{:03}", pick(600)),
        account: format!("account{:02}", pick(40)),
        partition_name: (*["cpu", "gpu", "bigmem"].get(pick(3)).expect("one of three")).to_owned(),
        qos: "normal".to_owned(),
        state: (*state.get(pick(6)).expect("one of six")).to_owned(),
        reason: String::new(),
        submit_at: end_at - 7200,
        eligible_at: Some(end_at - 7200),
        start_at: Some(end_at - 3600),
        end_at,
        time_limit_seconds: Some(7200),
        nodes: 1,
        cpus: 32,
        memory_bytes: 64 << 30,
        gpus: 0,
        node_list: format!("cn{:04}", pick(9000)),
        work_dir: "/home/kim/project".to_owned(),
        comment: String::new(),
        exit_status: Some(0),
        exit_signal: Some(0),
        cpu_seconds_used: Some(100_000),
        memory_used_bytes: Some(10 << 30),
        source: FROM_ACCOUNTING.to_owned(),
    }
}
