use portal_testkit::TestDatabase;
use serde_json::json;

use crate::app::{App, PASSWORD};

#[actix_web::test]
async fn without_its_database_the_service_says_so_and_tokens_stay_good() {
    let mut app = App::start_on(TestDatabase::postgres(), |_settings| ()).await;
    app.add("kim", &["DX-Users"]);
    let kim = app.stranger().bearer(&app.sign_in("kim").await);
    app.lose_database();

    let reply = app.try_to_sign_in("kim", PASSWORD).await.expect(503);
    assert_eq!(
        (reply.code().as_str(), reply.header("retry-after")),
        ("database_unavailable", "2")
    );
    assert!(!reply.text().contains("postgres"), "{}", reply.text());

    kim.post("/auth/verify").await.assert_status(200);
    kim.get("/auth/user").await.assert_status(503);
    app.stranger().get("/auth/info").await.assert_status(200);

    // What could not be written down is not called done, here or elsewhere.
    let reply = kim.post("/auth/logout").await.expect(503);
    assert_eq!(reply.json()["error"], json!("Logout failed"));
    assert_eq!(reply.header("set-cookie"), "");
    kim.post("/auth/verify").await.assert_status(200);
}
