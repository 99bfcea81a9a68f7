use std::time::Duration;

use portal_audit::{Action, Entry, Happened};
use portal_db::audit::append;
use serde_json::json;

use super::log::told;
use crate::app::{App, Upload, noise};

/// Rows of a log that has some history.
fn fill(app: &App, rows: usize) {
    let happened: Vec<_> = (0..rows)
        .map(|number| Happened {
            at: format!("2026-11-22T01:{:02}:{:02}.000Z", number / 60 % 60, number % 60),
            entry: Entry::new(Action::SessionRefuse, &format!("user:kim{number}"))
                .from("192.0.2.7", "-")
                .refused("invalid_credentials"),
        })
        .collect();
    let db = app.database.db();
    db.run_here(|connection| append(connection, &happened)).unwrap();
}

#[tokio::test]
async fn administrators_read_the_log_newest_first_in_pages() {
    let app = App::start().await;
    fill(&app, 250);
    let root = app.server.admin("root");
    let first = root.get("/api/audit").await.expect(200).json();
    assert_eq!(
        (first["total"].as_u64(), first["entries"].as_array().unwrap().len()),
        (Some(251), 100)
    );
    let newest = &first["entries"][0];
    assert_eq!(
        (
            &newest["seq"],
            &newest["actor"],
            &newest["method"],
            &newest["action"],
            &newest["object"],
            &newest["outcome"]
        ),
        (
            &json!(251),
            &json!("root"),
            &json!("bearer"),
            &json!("audit.read"),
            &json!("audit"),
            &json!("ok")
        ),
        "the reading itself"
    );
    let mut seqs = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = root
            .get(&format!("/api/audit?limit=60&cursor={cursor}"))
            .await
            .expect(200)
            .json();
        seqs.extend(
            page["entries"]
                .as_array()
                .unwrap()
                .iter()
                .map(|entry| entry["seq"].as_i64().unwrap()),
        );
        match page["next_cursor"].as_str() {
            Some(next) => next.clone_into(&mut cursor),
            None => break,
        }
    }
    assert_eq!(seqs, (1..=251).rev().collect::<Vec<_>>(), "and only once");
}

#[tokio::test]
async fn filters_narrow_the_log() {
    let app = App::start().await;
    fill(&app, 100);
    let root = app.server.admin("root");
    let total = async |query: &str| {
        let page = root.get(&format!("/api/audit?{query}")).await.expect(200).json();
        page["total"].as_u64().unwrap()
    };
    assert_eq!(total("actor=nobody").await, 0);
    assert_eq!(total("actor=-&action=session.refuse,session.begin").await, 100);
    assert_eq!(total("outcome=refused&address=192.0.2.7").await, 100);
    assert_eq!(total("object=user:KIM9&actor=-").await, 11);
    assert_eq!(total("q=kim99&outcome=&actor=-").await, 1);
    assert_eq!(
        total("since=2026-11-22T01:00:30Z&until=2026-11-22T10:01:00%2B09:00&action=session.refuse").await,
        30
    );
    // As such characters stand in the log: here, in the row of this very question.
    assert_eq!(total("q=%00&object=a%0Ab").await, 1);
    assert_eq!(
        total("action=audit.read&object=q%3Dkim99").await,
        2,
        "what was asked for is told too, and so is this"
    );
    for query in [
        "action=sign_in",
        "outcome=maybe",
        "since=yesterday",
        "until=2026-13-01",
        "limit=0",
        "limit=501",
        "cursor=x",
        "cursor=-1",
    ] {
        let refused = root.get(&format!("/api/audit?{query}")).await.expect(400);
        assert_eq!(refused.code(), "out_of_range", "{query}");
    }
}

#[tokio::test]
async fn only_administrators_read_the_log() {
    let app = App::start().await;
    for path in ["/api/audit", "/api/audit.csv", "/dashboardapi/audit"] {
        app.server.stranger().get(path).await.expect(401);
        assert_eq!(app.user("kim").get(path).await.expect(403).code(), "permission_missing");
        app.server.admin("root").get(path).await.expect(200);
    }
}

