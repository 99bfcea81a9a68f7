//! Redis freezes, dies and comes back while people work: limits hold, and nobody sees an error.

use futures_util::StreamExt;
use portal_testkit::TestRedis;

use crate::app::{App, eventually};

/// The rule `upload_list`; the clock stands, so all calls are within one window.
const LIMIT: usize = 100;
const CALLERS: usize = 4;

/// Calls of everybody at once; how many each had admitted.
async fn work(app: &App, calls: usize, admitted: &mut [usize; CALLERS]) {
    let clients: Vec<_> = (0..CALLERS).map(|number| app.user(&format!("user{number}"))).collect();
    let statuses: Vec<(usize, u16)> = futures_util::stream::iter(0..calls * CALLERS)
        .map(|call| {
            let client = &clients[call % CALLERS];
            async move { (call % CALLERS, client.get("/api/v2/files/uploads").await.status) }
        })
        .buffer_unordered(16)
        .collect()
        .await;
    for (caller, status) in statuses {
        match status {
            200 => admitted[caller] += 1,
            429 => {}
            other => panic!("{other}"),
        }
    }
}

async fn degraded(app: &App) -> bool {
    let text = app.server.stranger().get("/metrics").await.expect(200).text();
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix("ratelimit_backend_degraded "));
    line.is_some_and(|value| value == "1")
}

/// Until limits hold for all processes, as somebody who takes part in nothing sees.
async fn redis_answers(app: &App) {
    eventually("Redis", async || {
        app.user("prober").get("/api/v2/files/uploads").await;
        (!degraded(app).await).then_some(())
    })
    .await;
}

#[tokio::test]
async fn limits_hold_while_redis_freezes_dies_and_comes_back() {
    let mut redis = TestRedis::start();
    let url = redis.url();
    let app = App::start_with(|settings| settings.redis = Some(url)).await;
    let mut admitted = [0; CALLERS];
    work(&app, 20, &mut admitted).await;
    assert_eq!(admitted, [20; CALLERS]);
    // On a busy machine Redis may have been late.
    redis_answers(&app).await;

    redis.freeze();
    work(&app, 20, &mut admitted).await;
    assert!(
        degraded(&app).await,
        "an operator sees that limits hold per process only"
    );
    redis.thaw();
    redis_answers(&app).await;
    work(&app, 10, &mut admitted).await;

    redis.kill();
    work(&app, 20, &mut admitted).await;
    assert!(degraded(&app).await);
    redis.restart();
    redis_answers(&app).await;
    work(&app, 60, &mut admitted).await;
    assert_eq!(admitted, [LIMIT; CALLERS], "neither a gift nor a loss");
}
