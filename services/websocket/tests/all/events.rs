//! Events reach who may see them, in order, and who comes back misses nothing without knowing.

use serde_json::{Value, json};

use crate::app::{App, Options};

#[actix_web::test]
async fn a_message_carries_its_channel_number_and_time() {
    let app = App::start();
    let mut kim = app.user("kim").await;
    kim.subscribe("alerts").await;
    app.publish("alerts", None, "노드 n3 응답 없음").await;
    let expected = json!({
        "type": "test", "channel": "alerts", "seq": 1, "timestamp": "2027-01-15T08:00:00.000Z",
        "data": "노드 n3 응답 없음",
    });
    assert_eq!(kim.hear().await, expected);
    app.stop().await;
}

#[actix_web::test]
async fn uploads_are_seen_by_their_owner_only() {
    let app = App::start();
    let (mut kim, mut also_kim, mut lee) = (app.user("kim").await, app.user("kim").await, app.user("lee").await);
    for listener in [&mut kim, &mut also_kim, &mut lee] {
        listener.subscribe("uploads").await;
    }
    app.publish("uploads", Some("kim"), 1).await;
    app.publish("uploads", Some("lee"), 2).await;
    assert_eq!(kim.hear().await["data"], 1);
    assert_eq!(also_kim.hear().await["data"], 1);
    assert_eq!(lee.hear().await["data"], 2);
    for listener in [&mut kim, &mut also_kim, &mut lee] {
        listener.hears_nothing().await;
    }
    app.stop().await;
}

#[actix_web::test]
async fn private_and_public_messages_make_one_line_for_each_listener() {
    let app = App::start();
    let (mut kim, mut lee) = (app.user("kim").await, app.user("lee").await);
    kim.subscribe("jobs").await;
    lee.subscribe("jobs").await;
    for (to, data) in [(None, "a"), (Some("kim"), "b"), (None, "c"), (Some("lee"), "d")] {
        app.publish("jobs", to, data).await;
    }
    for (seq, data) in [(1, "a"), (2, "b"), (3, "c")] {
        let heard = kim.hear().await;
        assert_eq!((&heard["seq"], &heard["data"]), (&json!(seq), &json!(data)));
    }
    for (seq, data) in [(1, "a"), (2, "c"), (3, "d")] {
        let heard = lee.hear().await;
        assert_eq!((&heard["seq"], &heard["data"]), (&json!(seq), &json!(data)));
    }
    app.stop().await;
}

#[actix_web::test]
async fn who_comes_back_gets_what_they_missed() {
    let app = App::start();
    let mut kim = app.user("kim").await;
    let epoch = kim.subscribe("jobs").await["epoch"].clone();
    app.publish("jobs", None, "seen").await;
    let seen = kim.hear().await["seq"].clone();
    drop(kim);
    for data in ["missed 1", "missed 2"] {
        app.publish("jobs", None, data).await;
    }
    let mut kim = app.user("kim").await;
    let answer = kim.resume("jobs", &seen, &epoch).await;
    assert_eq!((&answer["type"], &answer["seq"]), (&json!("subscribed"), &seen));
    for data in ["missed 1", "missed 2"] {
        assert_eq!(kim.hear().await["data"], data);
    }
    kim.hears_nothing().await;
    app.stop().await;
}

#[actix_web::test]
async fn what_is_no_longer_kept_or_was_never_ours_is_a_resync() {
    let app = App::with(Options {
        history: 16,
        ..Options::default()
    });
    let mut kim = app.user("kim").await;
    let epoch = kim.subscribe("jobs").await["epoch"].clone();
    drop(kim);
    for number in 0..17 {
        app.publish("jobs", None, number).await;
    }
    let stories: [(Value, Value); 4] = [
        (json!(0), epoch.clone()),
        (json!(17), json!("another start")),
        (json!(17), Value::Null),
        (json!(99), epoch.clone()),
    ];
    for (since, epoch) in stories {
        let mut kim = app.user("kim").await;
        assert_eq!(kim.resume("jobs", &since, &epoch).await["seq"], 17);
        let resync = kim.hear().await;
        assert_eq!(
            (&resync["type"], &resync["seq"]),
            (&json!("resync"), &json!(17)),
            "since {since} of {epoch}"
        );
    }
    let mut kim = app.user("kim").await;
    kim.resume("jobs", &json!(1), &epoch).await;
    for number in 1..17 {
        assert_eq!(kim.hear().await["data"], number, "exactly what is kept is replayed");
    }
    app.stop().await;
}

#[actix_web::test]
async fn metrics_skip_to_the_newest_for_who_comes_back() {
    let app = App::start();
    let mut kim = app.user("kim").await;
    let epoch = kim.subscribe("metrics").await["epoch"].clone();
    drop(kim);
    for number in 0..5 {
        app.publish("metrics", None, number).await;
    }
    let mut kim = app.user("kim").await;
    kim.resume("metrics", &json!(0), &epoch).await;
    let heard = kim.hear().await;
    assert_eq!((&heard["data"], &heard["seq"]), (&json!(4), &json!(5)));
    kim.hears_nothing().await;
    app.stop().await;
}

/// A busy cluster of 100,000 jobs: a thousand of them change every five seconds, and the differences between their numbers take
/// some kilobytes.
#[actix_web::test]
async fn five_minutes_of_a_busy_cluster_are_caught_up_and_half_an_hour_is_started_over() {
    let app = App::start();
    let gaps: Vec<u32> = (0..1_000).map(|number| 100 + number % 900).collect();
    let change = |version: u32| json!({"version": version, "as_of": "2027-01-15T08:00:00.000Z", "changed_ids": gaps});
    let mut kim = app.user("kim").await;
    let epoch = kim.subscribe("jobs").await["epoch"].clone();
    app.publish("jobs", None, change(0)).await;
    let seen = kim.hear().await["seq"].clone();
    drop(kim);
    for version in 1..=60 {
        app.publish("jobs", None, change(version)).await;
    }
    let mut kim = app.user("kim").await;
    assert_eq!(kim.resume("jobs", &seen, &epoch).await["seq"], seen);
    for version in 1..=60 {
        assert_eq!(kim.hear().await["data"]["version"], version);
    }
    drop(kim);
    for version in 61..=420 {
        app.publish("jobs", None, change(version)).await;
    }
    let mut kim = app.user("kim").await;
    kim.resume("jobs", &seen, &epoch).await;
    assert_eq!(kim.hear().await["type"], "resync");
    app.stop().await;
}

#[actix_web::test]
async fn the_channel_of_nodes_is_for_everybody() {
    let app = App::start();
    let mut kim = app.user("kim").await;
    kim.subscribe("nodes").await;
    app.publish("nodes", None, json!({"hosts": "cn[001-017]"})).await;
    let heard = kim.hear().await;
    assert_eq!(
        (&heard["channel"], &heard["data"]["hosts"]),
        (&json!("nodes"), &json!("cn[001-017]"))
    );
    app.stop().await;
}
