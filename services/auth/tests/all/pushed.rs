use std::time::{Duration, Instant};

use portal_testkit::{TestDatabase, TestRedis};
use serde_json::json;

use crate::app::{App, PASSWORD};

/// Two services that share a Redis and a key, but no database: what one of them ends can reach the other only over Redis.
async fn two_that_share_only_redis(redis: &TestRedis) -> (App, App) {
    let url = redis.url();
    let one = App::start_on(TestDatabase::new(), |settings| settings.redis = Some(url.clone())).await;
    one.add("kim", &["DX-Users"]);
    let other = App::start_on(TestDatabase::new(), |settings| settings.redis = Some(url)).await;
    (one, other)
}

async fn known_within(app: &App, token: &str, patience: Duration) -> bool {
    let (kim, started) = (app.stranger().bearer(token), Instant::now());
    while started.elapsed() < patience {
        if kim.post("/auth/verify").await.status == 401 {
            return true;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    false
}

#[actix_web::test]
async fn what_is_ended_here_is_pushed_to_all() {
    let redis = TestRedis::start();
    let (one, other) = two_that_share_only_redis(&redis).await;
    let body = json!({"username": "kim", "password": PASSWORD});
    // The subscription may take a moment to stand.
    let mut pushed = false;
    for _ in 0..20 {
        let reply = one.stranger().post_json("/auth/login", &body).await;
        if reply.status != 200 {
            break;
        }
        let token = reply.json()["token"].as_str().unwrap().to_owned();
        other
            .stranger()
            .bearer(&token)
            .post("/auth/verify")
            .await
            .assert_status(200);
        one.stranger()
            .bearer(&token)
            .post("/auth/logout")
            .await
            .assert_status(200);
        pushed = known_within(&other, &token, Duration::from_millis(500)).await;
        if pushed {
            break;
        }
    }
    assert!(pushed, "a sign-out reached the other service over Redis");
}
