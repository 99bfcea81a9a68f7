use portal_testkit::TestClient;
use serde_json::json;

use crate::app::{App, PASSWORD};

#[actix_web::test]
async fn the_cookie_is_for_this_site_and_out_of_scripts_reach() {
    let app = App::with_kim().await;
    let reply = app.try_to_sign_in("kim", PASSWORD).await.expect(200);
    let token = reply.json()["token"].as_str().unwrap().to_owned();
    let expected = format!("hpc_portal_token={token}; HttpOnly; SameSite=Lax; Path=/; Max-Age=3600");
    assert_eq!(reply.header("set-cookie"), expected);
}

#[actix_web::test]
async fn behind_tls_the_cookie_is_secure() {
    let app = App::with_kim().await;
    let body = json!({"username": "kim", "password": PASSWORD});
    let behind_tls = app.stranger().with("x-forwarded-proto", "https");
    let reply = behind_tls.post_json("/auth/login", &body).await.expect(200);
    assert!(
        reply.header("set-cookie").contains("; Secure"),
        "{}",
        reply.header("set-cookie")
    );
}

#[actix_web::test]
async fn a_page_of_the_portal_reads_and_writes_with_the_cookie() {
    let app = App::with_kim().await;
    let browser = app.stranger().cookie(&app.sign_in("kim").await);
    browser.get("/auth/user").await.assert_status(200);
    browser.post("/auth/verify").await.assert_status(200);
    let refreshed = browser.post("/auth/refresh").await.expect(200);
    assert!(refreshed.header("set-cookie").starts_with("hpc_portal_token="));
}

#[actix_web::test]
async fn a_write_with_the_cookie_from_another_page_is_refused() {
    let app = App::with_kim().await;
    let cookie = app.stranger().foreign_cookie(&app.sign_in("kim").await);
    let pages: [TestClient; 5] = [
        cookie.clone(),
        cookie.with("origin", "https://evil.example"),
        cookie.with("origin", "null"),
        cookie.with("referer", "https://evil.example/page"),
        cookie.with("origin", &format!("{}.evil.example", cookie.base())),
    ];
    for page in pages {
        for path in ["/auth/verify", "/auth/refresh", "/auth/logout"] {
            let reply = page.post(path).await;
            assert_eq!((reply.status, reply.code().as_str()), (403, "cross_origin"), "{path}");
        }
    }
    // Reads go through: their answers cannot be read by another site. And nobody was signed out.
    cookie.get("/auth/user").await.assert_status(200);
}

#[actix_web::test]
async fn the_referer_is_enough_where_there_is_no_origin() {
    let app = App::with_kim().await;
    let cookie = app.stranger().foreign_cookie(&app.sign_in("kim").await);
    let page = cookie.with("referer", &format!("{}/dashboard/?x=1", cookie.base()));
    page.post("/auth/verify").await.assert_status(200);
}

#[actix_web::test]
async fn an_allowed_origin_may_write() {
    let app =
        App::start_with(|settings| settings.http.allowed_origins = vec!["https://portal.example.org".into()]).await;
    app.add("kim", &["DX-Users"]);
    let cookie = app.stranger().foreign_cookie(&app.sign_in("kim").await);
    let page = cookie.with("origin", "https://portal.example.org");
    page.post("/auth/verify").await.assert_status(200);
}
