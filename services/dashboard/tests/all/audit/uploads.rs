use std::time::Duration;

use portal_testkit::token_at;
use serde_json::json;

use super::log::{told, verified};
use crate::app::{App, Upload, eventually, noise};

#[tokio::test]
async fn every_step_of_an_upload_is_one_row() {
    let app = App::start().await;
    let kim = app.user("kim").with("x-request-id", "request-0001");
    let upload = Upload::begin(&kim, "wing.dat", noise(300_000, 1), 64 * 1024).await;
    upload.put_all().await;
    upload.complete().await.expect(200);
    upload.complete().await.expect(200);
    let path = format!("/api/v2/files/uploads/{}", upload.id);
    kim.delete(&path).await.expect(200);
    kim.delete(&path).await.expect(200);

    let rows = verified(&app.database);
    let folder = app.path("users/kim/data");
    let (id, file) = (&upload.id, folder.join("wing.dat").display().to_string());
    let told: Vec<_> = rows
        .iter()
        .map(|row| (row.action.as_str(), row.object.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            ("upload.begin", format!("upload:{id} wing.dat").as_str()),
            ("upload.complete", format!("upload:{id} {file}").as_str()),
            ("file.delete", format!("upload:{id} {file}").as_str()),
        ],
        "neither chunks nor repetitions"
    );
    for row in rows {
        assert_eq!(
            (row.actor.as_str(), row.method.as_str(), row.outcome.as_str()),
            ("kim", "bearer", "ok")
        );
        assert_eq!(
            (row.address.as_str(), row.request_id.as_str()),
            ("127.0.0.1", "request-0001")
        );
        assert_eq!(row.at, app.clock.rfc3339());
    }
}

#[tokio::test]
async fn an_upload_that_is_given_up_is_told_from_a_file_that_is_deleted() {
    let app = App::start().await;
    let kim = app.server.browser("kim");
    let upload = Upload::begin(&kim, "a.dat", noise(100, 1), 65_536).await;
    // An administrator may, and it is their name that stands there.
    let root = app.server.admin("root");
    root.delete(&format!("/api/v2/files/uploads/{}", upload.id))
        .await
        .expect(200);
    let id = &upload.id;
    assert_eq!(
        told(&app.database, "upload.begin"),
        [format!("kim (cookie): upload:{id} a.dat, ok")]
    );
    assert_eq!(
        told(&app.database, "upload.cancel"),
        [format!("root (bearer): upload:{id} a.dat, ok")]
    );
    assert!(told(&app.database, "file.delete").is_empty());
}

#[tokio::test]
async fn what_is_rejected_is_recorded_with_its_reason() {
    let app = App::start().await;
    let upload = Upload::begin(&app.user("kim"), "a.dat", b"\x7fELF\x02\x01\x01".repeat(20), 65_536).await;
    upload.put_all().await;
    assert_eq!(upload.complete().await.expect(403).code(), "security_rejected");
    let told_of = told(&app.database, "upload.complete");
    assert_eq!(told_of.len(), 1);
    assert!(told_of[0].contains(", refused "), "{told_of:?}");
    eventually("the refusal", async || {
        let refusals = told(&app.database, "access.refuse");
        (refusals == ["kim (bearer): POST /api/v2/files/upload/complete, refused security_rejected"]).then_some(())
    })
    .await;
}

#[tokio::test]
async fn an_upload_that_nobody_goes_on_with_is_removed_by_nobody() {
    let app = App::start().await;
    let upload = Upload::begin(&app.user("kim"), "a.dat", noise(100, 1), 65_536).await;
    app.clock.advance(Duration::from_secs(8 * 86_400));
    let app = app.restart().await;
    let expected = format!(
        "- (-): upload:{} a.dat, ok Removed after 7 days without a chunk",
        upload.id
    );
    eventually("its removal", async || {
        (told(&app.database, "upload.cancel") == [expected.as_str()]).then_some(())
    })
    .await;
}

