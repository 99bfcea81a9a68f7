//! The storage figures of the contract.

use serde_json::{Value, json};

use crate::app::{App, Options};

#[actix_web::test]
async fn everyone_is_greeted_with_the_storage_object() {
    let app = App::start();
    let mut kim = app.upgrade().bearer(&app.token("kim")).open().await;
    let greeting = kim.hear().await;
    assert_eq!(greeting["type"], "initial_data");
    let data = &greeting["data"];
    assert_eq!(
        (&data["status"], &data["data_storage"]["datasetCount"]),
        (&json!("success"), &json!(1))
    );
    assert_eq!(data["data_storage"]["lastUpdated"], "2027-01-15T08:00:00.000Z");
    assert!(data["data_storage"]["usedSpace"].as_str().unwrap().contains('B'));
    assert_eq!(data["scratch_storage"]["totalNodes"], 0);
    app.stop().await;
}

#[actix_web::test]
async fn an_update_is_measured_again_but_not_at_every_wish() {
    let app = App::start();
    let mut kim = app.user("kim").await;
    let mut updated = async |seconds: u64| -> Value {
        app.pass(seconds);
        let answer = kim.ask(json!({"type": "request_update", "storage_type": "data"})).await;
        assert_eq!(answer["type"], "update");
        answer["data"]["data_storage"]["lastUpdated"].clone()
    };
    let first = updated(10).await;
    assert_eq!(updated(4).await, first);
    assert_ne!(updated(4).await, first);
    app.stop().await;
}

#[actix_web::test]
async fn storage_that_is_not_there_is_an_error_and_not_a_number() {
    let app = App::with(Options {
        data_path: Some("/no/such/storage".into()),
        ..Options::default()
    });
    let mut kim = app.upgrade().bearer(&app.token("kim")).open().await;
    let data = kim.hear().await["data"].clone();
    assert_eq!((&data["status"], &data["data_storage"]), (&json!("error"), &json!({})));
    let update = kim.ask(json!({"type": "request_update"})).await;
    assert_eq!(update["data"]["status"], "error");
    assert!(update["data"].get("data_storage").is_none());
    app.stop().await;
}
