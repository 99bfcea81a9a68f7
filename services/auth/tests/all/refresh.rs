use std::time::Duration;

use futures_util::future::join_all;
use portal_testkit::{TestClient, TestDatabase, TestRedis, TestResponse};
use serde_json::{Value, json};

use crate::app::{App, PASSWORD};

/// Signs in as a program that keeps its tokens itself.
async fn sign_in(app: &App) -> Value {
    let body = json!({"username": "kim", "password": PASSWORD, "refresh": "body"});
    let reply = app.stranger().post_json("/auth/login", &body).await.expect(200);
    assert_eq!(reply.header("set-cookie"), "", "a program gets no cookies");
    reply.json()
}

async fn refresh(client: &TestClient, token: &Value) -> TestResponse {
    client
        .post_json("/auth/refresh", &json!({"refresh_token": token}))
        .await
}

/// The stories of this file hold wherever sessions are kept.
async fn apps() -> Vec<(App, Option<TestRedis>)> {
    let redis = TestRedis::start();
    let url = redis.url();
    let with_redis = App::start_on(TestDatabase::new(), |settings| settings.redis = Some(url)).await;
    with_redis.add("kim", &["DX-Users"]);
    vec![(App::with_kim().await, None), (with_redis, Some(redis))]
}

#[actix_web::test]
async fn a_session_goes_on_after_its_access_token_has_expired() {
    for (app, _redis) in apps().await {
        let first = sign_in(&app).await;
        assert_eq!(first["refresh_expires_in"], 24 * 3600);
        app.advance(Duration::from_secs(2 * 3600));
        let kim = app.stranger().bearer(first["token"].as_str().unwrap());
        kim.post("/auth/verify").await.assert_status(401);
        let second = refresh(&app.stranger(), &first["refresh_token"])
            .await
            .expect(200)
            .json();
        assert_ne!(second["refresh_token"], first["refresh_token"]);
        assert_eq!(second["session"]["id"], first["session"]["id"]);
        let kim = app.stranger().bearer(second["token"].as_str().unwrap());
        kim.post("/auth/verify").await.assert_status(200);
    }
}

#[actix_web::test]
async fn fifty_tabs_that_refresh_at_once_all_go_on() {
    for (app, _redis) in apps().await {
        let first = sign_in(&app).await;
        let stranger = app.stranger();
        let tabs = join_all((0..50).map(|_| refresh(&stranger, &first["refresh_token"]))).await;
        let mut successors: Vec<_> = tabs
            .into_iter()
            .map(|tab| tab.expect(200).json()["refresh_token"].as_str().unwrap().to_owned())
            .collect();
        successors.sort_unstable();
        successors.dedup();
        assert_eq!(successors.len(), 1, "one successor for all");
        refresh(&stranger, &json!(successors[0])).await.assert_status(200);
    }
}

#[actix_web::test]
async fn a_token_that_comes_again_late_ends_the_session() {
    for (app, _redis) in apps().await {
        let stolen = sign_in(&app).await["refresh_token"].clone();
        let stranger = app.stranger();
        let newest = refresh(&stranger, &stolen).await.expect(200).json();
        // Within half a minute it is a second tab, or an answer that was lost.
        app.advance(Duration::from_secs(30));
        refresh(&stranger, &stolen).await.assert_status(200);
        app.advance(Duration::from_secs(1));
        let thief = refresh(&stranger, &stolen).await.expect(401);
        assert_eq!(thief.code(), "refresh_reused");
        // Nobody knows which of the two is the owner: both are out, with all their tokens.
        let owner = refresh(&stranger, &newest["refresh_token"]).await.expect(401);
        assert_eq!(owner.code(), "session_ended");
        let access = stranger.bearer(newest["token"].as_str().unwrap());
        assert_eq!(access.post("/auth/verify").await.expect(401).code(), "token_revoked");
    }
}

