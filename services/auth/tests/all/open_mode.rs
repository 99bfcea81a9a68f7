use serde_json::json;

use crate::app::{App, NOW};

async fn open_portal() -> App {
    App::start_with(|settings| settings.http.open_mode = true).await
}

#[actix_web::test]
async fn in_an_open_portal_everybody_is_an_administrator_and_pages_are_told() {
    let app = open_portal().await;
    let anybody = app.stranger().get("/auth/user").await.expect(200).json();
    assert_eq!(
        (&anybody["username"], &anybody["groups"]),
        (&json!("admin"), &json!(["HPC-Admins"]))
    );
    app.stranger().get("/auth/users").await.assert_status(200);
    assert_eq!(app.stranger().get("/auth/info").await.json()["open_mode"], true);
    // An old cookie is no reason to turn somebody away.
    app.stranger()
        .cookie("garbage")
        .get("/auth/user")
        .await
        .assert_status(200);
}

#[actix_web::test]
async fn whoever_shows_a_token_is_who_it_says_or_nobody() {
    let app = open_portal().await;
    let kim = app.server().user("kim").get("/auth/user").await.expect(200).json();
    assert_eq!(kim["username"], "kim");
    app.stranger()
        .bearer("garbage")
        .get("/auth/user")
        .await
        .assert_status(401);
    let expired = portal_testkit::token_at("kim", &["HPC-Admins"], NOW - 7200);
    app.stranger()
        .bearer(&expired)
        .get("/auth/user")
        .await
        .assert_status(401);
}

#[actix_web::test]
async fn a_page_of_another_site_is_not_everybody() {
    let app = open_portal().await;
    let foreign = app.stranger().with("origin", "https://evil.example");
    let reply = foreign.delete("/auth/sessions").await.expect(403);
    assert_eq!(reply.code(), "cross_origin");
}

#[actix_web::test]
async fn only_who_is_at_the_machine_and_calls_it_so_is_let_in() {
    let app = open_portal().await;
    // A site whose name points to 127.0.0.1 by now, so that a browser takes its pages for the portal's.
    let rebound = app
        .stranger()
        .with("host", "evil.example:4430")
        .with("origin", "http://evil.example:4430");
    for path in ["/auth/user", "/auth/users"] {
        let reply = rebound.get(path).await.expect(403);
        assert_eq!(reply.code(), "open_mode_elsewhere", "{path}");
    }
    rebound.delete("/auth/sessions").await.assert_status(403);
    // Whom nginx on this host passes on.
    let passed_on = app.stranger().with("x-forwarded-for", "203.0.113.9");
    let reply = passed_on.get("/auth/users").await.expect(403).json();
    assert!(
        reply["message"].as_str().unwrap().contains("PORTAL_OPEN_MODE"),
        "{reply}"
    );
    let old_cookie = passed_on.cookie("garbage");
    old_cookie.get("/auth/user").await.assert_status(403);
    passed_on.get("/auth/info").await.assert_status(200);
    // But who signed in is who they are, also from elsewhere.
    let token = portal_testkit::token_at("kim", &["DX-Users"], NOW);
    passed_on.bearer(&token).get("/auth/user").await.assert_status(200);

    for host in ["localhost", "localhost:4430", "127.0.0.1:80", "[::1]:4430"] {
        let here = app.stranger().with("host", host);
        here.get("/auth/users").await.assert_status(200);
        let by_nginx = here.with("x-forwarded-for", "127.0.0.1");
        by_nginx.get("/auth/users").await.assert_status(200);
    }
}

#[actix_web::test]
async fn without_the_setting_nobody_is_anybody() {
    let app = App::start().await;
    app.stranger().get("/auth/user").await.assert_status(401);
    assert_eq!(app.stranger().get("/auth/info").await.json()["open_mode"], false);
}
