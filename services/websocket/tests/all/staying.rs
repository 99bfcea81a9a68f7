//! What happens to a connection with time.

use std::time::Duration;

use serde_json::json;
use tokio_tungstenite::tungstenite::Message;

use crate::app::App;

#[actix_web::test]
async fn a_connection_ends_when_its_token_does() {
    let app = App::start();
    let mut kim = app.user("kim").await;
    // An hour, in steps after none of which the service finds that nothing was heard for too long, whenever it looks.
    for _ in 0..61 {
        app.pass(59);
        kim.hears_nothing().await;
    }
    app.pass(2);
    assert_eq!(kim.closed().await, 1008);
    app.stop().await;
}

#[actix_web::test]
async fn a_fresh_token_on_the_same_connection_prolongs_it() {
    let app = App::start();
    let mut kim = app.user("kim").await;
    let before = kim.subscribe("jobs").await;
    app.pass(50);
    let answer = kim.ask(json!({"type": "auth", "token": app.token("kim")})).await;
    assert_eq!(answer["type"], "authenticated");
    assert_eq!(
        kim.subscribe("jobs").await["epoch"],
        before["epoch"],
        "the line goes on"
    );
    app.stop().await;
}

#[actix_web::test]
async fn a_connection_ends_when_its_person_signs_out() {
    let app = App::start();
    let mut kim = app.upgrade().bearer(&app.token_called("session-1")).greeted().await;
    let mut other = app.upgrade().bearer(&app.token_called("session-2")).greeted().await;
    app.revocations.add("session-1", i64::MAX);
    assert_eq!(kim.closed().await, 1008);
    other.hears_nothing().await;
    app.stop().await;
}

#[actix_web::test]
async fn the_server_pings_and_closes_who_shows_no_sign_of_life() {
    let app = App::start();
    let mut kim = app.user("kim").await;
    app.pass(26);
    assert!(matches!(kim.raw().await, Message::Ping(_)));
    app.pass(61);
    // A client that reads would answer the ping, so this one does not, until the service has looked after it.
    tokio::time::sleep(Duration::from_millis(2500)).await;
    assert_eq!(kim.closed_eventually().await, 1013);
    app.stop().await;
}

#[actix_web::test]
async fn when_the_service_stops_everyone_is_told_to_come_back() {
    let app = App::start();
    let mut listeners = Vec::new();
    for _ in 0..20 {
        listeners.push(app.user("kim").await);
    }
    let stopping = tokio::time::timeout(Duration::from_secs(10), app.stop());
    let hearing = async {
        for listener in &mut listeners {
            assert_eq!(listener.closed().await, 1001);
        }
    };
    let (stopped, ()) = tokio::join!(stopping, hearing);
    stopped.expect("a stop that waits for nobody who is gone");
}