#[actix_web::test]
async fn each_replaced_token_may_come_again_for_half_a_minute_however_often_it_was_replaced() {
    for (app, _redis) in apps().await {
        let (first, stranger) = (sign_in(&app).await["refresh_token"].clone(), app.stranger());
        let second = refresh(&stranger, &first).await.expect(200).json()["refresh_token"].clone();
        app.advance(Duration::from_secs(20));
        let third = refresh(&stranger, &second).await.expect(200).json()["refresh_token"].clone();
        // A tab that slept through both gets the newest.
        app.advance(Duration::from_secs(2));
        let again = refresh(&stranger, &first).await.expect(200).json();
        assert_eq!(again["refresh_token"], third);
        // Each has its own half minute.
        app.advance(Duration::from_secs(28));
        let again = refresh(&stranger, &second).await.expect(200).json();
        assert_eq!(again["refresh_token"], third);
        assert_eq!(refresh(&stranger, &first).await.expect(401).code(), "refresh_reused");
        assert_eq!(refresh(&stranger, &third).await.expect(401).code(), "session_ended");
    }
}

#[actix_web::test]
async fn an_access_token_renews_itself_and_gives_nothing_that_lasts_longer() {
    for (app, _redis) in apps().await {
        let mut token = sign_in(&app).await["token"].as_str().unwrap().to_owned();
        // A script that renews each hour uses its session.
        for _ in 0..30 {
            app.advance(Duration::from_secs(3500));
            let renewed = app.stranger().bearer(&token).post("/auth/refresh").await.expect(200);
            let cookies = renewed.all("set-cookie");
            assert!(!cookies.iter().any(|cookie| cookie.contains("refresh")), "{cookies:?}");
            let renewed = renewed.json();
            assert_eq!(renewed["refresh_token"], Value::Null);
            token = renewed["token"].as_str().unwrap().to_owned();
        }
    }
}

#[actix_web::test]
async fn a_session_that_was_idle_too_long_ends_with_the_others() {
    for redis in [None, Some(TestRedis::start())] {
        let url = redis.as_ref().map(TestRedis::url);
        let app = App::start_with(|settings| {
            settings.redis = url;
            settings.session_idle = Duration::from_secs(600);
        })
        .await;
        app.add("kim", &["DX-Users"]);
        let idle = app.stranger().bearer(sign_in(&app).await["token"].as_str().unwrap());
        app.advance(Duration::from_secs(900));
        let kim = app.stranger().bearer(sign_in(&app).await["token"].as_str().unwrap());
        idle.post("/auth/verify").await.assert_status(200);
        kim.delete("/auth/sessions").await.assert_status(200);
        idle.post("/auth/verify").await.assert_status(401);
    }
}

#[actix_web::test]
async fn a_session_ends_when_it_is_not_used_and_in_any_case_after_a_week() {
    for (app, _redis) in apps().await {
        let (mut token, stranger) = (sign_in(&app).await["refresh_token"].clone(), app.stranger());
        let idle = sign_in(&app).await["refresh_token"].clone();
        for _ in 0..7 {
            app.advance(Duration::from_secs(23 * 3600));
            token = refresh(&stranger, &token).await.expect(200).json()["refresh_token"].clone();
        }
        assert_eq!(refresh(&stranger, &idle).await.expect(401).code(), "session_ended");
        app.advance(Duration::from_secs(6 * 3600));
        let last = refresh(&stranger, &token).await.expect(200).json();
        assert_eq!(last["session"]["expires_at"], last["session"]["ends_for_good_at"]);
        app.advance(Duration::from_secs(3600));
        let over = refresh(&stranger, &last["refresh_token"]).await.expect(401);
        assert_eq!(over.code(), "session_ended");
        // Nor does its last access token outlive it.
        let access = stranger.bearer(last["token"].as_str().unwrap());
        access.post("/auth/verify").await.assert_status(401);
    }
}

#[actix_web::test]
async fn what_is_no_refresh_token_of_ours_gives_nothing() {
    let app = App::with_kim().await;
    let good = sign_in(&app).await["refresh_token"].as_str().unwrap().to_owned();
    let next_generation = good.replacen(".0.", ".1.", 1);
    for token in [
        "",
        "x",
        "hpcr_",
        &good.to_uppercase(),
        &next_generation,
        &"x".repeat(20_000),
    ] {
        let reply = refresh(&app.stranger(), &json!(token)).await.expect(401);
        assert_eq!(reply.code(), "refresh_invalid", "{token}");
    }
    let reply = app.stranger().post_raw("/auth/refresh", "application/json", "{").await;
    assert_eq!((reply.status, reply.code().as_str()), (400, "bad_request"));
    refresh(&app.stranger(), &json!(good)).await.assert_status(200);
}

