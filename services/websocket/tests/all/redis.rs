//! Events over a real Redis, which may come late, go away and come back.

use portal_events::{Channel, Event, Publisher};
use portal_testkit::TestRedis;
use serde_json::json;

use crate::{
    app::{App, Options},
    listener::Listener,
};

fn app(redis: &TestRedis) -> App {
    App::with(Options {
        redis: Some(redis.url()),
        ..Options::default()
    })
}

/// Publishes until the listener hears it: nobody can see from outside when a subscription to Redis stands.
async fn hears_of(listener: &mut Listener, publisher: &Publisher, data: &str) -> Vec<String> {
    let mut kinds = Vec::new();
    loop {
        publisher.publish(Event::to_user(Channel::Jobs, "kim", "job_update", json!(data)));
        let soon = tokio::time::timeout(std::time::Duration::from_millis(300), listener.hear());
        let Ok(heard) = soon.await else { continue };
        kinds.push(heard["type"].as_str().unwrap().to_owned());
        if heard["data"] == data {
            return kinds;
        }
    }
}

#[actix_web::test]
async fn events_travel_over_redis_in_order() {
    let redis = TestRedis::start();
    let app = app(&redis);
    let mut kim = app.user("kim").await;
    kim.subscribe("jobs").await;
    let publisher = Publisher::redis(redis.url().expose()).unwrap();
    hears_of(&mut kim, &publisher, "the line stands").await;
    for number in 0..50 {
        publisher.publish(Event::to_user(Channel::Jobs, "kim", "job_update", json!(number)));
    }
    let mut expected = 0;
    while expected < 50 {
        let heard = kim.hear().await;
        if heard["data"] != "the line stands" {
            assert_eq!(heard["data"], expected);
            expected += 1;
        }
    }
    app.stop().await;
}

#[actix_web::test]
async fn when_redis_was_away_everyone_is_told_to_start_over() {
    let mut redis = TestRedis::start();
    let app = app(&redis);
    let mut kim = app.user("kim").await;
    let before = kim.subscribe("jobs").await;
    let publisher = Publisher::redis(redis.url().expose()).unwrap();
    hears_of(&mut kim, &publisher, "before").await;
    redis.restart();
    let kinds = hears_of(&mut kim, &publisher, "after").await;
    assert!(kinds.contains(&"resync".to_owned()), "{kinds:?}");
    assert_ne!(kim.subscribe("jobs").await["epoch"], before["epoch"]);
    app.stop().await;
}

#[actix_web::test]
async fn the_service_serves_without_redis_and_finds_it_when_it_comes() {
    let mut redis = TestRedis::absent();
    let app = app(&redis);
    let mut kim = app.user("kim").await;
    kim.subscribe("jobs").await;
    app.publish("jobs", None, "by the other way").await;
    assert_eq!(kim.hear().await["data"], "by the other way");
    redis.restart();
    let publisher = Publisher::redis(redis.url().expose()).unwrap();
    hears_of(&mut kim, &publisher, "by redis").await;
    app.stop().await;
}
