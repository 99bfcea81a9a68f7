use std::time::{Duration, Instant};

use portal_http::INTERNAL_SECRET_HEADER;
use portal_testkit::http_settings;
use secrecy::ExposeSecret;
use serde_json::json;

use crate::app::{App, NOW};

#[actix_web::test]
async fn after_sign_out_the_token_is_worth_nothing_at_once() {
    let app = App::with_kim().await;
    let kim = app.stranger().bearer(&app.sign_in("kim").await);
    let other_session = app.stranger().bearer(&app.sign_in("kim").await);
    let reply = kim.post("/auth/logout").await.expect(200);
    assert_eq!(reply.json(), json!({"message": "Logged out successfully"}));
    assert!(
        reply.header("set-cookie").starts_with("hpc_portal_token=;"),
        "{}",
        reply.header("set-cookie")
    );
    assert!(reply.header("set-cookie").contains("Max-Age=0"));
    for (method, path) in [
        ("POST", "/auth/verify"),
        ("POST", "/auth/refresh"),
        ("GET", "/auth/user"),
        ("GET", "/services"),
    ] {
        let reply = kim.call(method, path).await.expect(401);
        assert_eq!(
            reply.json(),
            json!({"error": "Invalid or expired token", "code": "token_revoked"})
        );
    }
    kim.get("/auth/check").await.assert_status(401);
    other_session.get("/auth/user").await.assert_status(200);
}

#[actix_web::test]
async fn a_sign_out_outlives_a_restart() {
    let app = App::with_kim().await;
    let token = app.sign_in("kim").await;
    app.stranger()
        .bearer(&token)
        .post("/auth/logout")
        .await
        .assert_status(200);
    let app = app.restart().await;
    app.stranger().bearer(&token).get("/auth/user").await.assert_status(401);
}

#[actix_web::test]
async fn other_services_on_the_same_database_know_within_a_second() {
    let app = App::with_kim().await;
    let node = app.another_node().await;
    let token = app.sign_in("kim").await;
    let there = node.stranger().bearer(&token);
    there.get("/auth/user").await.assert_status(200);
    app.stranger()
        .bearer(&token)
        .post("/auth/logout")
        .await
        .assert_status(200);
    let signed_out = Instant::now();
    while there.get("/auth/user").await.status == 200 {
        assert!(
            signed_out.elapsed() < Duration::from_secs(2),
            "the session goes on elsewhere"
        );
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[actix_web::test]
async fn whoever_is_not_signed_in_is_signed_out_all_the_same() {
    let app = App::with_kim().await;
    let expired = app.stranger().bearer(&app.sign_in("kim").await);
    app.advance(Duration::from_secs(3600));
    let garbage = app.stranger().bearer("garbage");
    for somebody in [app.stranger(), garbage, expired] {
        let reply = somebody.post("/auth/logout").await.expect(200);
        assert!(reply.header("set-cookie").contains("Max-Age=0"));
    }
}

#[actix_web::test]
async fn signing_out_twice_is_signing_out() {
    let app = App::with_kim().await;
    let kim = app.stranger().bearer(&app.sign_in("kim").await);
    kim.post("/auth/logout").await.assert_status(200);
    kim.post("/auth/logout").await.assert_status(200);
}

#[actix_web::test]
async fn the_portals_own_services_are_told_which_sessions_were_ended() {
    let app = App::with_kim().await;
    let path = "/auth/revocations?since=0";
    let secret = http_settings().secrets.internal;
    let service = app.stranger().with(INTERNAL_SECRET_HEADER, secret.expose_secret());
    assert_eq!(service.get(path).await.expect(200).json(), json!({"revocations": []}));
    let token = app.sign_in("kim").await;
    let kim = app.stranger().bearer(&token);
    let claims = kim.post("/auth/verify").await.expect(200).json();
    kim.post("/auth/logout").await.assert_status(200);
    // As long as the session could have gone on, and a minute for clocks that differ.
    let ended = json!({"revocations": [[claims["user"]["sid"], NOW + 7 * 24 * 3600 + 60]]});
    assert_eq!(service.get(path).await.expect(200).json(), ended);
    assert_eq!(service.get("/auth/revocations").await.expect(200).json(), ended);
    let later = format!("/auth/revocations?since={}", NOW * 1000 + 1);
    assert_eq!(service.get(&later).await.expect(200).json(), json!({"revocations": []}));
    service
        .get("/auth/revocations?since=yesterday")
        .await
        .assert_status(400);

    let impostor = app.stranger().with(INTERNAL_SECRET_HEADER, "guess");
    for somebody in [
        app.stranger(),
        impostor,
        app.stranger().bearer(&app.sign_in("kim").await),
    ] {
        assert_eq!(somebody.get(path).await.expect(401).code(), "internal_only");
    }
}

#[actix_web::test]
async fn a_form_of_another_site_takes_no_cookies_away() {
    let app = App::with_kim().await;
    // Its browser sends no cookies along, which are `SameSite`.
    for origin in ["https://evil.example", "null"] {
        let foreign = app.stranger().with("origin", origin);
        let reply = foreign.post("/auth/logout").await.expect(403);
        assert_eq!(reply.code(), "cross_origin");
        assert_eq!(reply.header("set-cookie"), "");
    }
    let own = app.stranger().with("origin", app.base());
    let reply = own.post("/auth/logout").await.expect(200);
    assert!(reply.header("set-cookie").contains("Max-Age=0"));
    app.stranger().post("/auth/logout").await.assert_status(200);
}
