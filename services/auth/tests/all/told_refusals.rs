//! Services without a database tell what they refused.

use portal_audit::Record;
use portal_db::Db;
use portal_db::audit::{Filter, newer};
use portal_http::INTERNAL_SECRET_HEADER;
use portal_testkit::{TestClient, TestDatabase, http_settings};
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use crate::app::App;

const PATH: &str = "/auth/refusals";

fn service(app: &App) -> TestClient {
    let secret = http_settings().secrets.internal;
    app.stranger().with(INTERNAL_SECRET_HEADER, secret.expose_secret())
}

fn rows(database: &TestDatabase) -> Vec<Record> {
    let db = Db::open(&database.settings()).unwrap();
    db.run_here(|connection| newer(connection, &Filter::default(), None, i64::MAX))
        .unwrap()
}

fn refusal(actor: &str) -> Value {
    json!({
        "at": "2026-11-22T01:02:03.004Z", "action": "access.refuse", "actor": actor, "method": "cookie",
        "address": "192.0.2.7", "request_id": "request-0001", "object": "GET /ws", "reason": "cross_origin",
    })
}

#[actix_web::test]
async fn what_another_service_refused_is_recorded_as_it_says() {
    let app = App::start().await;
    let told = json!({"refusals": [refusal("kim"), refusal("lee\nroot")]});
    service(&app).post_json(PATH, &told).await.assert_status(204);
    let rows = rows(app.database());
    let names: Vec<_> = rows.iter().map(|row| row.actor.as_str()).collect();
    assert_eq!(names, ["kim", "lee␊root"], "text is made harmless here, too");
    let kim = &rows[0];
    assert_eq!(
        [
            &kim.at,
            &kim.method,
            &kim.address,
            &kim.request_id,
            &kim.action,
            &kim.object,
            &kim.outcome,
            &kim.reason
        ],
        [
            "2026-11-22T01:02:03.004Z",
            "cookie",
            "192.0.2.7",
            "request-0001",
            "access.refuse",
            "GET /ws",
            "refused",
            "cross_origin"
        ]
    );
    service(&app)
        .post_json(PATH, &json!({"refusals": []}))
        .await
        .assert_status(204);
}

#[actix_web::test]
async fn only_the_portals_own_services_tell_refusals() {
    let app = App::with_kim().await;
    let told = json!({"refusals": [refusal("kim")]});
    let signed_in = app.stranger().bearer(&app.sign_in("kim").await);
    let before = rows(app.database()).len();
    let impostor = app.stranger().with(INTERNAL_SECRET_HEADER, "guess");
    for somebody in [app.stranger(), impostor, signed_in] {
        let answer = somebody.post_json(PATH, &told).await.expect(401);
        assert_eq!(answer.code(), "internal_only");
    }
    assert_eq!(rows(app.database()).len(), before);
}

#[actix_web::test]
async fn nothing_but_refusals_is_taken_and_a_batch_is_taken_whole_or_not_at_all() {
    let app = App::start().await;
    let changed = |name: &str, value: &str| {
        let mut refusal = refusal("kim");
        refusal[name] = json!(value);
        refusal
    };
    let made_up = changed("action", "session.begin");
    let timeless = changed("at", "yesterday");
    let batches = [
        json!({"refusals": [refusal("kim"), made_up]}),
        json!({"refusals": [refusal("kim"), timeless]}),
        json!({"refusals": vec![refusal("kim"); 51]}),
        json!({"refusals": [{"actor": "kim"}]}),
        json!({}),
    ];
    for batch in batches {
        service(&app).post_json(PATH, &batch).await.assert_status(400);
    }
    assert!(rows(app.database()).is_empty());
}

#[actix_web::test]
async fn the_longest_batch_fits() {
    let app = App::start().await;
    let longest = |most: usize| "\"".repeat(most);
    let mut refusal = refusal("kim");
    for (name, most) in [
        ("actor", 128),
        ("method", 64),
        ("address", 64),
        ("request_id", 64),
        ("object", 1024),
        ("reason", 512),
    ] {
        refusal[name] = json!(longest(most));
    }
    let told = json!({"refusals": vec![refusal; 50]});
    service(&app).post_json(PATH, &told).await.assert_status(204);
    assert_eq!(rows(app.database()).len(), 50);
}

#[actix_web::test]
async fn what_cannot_be_recorded_is_not_taken() {
    let mut app = App::start_on(TestDatabase::postgres(), |_settings| ()).await;
    app.lose_database();
    let told = json!({"refusals": [refusal("kim")]});
    let answer = service(&app).post_json(PATH, &told).await.expect(503);
    assert_eq!(answer.code(), "audit_unavailable");
}
