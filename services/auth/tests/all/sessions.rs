use portal_testkit::TestClient;
use serde_json::{Value, json};

use crate::app::{App, PASSWORD};
use crate::tokens::token_of_the_portal_before;

async fn sign_in_as(app: &App, browser: &str) -> TestClient {
    let client = app.stranger().with("user-agent", browser);
    let body = json!({"username": "kim", "password": PASSWORD});
    let reply = client.post_json("/auth/login", &body).await.expect(200);
    client.bearer(reply.json()["token"].as_str().unwrap())
}

async fn sessions(client: &TestClient) -> Vec<Value> {
    let reply = client.get("/auth/sessions").await.expect(200).json();
    let sessions = reply["sessions"].as_array().unwrap().clone();
    assert_eq!(reply["total"], sessions.len());
    sessions
}

#[actix_web::test]
async fn one_sees_where_one_is_signed_in_and_which_session_is_this_one() {
    let app = App::with_kim().await;
    let laptop = sign_in_as(&app, "Firefox/130").await;
    let desk = sign_in_as(&app, "Chrome/140").await;
    let seen = sessions(&desk).await;
    assert_eq!(seen.len(), 2);
    let current: Vec<_> = seen
        .iter()
        .filter(|session| session["current"] == json!(true))
        .collect();
    assert_eq!(current.len(), 1);
    assert_eq!(current[0]["user_agent"], "Chrome/140");
    assert_eq!(current[0]["address"], "127.0.0.1");
    assert_eq!(current[0]["method"], "password");
    assert_eq!(current[0]["created_at"], "2023-11-14T22:13:20.000Z");
    assert_eq!(sessions(&laptop).await.len(), 2);
}

#[actix_web::test]
async fn a_session_that_is_ended_from_elsewhere_is_over_at_once() {
    let app = App::with_kim().await;
    let (laptop, desk) = (sign_in_as(&app, "laptop").await, sign_in_as(&app, "desk").await);
    let seen = sessions(&desk).await;
    let other = seen.iter().find(|session| session["user_agent"] == "laptop").unwrap();
    let path = format!("/auth/sessions/{}", other["id"].as_str().unwrap());
    assert_eq!(desk.delete(&path).await.expect(200).json()["ended"], 1);
    laptop.get("/auth/user").await.assert_status(401);
    desk.get("/auth/user").await.assert_status(200);
    assert_eq!(desk.delete(&path).await.expect(404).code(), "session_not_found");
}

#[actix_web::test]
async fn somebody_elses_session_is_reported_as_missing() {
    let app = App::with_kim().await;
    app.add("lee", &["DX-Users"]);
    let kim = sign_in_as(&app, "laptop").await;
    let id = sessions(&kim).await[0]["id"].as_str().unwrap().to_owned();
    let lee = app.stranger().bearer(&app.sign_in("lee").await);
    for id in [id.as_str(), "x", "..%2f..", "0193"] {
        let reply = lee.delete(&format!("/auth/sessions/{id}")).await.expect(404);
        assert_eq!(reply.code(), "session_not_found");
    }
    kim.get("/auth/user").await.assert_status(200);
}

#[actix_web::test]
async fn all_others_are_ended_or_really_all() {
    let app = App::with_kim().await;
    let desk = sign_in_as(&app, "desk").await;
    let others = [sign_in_as(&app, "a").await, sign_in_as(&app, "b").await];
    let reply = desk.delete("/auth/sessions?except=current").await.expect(200);
    assert_eq!(reply.json()["ended"], 2);
    for other in &others {
        other.get("/auth/user").await.assert_status(401);
    }
    assert_eq!(desk.delete("/auth/sessions").await.expect(200).json()["ended"], 1);
    desk.get("/auth/user").await.assert_status(401);
    app.stranger().delete("/auth/sessions").await.assert_status(401);
}

#[actix_web::test]
async fn a_token_without_a_session_is_renewed_before_it_ends_all_others() {
    let app = App::with_kim().await;
    let desk = sign_in_as(&app, "desk").await;
    let earlier = app.stranger().bearer(&token_of_the_portal_before("kim", &["DX-Users"]));
    let refused = earlier.delete("/auth/sessions?except=current").await.expect(400);
    assert!(refused.text().contains("POST /auth/refresh"), "{}", refused.text());
    desk.get("/auth/user").await.assert_status(200);
    let renewed = earlier.post("/auth/refresh").await.expect(200).json();
    let renewed = app.stranger().bearer(renewed["token"].as_str().unwrap());
    let reply = renewed.delete("/auth/sessions?except=current").await.expect(200);
    assert_eq!(reply.json()["ended"], 1);
    renewed.get("/auth/user").await.assert_status(200);
    for ended in [&desk, &earlier] {
        ended.get("/auth/user").await.assert_status(401);
    }
}

#[actix_web::test]
async fn a_browser_with_an_endless_name_is_shown_with_its_beginning() {
    let app = App::with_kim().await;
    let desk = sign_in_as(&app, &"x".repeat(3000)).await;
    assert_eq!(sessions(&desk).await[0]["user_agent"].as_str().unwrap().len(), 256);
}
