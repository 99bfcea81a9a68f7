//! How many may connect, how much they may say, and what a slow one costs the others.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::app::{App, Options};

#[actix_web::test]
async fn connections_are_limited_per_person_and_in_all() {
    let app = App::with(Options {
        max_connections: 3,
        max_connections_per_user: 2,
        ..Options::default()
    });
    let _first = app.user("kim").await;
    let second = app.user("kim").await;
    let mut third = app.upgrade().bearer(&app.token("kim")).open().await;
    assert_eq!(third.closed().await, 1013);
    drop(third);
    let _lee = app.user("lee").await;
    let mut one_too_many = app.upgrade().bearer(&app.token("park")).open().await;
    assert_eq!(one_too_many.closed().await, 1013);
    drop(second);
    let room = tokio::time::timeout(Duration::from_secs(5), async {
        loop {
            let health = app.stranger().get("/health").await.json();
            if health["connected_clients"] == 2 {
                return;
            }
        }
    });
    room.await.expect("a seat comes free when its connection ends");
    app.user("kim").await.hears_nothing().await;
    app.stop().await;
}

#[actix_web::test]
async fn a_client_that_talks_without_end_is_closed() {
    let app = App::start();
    let mut kim = app.user("kim").await;
    for _ in 0..61 {
        kim.say(json!({"type": "ping"})).await;
    }
    for _ in 0..60 {
        assert_eq!(kim.hear().await["type"], "pong");
    }
    assert_eq!(kim.hear().await["code"], "RATE_LIMITED");
    assert_eq!(kim.closed().await, 1008);
    app.stop().await;
}

#[actix_web::test]
async fn a_client_that_does_not_read_delays_nobody_and_is_closed() {
    let app = App::start();
    let (mut slow, mut quick) = (app.user("slow").await, app.user("quick").await);
    slow.subscribe("jobs").await;
    quick.subscribe("jobs").await;
    // More than all the buffers between the two take.
    let page = "x".repeat(60_000);
    let mut slowest = Duration::ZERO;
    for _ in 0..300 {
        let sent = Instant::now();
        app.publish("jobs", None, page.as_str()).await;
        assert_eq!(quick.hear().await["data"], page);
        slowest = slowest.max(sent.elapsed());
    }
    assert!(
        slowest < Duration::from_secs(5),
        "one slow client held up another for {slowest:?}"
    );
    app.pass(16);
    quick.hears_nothing().await;
    // Looked after once a second.
    tokio::time::sleep(Duration::from_millis(1500)).await;
    assert_eq!(slow.closed_eventually().await, 1013);
    app.stop().await;
}
