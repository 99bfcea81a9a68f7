//! Sessions end for good or say that they go on, whatever becomes of the database and of Redis.

use std::sync::mpsc::{Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use portal_config::RedisUrl;
use portal_db::accounts::{self, Changes};
use portal_db::audit::{Filter, newer};
use portal_testkit::{TestClient, TestDatabase, TestRedis, TestResponse};
use serde_json::{Value, json};

use crate::app::{App, PASSWORD};

const NEW: &str = "quite another long password";

/// Somebody else writes and does not come to an end.
struct Writing {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Writing {
    fn begin(database: &TestDatabase) -> Self {
        let (db, (stop, stopped), (began, begun)) = (database.db(), channel(), channel());
        let thread = std::thread::spawn(move || {
            let hold = |_: &[String]| {
                began.send(()).unwrap();
                let _ = stopped.recv();
                true
            };
            let changes = Changes {
                enabled: Some(true),
                ..Changes::default()
            };
            let _ = db.run_here(|c| accounts::change_but_leave_one(c, "kim", &changes, "2026-01-01T00:00:00Z", hold));
        });
        begun.recv().unwrap();
        Self {
            stop: Some(stop),
            thread: Some(thread),
        }
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        self.stop.take();
        let _ = self.thread.take().unwrap().join();
    }
}

async fn sign_in(app: &App, name: &str) -> Value {
    let body = json!({"username": name, "password": PASSWORD, "refresh": "body"});
    app.stranger().post_json("/auth/login", &body).await.expect(200).json()
}

fn with(app: &App, session: &Value) -> TestClient {
    app.stranger().bearer(session["token"].as_str().unwrap())
}

async fn refresh(app: &App, session: &Value) -> TestResponse {
    let body = json!({"refresh_token": session["refresh_token"]});
    app.stranger().post_json("/auth/refresh", &body).await
}

/// Neither the access token nor the refresh token is good.
async fn is_over(app: &App, session: &Value) {
    with(app, session).post("/auth/verify").await.assert_status(401);
    refresh(app, session).await.assert_status(401);
}

async fn goes_on(app: &App, session: &Value) {
    with(app, session).post("/auth/verify").await.assert_status(200);
    refresh(app, session).await.assert_status(200);
}

async fn on_redis(redis: &TestRedis) -> App {
    let url = redis.url();
    let app = App::start_on(TestDatabase::new(), |settings| settings.redis = Some(url)).await;
    app.add("kim", &["DX-Users"]);
    app.add("root", &["HPC-Admins"]);
    app
}

async fn forget(redis: &RedisUrl, key: &str) {
    let client = redis::Client::open(redis.expose()).unwrap();
    let mut connection = client.get_multiplexed_async_connection().await.unwrap();
    let gone: i64 = redis::cmd("DEL").arg(key).query_async(&mut connection).await.unwrap();
    assert_eq!(gone, 1, "{key}");
}

async fn change(client: &TestClient, name: &str, change: &Value) {
    let request = client.request("PATCH".parse().unwrap(), &format!("/auth/users/{name}"));
    TestClient::send(request.json(change)).await.assert_status(200);
}

/// Why sessions ended, by the audit log, which is written a moment later.
async fn audited_ends(app: &App) -> Vec<String> {
    tokio::time::sleep(Duration::from_millis(300)).await;
    let all = |c: &mut _| newer(c, &Filter::default(), None, i64::MAX);
    let rows = app.database().db().run_here(all).unwrap();
    let ends = rows.into_iter().filter(|row| row.action == "session.end");
    ends.map(|row| row.reason).collect()
}

#[actix_web::test]
async fn a_sign_out_that_could_not_be_written_down_is_done_when_it_is_tried_again() {
    let app = App::start_on(TestDatabase::sqlite(), |_settings| ()).await;
    app.add("kim", &["HPC-Admins"]);
    let (one, other) = (sign_in(&app, "kim").await, sign_in(&app, "kim").await);
    let id = other["session"]["id"].as_str().unwrap();
    let path = format!("/auth/sessions/{id}");
    {
        let _writing = Writing::begin(app.database());
        let reply = with(&app, &one).post("/auth/logout").await.expect(503);
        assert_eq!(reply.code(), "logout_failed");
        assert_eq!(reply.header("set-cookie"), "", "what a browser tries again with stays");
        with(&app, &one).delete(&path).await.assert_status(503);
    }
    with(&app, &one).post("/auth/verify").await.assert_status(200);
    with(&app, &one).delete(&path).await.assert_status(200);
    with(&app, &one).post("/auth/logout").await.assert_status(200);
    let app = app.restart().await;
    is_over(&app, &one).await;
    is_over(&app, &other).await;
}

#[actix_web::test]
async fn without_redis_sessions_end_all_the_same() {
    let redis = TestRedis::start();
    let app = on_redis(&redis).await;
    let kims = [
        sign_in(&app, "kim").await,
        sign_in(&app, "kim").await,
        sign_in(&app, "kim").await,
    ];
    let admin = sign_in(&app, "root").await;
    redis.freeze();
    with(&app, &kims[0]).post("/auth/logout").await.assert_status(200);
    let reply = with(&app, &kims[1]).delete("/auth/sessions?except=current").await;
    let reply = reply.expect(200).json();
    assert_eq!(reply, json!({"message": "Sessions ended"}), "nobody knows how many");
    with(&app, &kims[1]).post("/auth/verify").await.assert_status(200);
    with(&app, &kims[2]).post("/auth/verify").await.assert_status(401);
    change(&with(&app, &admin), "kim", &json!({"enabled": false})).await;
    with(&app, &kims[1]).post("/auth/verify").await.assert_status(401);
    // Back, it still has what it had.
    redis.thaw();
    let app = app.restart().await;
    for session in &kims {
        with(&app, session).post("/auth/verify").await.assert_status(401);
    }
    change(&with(&app, &admin), "kim", &json!({"enabled": true})).await;
    for session in &kims {
        is_over(&app, session).await;
    }
}

#[actix_web::test]
async fn a_new_password_also_ends_sessions_that_redis_forgot() {
    let redis = TestRedis::start();
    let app = on_redis(&redis).await;
    let (kim, admin) = (sign_in(&app, "kim").await, sign_in(&app, "root").await);
    redis.empty();
    let set = json!({"new_password": NEW});
    let reply = with(&app, &admin).post_json("/auth/users/kim/password", &set).await;
    assert_eq!(reply.expect(200).json()["ended"], 0);
    with(&app, &kim).post("/auth/verify").await.assert_status(401);
    let node = app.another_node().await;
    let there = node.stranger().bearer(kim["token"].as_str().unwrap());
    there.post("/auth/verify").await.assert_status(401);
    with(&app, &admin).post("/auth/verify").await.assert_status(200);
    // In the same instant the new one opens the door.
    let reply = app.try_to_sign_in("kim", NEW).await.expect(200).json();
    with(&app, &reply).post("/auth/verify").await.assert_status(200);
}

#[actix_web::test]
async fn a_session_that_redis_keeps_and_does_not_list_is_not_renewed_after_a_new_password() {
    let redis = TestRedis::start();
    let app = on_redis(&redis).await;
    let thief = sign_in(&app, "kim").await;
    app.advance(Duration::from_secs(60));
    let kim = sign_in(&app, "kim").await;
    forget(&redis.url(), "portal:sessions:kim").await;
    let change = json!({"current_password": PASSWORD, "new_password": NEW});
    let reply = with(&app, &kim).post_json("/auth/password", &change).await;
    reply.assert_status(200);
    is_over(&app, &thief).await;
    goes_on(&app, &kim).await;
    let app = app.restart().await;
    is_over(&app, &thief).await;
    with(&app, &kim).post("/auth/verify").await.assert_status(200);
}

#[actix_web::test]
async fn what_was_ended_stays_ended_until_its_last_token_has_expired_whatever_the_lifetime_is_now() {
    let database = TestDatabase::sqlite();
    let clock = portal_config::Clock::manual(crate::app::NOW);
    let day = Duration::from_secs(24 * 3600);
    let app = App::start_at(database, clock, |settings| {
        settings.token_lifetime = 7 * day;
        settings.session_idle = 7 * day;
    })
    .await;
    app.add("kim", &["DX-Users"]);
    let kim = sign_in(&app, "kim").await;
    // The operator makes it shorter.
    let app = app.restart_with(|settings| settings.token_lifetime = day / 24).await;
    with(&app, &kim).post("/auth/logout").await.assert_status(200);
    app.advance(2 * day / 24);
    let app = app.restart().await;
    is_over(&app, &kim).await;
    // Each start tidies up.
    let app = app.restart().await;
    is_over(&app, &kim).await;
}

async fn with_test_logins(redis: Option<RedisUrl>) -> App {
    let app = App::start_with(|settings| {
        settings.redis = redis;
        settings.test_login_users = vec!["kim".into()];
    })
    .await;
    app.add("kim", &["DX-Users"]);
    app
}

/// Kim signs in so often, a moment after the other.
async fn sign_in_again_and_again(app: &App, times: usize) -> Vec<Value> {
    let mut all = Vec::new();
    for _ in 0..times {
        let body = json!({"username": "kim"});
        let reply = app.stranger().post_json("/auth/test/login", &body).await;
        all.push(reply.expect(200).json());
        app.advance(Duration::from_millis(5));
    }
    all
}

#[actix_web::test]
async fn a_script_that_never_signs_out_ends_its_own_sessions_and_no_browsers() {
    let redis = TestRedis::start();
    for url in [None, Some(redis.url())] {
        let app = with_test_logins(url).await;
        let browser = sign_in(&app, "kim").await;
        refresh(&app, &browser).await.assert_status(200);
        app.advance(Duration::from_millis(5));
        let script = sign_in_again_and_again(&app, 101).await;
        goes_on(&app, &browser).await;
        for ended in &script[..2] {
            with(&app, ended).post("/auth/verify").await.assert_status(401);
        }
        with(&app, &script[2]).post("/auth/verify").await.assert_status(200);
    }
}

#[actix_web::test]
async fn a_person_has_a_hundred_sessions_at_most_and_they_end_at_once() {
    let redis = TestRedis::start();
    for url in [None, Some(redis.url())] {
        let app = with_test_logins(url).await;
        let all = sign_in_again_and_again(&app, 102).await;
        for ended in &all[..2] {
            with(&app, ended).post("/auth/verify").await.assert_status(401);
        }
        let newest = with(&app, &all[101]);
        let listed = newest.get("/auth/sessions").await.expect(200).json();
        assert_eq!(listed["total"], 100);
        with(&app, &all[2]).post("/auth/verify").await.assert_status(200);
        let ended = audited_ends(&app).await;
        assert_eq!(ended, ["too_many"; 2]);
        let reply = newest.delete("/auth/sessions").await.expect(200).json();
        assert_eq!(reply["ended"], 100);
        with(&app, &all[2]).post("/auth/verify").await.assert_status(401);
    }
}