#[actix_web::test]
async fn a_browser_keeps_its_refresh_token_where_no_script_and_no_other_site_reaches() {
    let app = App::with_kim().await;
    let reply = app.try_to_sign_in("kim", PASSWORD).await.expect(200);
    assert_eq!(reply.json()["refresh_token"], Value::Null);
    let cookies = reply.all("set-cookie");
    let cookie = cookies
        .iter()
        .find(|cookie| cookie.starts_with("hpc_portal_refresh="))
        .unwrap();
    let (pair, attributes) = cookie.split_once("; ").unwrap();
    assert_eq!(attributes, "HttpOnly; SameSite=Strict; Path=/auth; Max-Age=604800");
    let browser = app.stranger().with("cookie", pair);
    for origin in ["https://evil.example", "null"] {
        let foreign = browser.with("origin", origin).post("/auth/refresh").await.expect(403);
        assert_eq!(foreign.code(), "cross_origin");
    }
    browser.post("/auth/refresh").await.assert_status(403);
    let ours = browser.with("origin", browser.base());
    let renewed = ours.post("/auth/refresh").await.expect(200);
    assert_eq!(renewed.all("set-cookie").len(), 2);
    // With the refresh cookie alone one signs out, too.
    let out = ours.post("/auth/logout").await.expect(200);
    assert_eq!(out.all("set-cookie").len(), 2);
    assert_eq!(ours.post("/auth/refresh").await.expect(401).code(), "session_ended");
}

#[actix_web::test]
async fn a_redis_that_forgets_everything_lets_nobody_back_in() {
    let redis = TestRedis::start();
    let url = redis.url();
    let app = App::start_on(TestDatabase::new(), |settings| settings.redis = Some(url)).await;
    app.add("kim", &["DX-Users"]);
    let (ended, kept) = (sign_in(&app).await, sign_in(&app).await);
    let stranger = app.stranger();
    let kim = stranger.bearer(ended["token"].as_str().unwrap());
    kim.post("/auth/logout").await.assert_status(200);
    redis.empty();
    // Forgotten sign-ins cannot be renewed; what was ended stays ended, also after a restart.
    let app = app.restart().await;
    let stranger = app.stranger();
    let kim = stranger.bearer(ended["token"].as_str().unwrap());
    kim.post("/auth/verify").await.assert_status(401);
    for session in [&ended, &kept] {
        let reply = refresh(&stranger, &session["refresh_token"]).await.expect(401);
        assert_eq!(reply.code(), "session_ended");
    }
    let other = stranger.bearer(kept["token"].as_str().unwrap());
    other.post("/auth/verify").await.assert_status(200);
    other.post("/auth/logout").await.assert_status(200);
    other.post("/auth/verify").await.assert_status(401);
}

#[actix_web::test]
async fn without_its_redis_signing_in_says_so_and_tokens_stay_good() {
    let mut redis = TestRedis::start();
    let url = redis.url();
    let app = App::start_on(TestDatabase::new(), |settings| settings.redis = Some(url)).await;
    app.add("kim", &["DX-Users"]);
    let session = sign_in(&app).await;
    redis.kill();
    let reply = app.try_to_sign_in("kim", PASSWORD).await.expect(503);
    assert_eq!(reply.code(), "sessions_unavailable");
    refresh(&app.stranger(), &session["refresh_token"])
        .await
        .assert_status(503);
    let kim = app.stranger().bearer(session["token"].as_str().unwrap());
    kim.post("/auth/verify").await.assert_status(200);
}

#[actix_web::test]
async fn a_redis_that_does_not_answer_holds_nobody_up_for_long() {
    let redis = TestRedis::start();
    let url = redis.url();
    let app = App::start_on(TestDatabase::new(), |settings| settings.redis = Some(url)).await;
    app.add("kim", &["DX-Users"]);
    let session = sign_in(&app).await;
    redis.freeze();
    let started = std::time::Instant::now();
    refresh(&app.stranger(), &session["refresh_token"])
        .await
        .assert_status(503);
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
    let kim = app.stranger().bearer(session["token"].as_str().unwrap());
    kim.post("/auth/verify").await.assert_status(200);
    redis.thaw();
    refresh(&app.stranger(), &session["refresh_token"])
        .await
        .assert_status(200);
}
