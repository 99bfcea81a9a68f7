//! Connections that live on an API key.

use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use portal_http::{KeyGrant, Unanswered};
use portal_jwt::{ApiKeyText, GroupPermissions, KeyFacts};
use serde_json::json;

use crate::app::App;
use crate::listener::Listener;

/// What the keeper of the keys says of every key; `None` when it does not answer.
#[derive(Clone)]
struct Keeper(Arc<Mutex<Option<Option<KeyFacts>>>>);

impl Keeper {
    fn of(app: &App) -> Self {
        let keeper = Self(Arc::new(Mutex::new(Some(Some(facts("DX-Users"))))));
        let said = keeper.clone();
        app.kit.api_keys().ask(move |_digest, _address| {
            let answer = said.0.lock().unwrap().clone();
            Box::pin(async move {
                let facts = answer.ok_or_else(|| -> Unanswered { Arc::new(io::Error::other("nobody there")) })?;
                Ok(facts.and_then(|facts| KeyGrant::new(facts, &GroupPermissions::default())))
            })
        });
        keeper
    }

    /// What it says from now on, once the answer before is remembered no longer.
    async fn says(&self, answer: Option<Option<KeyFacts>>) {
        *self.0.lock().unwrap() = answer;
        tokio::time::sleep(Duration::from_millis(600)).await;
    }
}

fn facts(group: &str) -> KeyFacts {
    KeyFacts {
        key_id: "0123456789abcdef".to_owned(),
        username: "kim".to_owned(),
        email: String::new(),
        groups: vec![group.to_owned()],
        scopes: vec!["events:read".to_owned()],
        networks: Vec::new(),
        expires_at: None,
    }
}

async fn script(app: &App) -> Listener {
    let key = ApiKeyText::new([1; 8], [2; 32]);
    app.upgrade().header("x-api-key", key.expose()).greeted().await
}

/// Longer than between two questions about a key, and shorter than a client may be silent.
const A_WHILE: u64 = 40;

/// The end was told while nobody here could hear it; the auth service is back, and says `answer` of the key.
async fn loses_the_stream_within_a_minute(answer: Option<KeyFacts>) {
    let app = App::start();
    let keeper = Keeper::of(&app);
    let mut connection = script(&app).await;
    app.pass(A_WHILE);
    connection.hears_nothing().await;
    keeper.says(Some(answer)).await;
    app.pass(A_WHILE);
    assert_eq!(connection.closed_eventually().await, 1008);
    app.stop().await;
}

#[actix_web::test]
async fn a_key_that_ended_unheard_ends_its_connections() {
    loses_the_stream_within_a_minute(None).await;
}

#[actix_web::test]
async fn an_owner_who_lost_the_group_loses_the_stream() {
    loses_the_stream_within_a_minute(Some(facts("Nobody"))).await;
}

#[actix_web::test]
async fn while_nobody_can_say_connections_stay() {
    let app = App::start();
    let keeper = Keeper::of(&app);
    let mut connection = script(&app).await;
    keeper.says(None).await;
    app.pass(A_WHILE);
    tokio::time::sleep(Duration::from_millis(2500)).await;
    connection.hears_nothing().await;
    app.stop().await;
}

#[actix_web::test]
async fn who_showed_a_token_meanwhile_does_not_depend_on_the_key() {
    let app = App::start();
    let keeper = Keeper::of(&app);
    let mut connection = script(&app).await;
    let answer = connection.ask(json!({"type": "auth", "token": app.token("kim")})).await;
    assert_eq!(answer["type"], "authenticated");
    keeper.says(Some(None)).await;
    app.pass(A_WHILE);
    tokio::time::sleep(Duration::from_millis(2500)).await;
    connection.hears_nothing().await;
    app.stop().await;
}