#[tokio::test]
async fn reading_is_recorded_once_a_minute() {
    let app = App::start().await;
    let (root, other) = (app.server.admin("root"), app.server.admin("other"));
    let read = |query: &str| {
        let (root, path) = (root.clone(), format!("/api/audit?{query}"));
        async move { drop(root.get(&path).await.expect(200)) }
    };
    for _ in 0..5 {
        read("").await;
    }
    read("actor=kim").await;
    // The last hour, as a page asks for it every few seconds.
    for second in 10..15 {
        read(&format!("since=2026-09-21T13:13:{second}.123Z")).await;
    }
    other.get("/api/audit").await.expect(200);
    app.clock.advance(Duration::from_secs(61));
    read("limit=5").await;
    assert_eq!(
        told(&app.database, "audit.read"),
        [
            "root (bearer): audit, ok",
            "root (bearer): audit actor=kim, ok",
            "root (bearer): audit since=2026-09-21T13:13Z, ok",
            "other (bearer): audit, ok",
            "root (bearer): audit, ok",
        ]
    );
}

#[tokio::test]
async fn an_administrator_who_looks_at_the_uploads_of_others_is_recorded() {
    let app = App::start().await;
    let (kim, root) = (app.user("kim"), app.server.admin("root"));
    let (theirs, own) = (
        Upload::begin(&kim, "a.dat", noise(10, 1), 65_536).await,
        Upload::begin(&root, "b.dat", noise(10, 1), 65_536).await,
    );
    for _ in 0..3 {
        for path in ["", "?user_id=kim", "?user_id=root"] {
            root.get(&format!("/api/v2/files/uploads{path}")).await.expect(200);
            kim.get("/api/v2/files/uploads").await.expect(200);
        }
        for upload in [&theirs, &own] {
            root.get(&format!("/api/v2/files/uploads/{}", upload.id))
                .await
                .expect(200);
        }
    }
    theirs.show().await;
    assert_eq!(
        told(&app.database, "uploads.read"),
        [
            "root (bearer): uploads:*, ok".to_owned(),
            "root (bearer): uploads:kim, ok".to_owned(),
            format!("root (bearer): upload:{} a.dat, ok", theirs.id),
        ]
    );
}

#[tokio::test]
async fn the_table_for_spreadsheets_holds_everything_and_no_formula() {
    let app = App::start().await;
    fill(&app, 1200);
    let kim = app.user("kim");
    Upload::begin(&kim, "=cmd,\"x\".dat", noise(10, 1), 65_536).await;
    let root = app.server.admin("root");
    let answer = root.get("/api/audit.csv").await.expect(200);
    assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
    let day = &app.clock.rfc3339()[..10];
    assert_eq!(
        answer.header("content-disposition"),
        format!("attachment; filename=\"audit-{day}.csv\"")
    );
    let text = answer.text();
    let mut lines = text.strip_prefix('\u{feff}').unwrap().split_terminator("\r\n");
    assert_eq!(
        lines.next().unwrap(),
        "seq,at,actor,method,address,request_id,action,object,outcome,reason,hash"
    );
    let rows: Vec<_> = lines.collect();
    assert_eq!(rows.len(), 1202);
    assert!(
        rows[0].starts_with("1202,") && rows[0].contains("\"audit.csv\""),
        "{}",
        rows[0]
    );
    assert!(rows[1].contains("=cmd,\"\"x\"\".dat\",\"ok\""), "{}", rows[1]);
    assert!(rows[1201].starts_with("1,"));

    let some = root
        .get("/api/audit.csv?object=kim1199&actor=-")
        .await
        .expect(200)
        .text();
    assert_eq!(some.lines().count(), 2);
    root.get("/api/audit.csv?outcome=maybe").await.expect(400);
    let told = told(&app.database, "audit.read");
    assert_eq!(
        told,
        [
            "root (bearer): audit.csv, ok",
            "root (bearer): audit.csv actor=- object=kim1199, ok"
        ]
    );
}
