//! The contract's messages, word for word.

use serde_json::json;

use crate::app::App;

#[actix_web::test]
async fn every_request_has_the_contracts_answer() {
    let app = App::start();
    let mut kim = app.user("kim").await;
    let now = "2027-01-15T08:00:00.000Z";
    for (request, answer) in [
        (json!({"type": "ping"}), json!({"type": "pong", "timestamp": now})),
        (
            json!({"type": "subscribe", "channel": "weather"}),
            json!({"type": "error", "message": "Unknown channel: weather"}),
        ),
        (
            json!({"type": "subscribe"}),
            json!({"type": "error", "message": "Unknown channel: None"}),
        ),
        (
            json!({"type": "unsubscribe", "channel": "jobs"}),
            json!({"type": "unsubscribed", "channel": "jobs", "timestamp": now}),
        ),
        (
            json!({"type": "dance"}),
            json!({"type": "error", "message": "Unknown message type: dance"}),
        ),
        (
            json!({}),
            json!({"type": "error", "message": "Unknown message type: None"}),
        ),
        (
            json!({"type": "request_update", "storage_type": "x"}),
            json!({"type": "update", "data": {"status": "success"}, "timestamp": now}),
        ),
        (
            json!({"type": "clear_cache"}),
            json!({"type": "error", "message": "Permission denied", "code": "FORBIDDEN"}),
        ),
    ] {
        assert_eq!(kim.ask(request).await, answer);
    }
    kim.say(json!({"type": "unsubscribe", "channel": "weather"})).await;
    kim.send("{").await;
    assert_eq!(kim.hear().await, json!({"type": "error", "message": "Invalid JSON"}));
    kim.hears_nothing().await;
    kim.send("[1]").await;
    assert_eq!(kim.closed().await, 1000);
    app.stop().await;
}

#[actix_web::test]
async fn both_dialects_subscribe_and_the_old_name_of_uploads_works() {
    let app = App::start();
    let mut kim = app.user("kim").await;
    let answer = kim.ask(json!({"action": "subscribe", "topic": "upload"})).await;
    assert_eq!(
        (&answer["type"], &answer["channel"]),
        (&json!("subscribed"), &json!("uploads"))
    );
    app.publish("uploads", Some("kim"), json!({"upload_id": "u1"})).await;
    assert_eq!(kim.hear().await["data"]["upload_id"], "u1");
    let answer = kim.ask(json!({"action": "unsubscribe", "topic": "upload"})).await;
    assert_eq!(answer["type"], "unsubscribed");
    app.publish("uploads", Some("kim"), json!({"upload_id": "u2"})).await;
    kim.hears_nothing().await;
    app.stop().await;
}

#[actix_web::test]
async fn an_operator_may_clear_the_cache() {
    let app = App::start();
    let mut root = app.admin().await;
    let answer = root.ask(json!({"type": "clear_cache", "prefix": "data_stats:"})).await;
    assert_eq!(
        (&answer["type"], &answer["prefix"]),
        (&json!("cache_cleared"), &json!("data_stats:"))
    );
    let answer = root.ask(json!({"type": "clear_cache"})).await;
    assert_eq!(answer["prefix"], json!(null));
    app.stop().await;
}
