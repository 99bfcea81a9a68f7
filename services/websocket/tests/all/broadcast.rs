//! `POST /broadcast`, health and metrics: what other programs see.

use std::time::Duration;

use portal_events::{Channel, Event, Publisher};
use serde_json::json;

use crate::app::App;

#[actix_web::test]
async fn only_the_portals_own_services_broadcast() {
    let app = App::start();
    let body = json!({"channel": "alerts", "message": {"type": "alert", "data": 1}});
    app.stranger().post_json("/broadcast", &body).await.assert_status(401);
    app.stranger()
        .with("x-internal-secret", "guess")
        .post_json("/broadcast", &body)
        .await
        .assert_status(401);
    app.stranger()
        .bearer(&app.token("kim"))
        .post_json("/broadcast", &body)
        .await
        .assert_status(401);
    app.stop().await;
}

#[actix_web::test]
async fn one_message_is_answered_with_its_recipients() {
    let app = App::start();
    let (mut kim, mut lee) = (app.user("kim").await, app.user("lee").await);
    kim.subscribe("notifications").await;
    lee.subscribe("notifications").await;
    let send = async |body| app.service().post_json("/broadcast", &body).await.expect(200).json();
    let everyone = json!({"channel": "notifications", "message": {"type": "notification", "data": 1}});
    assert_eq!(
        send(everyone).await,
        json!({"success": true, "channel": "notifications", "recipients": 2})
    );
    let kim_only = json!({"channel": "notifications", "message": {"type": "notification", "data": 2}, "user": "kim"});
    assert_eq!(
        send(kim_only).await,
        json!({"success": true, "channel": "notifications", "recipients": 1})
    );
    assert_eq!(
        (&kim.hear().await["data"], &kim.hear().await["data"]),
        (&json!(1), &json!(2))
    );
    assert_eq!(lee.hear().await["data"], 1);
    lee.hears_nothing().await;
    app.stop().await;
}

#[actix_web::test]
async fn what_is_no_event_is_a_400_and_a_batch_is_taken_whole_or_not_at_all() {
    let app = App::start();
    let mut kim = app.user("kim").await;
    kim.subscribe("jobs").await;
    let good = json!({"channel": "jobs", "message": {"type": "job_update", "data": 1}});
    let bad = json!({"channel": "weather", "message": {"type": "x"}});
    for (body, error) in [
        (json!({"channel": "jobs"}), "channel and message are required"),
        (bad.clone(), "Unknown channel: weather"),
        (
            json!({"channel": "uploads", "message": {"type": "x"}}),
            "channel uploads requires user",
        ),
        (json!({"messages": 7}), "messages must be a list"),
        (json!({"messages": [good, bad]}), "Unknown channel: weather"),
    ] {
        let answer = app.service().post_json("/broadcast", &body).await.expect(400).json();
        assert_eq!(answer, json!({"success": false, "error": error}));
    }
    kim.hears_nothing().await;
    let batch = json!({"messages": [good, good]});
    let answer = app.service().post_json("/broadcast", &batch).await.expect(200).json();
    assert_eq!(answer, json!({"success": true, "accepted": 2}));
    assert_eq!(
        (&kim.hear().await["seq"], &kim.hear().await["seq"]),
        (&json!(1), &json!(2))
    );
    app.stop().await;
}

#[actix_web::test]
async fn a_publisher_of_another_service_reaches_the_listeners_in_order() {
    let app = App::start();
    let mut kim = app.user("kim").await;
    kim.subscribe("jobs").await;
    let publisher = Publisher::http(app.base(), app.secret().into()).unwrap();
    for number in 0..1000 {
        publisher.publish(Event::to_everyone(Channel::Jobs, "job_update", json!(number)));
        if number % 50 == 49 {
            for expected in number - 49..=number {
                assert_eq!(kim.hear().await["data"], expected);
            }
        }
    }
    assert!(publisher.drain(Duration::from_secs(5)));
    app.stop().await;
}

#[actix_web::test]
async fn a_publisher_that_lost_events_makes_the_listeners_start_over() {
    let app = App::start();
    let mut kim = app.user("kim").await;
    let before = kim.subscribe("jobs").await;
    let batch = json!({"lost": 3, "messages": [{"channel": "jobs", "message": {"type": "x", "data": 1}}]});
    app.service().post_json("/broadcast", &batch).await.assert_status(200);
    let resync = kim.hear().await;
    assert_eq!(resync["type"], "resync");
    assert_ne!(resync["epoch"], before["epoch"]);
    assert_eq!(kim.hear().await["data"], 1);
    app.stop().await;
}

#[actix_web::test]
async fn health_and_metrics_tell_who_is_there() {
    let app = App::start();
    let mut kim = app.user("kim").await;
    kim.subscribe("jobs").await;
    kim.subscribe("uploads").await;
    let health = app.stranger().get("/health").await.expect(200).json();
    assert_eq!(
        (&health["status"], &health["service"]),
        (&json!("healthy"), &json!("websocket"))
    );
    assert_eq!(health["connected_clients"], 1);
    let expected = json!({"notifications": 0, "jobs": 1, "metrics": 0, "nodes": 0, "storage": 0, "alerts": 0, "uploads": 1, "templates": 0, "images": 0});
    assert_eq!(health["subscriptions"], expected);
    kim.ask(json!({"type": "a word of one's own"})).await;
    let metrics = app.service().get("/metrics").await.expect(200).text();
    for name in [
        "ws_connections_total",
        r#"ws_messages_received_total{type="other"}"#,
        "ws_connected_clients",
    ] {
        assert!(metrics.contains(name), "{name} in\n{metrics}");
    }
    assert!(!metrics.contains("one's own"), "clients do not make time series");
    app.stop().await;
}
