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
async fn without_the_setting_nobody_is_anybody() {
    let app = App::start().await;
    app.stranger().get("/auth/user").await.assert_status(401);
    assert_eq!(app.stranger().get("/auth/info").await.json()["open_mode"], false);
}