#[tokio::test]
async fn every_kind_of_refusal_is_one_row() {
    let app = App::start().await;
    let upload = Upload::begin(&app.user("kim"), "a.dat", noise(100, 1), 65_536).await;
    let path = format!("/api/v2/files/uploads/{}", upload.id);
    let outsider = app.server.member("lee", &["HPC-Users"]);
    let body = json!({"filename": "a.dat", "file_size": 1});
    outsider.post_json("/api/v2/files/upload/init", &body).await.expect(403);
    app.user("park").get(&format!("{path}?token=secret")).await.expect(403);
    let token = token_at("kim", &["DX-Users"], app.clock.unix_seconds());
    let elsewhere = app.server.stranger().foreign_cookie(&token);
    elsewhere
        .with("origin", "https://evil.example")
        .delete(&path)
        .await
        .expect(403);
    // Not being known is no refusal, and neither is what is not there.
    app.server.stranger().get(&path).await.expect(401);
    app.user("kim")
        .get("/api/v2/files/uploads/0123456789abcdef")
        .await
        .expect(404);

    let expected = [
        "lee (bearer): POST /api/v2/files/upload/init, refused permission_missing".to_owned(),
        format!("park (bearer): GET {path}, refused not_yours"),
        format!("- (-): DELETE {path}, refused cross_origin"),
    ];
    eventually("three refusals", async || {
        let refusals = told(&app.database, "access.refuse");
        (refusals.len() >= 3).then(|| assert_eq!(refusals, expected))
    })
    .await;
}

#[tokio::test]
async fn refusals_that_nobody_waits_for_are_kept_when_the_service_stops() {
    let app = App::start().await;
    let outsider = app.server.member("lee", &["HPC-Users"]);
    for _ in 0..100 {
        outsider
            .post_json("/api/v2/files/classify", &json!({"filenames": []}))
            .await
            .expect(403);
    }
    let app = app.restart().await;
    let expected = [
        "lee (bearer): POST /api/v2/files/classify, refused permission_missing",
        "lee (bearer): POST /api/v2/files/classify, refused permission_missing, 99 more within a minute",
    ];
    assert_eq!(told(&app.database, "access.refuse"), expected);
}

#[tokio::test]
async fn a_script_that_is_refused_without_end_is_two_rows_a_minute() {
    let app = App::start().await;
    let outsider = app.server.member("lee", &["HPC-Users"]);
    let ask = async || {
        let answer = outsider
            .post_json("/api/v2/files/classify", &json!({"filenames": []}))
            .await;
        answer.expect(403).header("x-request-id").to_owned()
    };
    let mut last = String::new();
    for _ in 0..30 {
        last = ask().await;
    }
    eventually("the first one", async || {
        (told(&app.database, "access.refuse").len() == 1).then_some(())
    })
    .await;
    app.clock.advance(Duration::from_secs(60));
    // Nobody has to ask again for the sum.
    eventually("the sum", async || {
        (told(&app.database, "access.refuse").len() == 2).then_some(())
    })
    .await;
    let sum = verified(&app.database).pop().unwrap();
    assert_eq!(sum.reason, "permission_missing, 29 more within a minute");
    assert_eq!(
        sum.request_id, last,
        "the latest one can be looked up in the services' logs"
    );
    ask().await;
    eventually("the next minute's first one", async || {
        (told(&app.database, "access.refuse").len() == 3).then_some(())
    })
    .await;
}

#[tokio::test]
async fn who_probes_path_after_path_has_a_share_of_rows() {
    let app = App::start().await;
    let outsider = app.server.member("lee", &["HPC-Users"]);
    for number in 0..150 {
        outsider
            .put_bytes(&format!("/api/v2/files/uploads/{number:016x}/chunks/0"), "")
            .await
            .expect(403);
    }
    let app = app.restart().await;
    let refusals = told(&app.database, "access.refuse");
    assert_eq!(refusals.len(), 101);
    assert_eq!(
        refusals.last().unwrap(),
        "lee (bearer): various requests, refused various, 50 within a minute"
    );
}
