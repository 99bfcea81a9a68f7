use portal_testkit::TestResponse;
use serde_json::json;

use crate::app::App;

async fn app_for_tests() -> App {
    let app = App::start_with(|settings| settings.test_login_users = vec!["kim".into(), "nobody".into()]).await;
    app.add("kim", &["DX-Users"]);
    app.add("lee", &["HPC-Admins"]);
    app
}

async fn test_login(app: &App, name: &str) -> TestResponse {
    let body = json!({"username": name, "groups": ["HPC-Admins"], "email": "x@y"});
    let reply = app.stranger().post_json("/auth/test/login", &body).await;
    let alias = app.stranger().post_json("/test/login", &body).await;
    assert_eq!(alias.status, reply.status);
    reply
}

#[actix_web::test]
async fn without_the_setting_it_does_not_exist() {
    let app = App::with_kim().await;
    let reply = test_login(&app, "kim").await.expect(404);
    assert_eq!(reply.text(), app.stranger().get("/nowhere").await.text());
}

#[actix_web::test]
async fn a_named_account_signs_in_with_its_own_groups() {
    let app = app_for_tests().await;
    let reply = test_login(&app, "kim").await.expect(200).json();
    assert_eq!(reply["success"], true);
    assert_eq!(
        reply["user"]["groups"],
        json!(["DX-Users"]),
        "whatever the body asks for"
    );
    let kim = app.stranger().bearer(reply["token"].as_str().unwrap());
    kim.get("/auth/user").await.assert_status(200);
}

#[actix_web::test]
async fn nobody_else_does() {
    let app = app_for_tests().await;
    for name in ["lee", "nobody", "KIM", "../kim"] {
        let reply = test_login(&app, name).await.expect(403);
        assert_eq!(reply.code(), "not_for_tests", "{name}");
    }
    let empty = app
        .stranger()
        .post_json("/auth/test/login", &json!({}))
        .await
        .expect(400);
    assert_eq!(
        empty.json(),
        json!({"error": "Username required", "code": "bad_request"})
    );
}

#[actix_web::test]
async fn from_another_host_it_does_not_exist() {
    let app = app_for_tests().await;
    let remote = app.stranger().with("x-forwarded-for", "192.0.2.7");
    let nowhere = remote.get("/nowhere").await.text();
    for body in [json!({"username": "kim"}), json!({})] {
        let reply = remote.post_json("/auth/test/login", &body).await.expect(404);
        assert_eq!(reply.text(), nowhere);
    }
    let nonsense = remote.post_raw("/auth/test/login", "text/plain", "x").await;
    assert_eq!((nonsense.status, nonsense.text()), (404, nowhere));
}
