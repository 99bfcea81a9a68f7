//! Codes that stand in an address for a moment, where several nodes share a Redis.

use portal_config::names::SSO_CALLBACK_HANDOVER;
use portal_testkit::{TestClient, TestRedis};
use serde_json::json;

use crate::browser::{Browser, Page, field};
use crate::provider::{TestProvider, refusal};

#[actix_web::test]
async fn with_redis_a_code_is_good_once_at_whichever_node_it_comes_to() {
    let (provider, redis) = (TestProvider::start(), TestRedis::start());
    let source = provider.settings().with(&SSO_CALLBACK_HANDOVER, "code");
    let url = redis.url();
    let app = provider
        .portal_with(&source, |settings| settings.redis = Some(url))
        .await;
    let other = app.another_node().await;
    let waiting = async || -> (String, String) {
        let mut browser = Browser::default();
        let Page { address, .. } = provider.sign_in(&mut browser, &app, "/auth/oidc/login", "kim").await;
        let cookie = browser.cookie(app.base(), "hpc_portal_handover").unwrap().to_owned();
        (field(&address, "code").unwrap().to_owned(), cookie)
    };
    let exchange = async |node: &TestClient, code: &str, cookie: &str| {
        let browser = node.with("cookie", &format!("hpc_portal_handover={cookie}"));
        browser.post_json("/auth/oidc/exchange", &json!({"code": code})).await
    };
    let (here, there) = (app.stranger(), other.stranger());
    let (code, cookie) = waiting().await;
    let mut connection = redis::Client::open(redis.url().expose())
        .unwrap()
        .get_connection()
        .unwrap();
    let keys: Vec<String> = redis::cmd("KEYS")
        .arg("portal:handover:*")
        .query(&mut connection)
        .unwrap();
    assert_eq!(keys.len(), 1);
    assert!(!keys[0].contains(&code), "whoever reads along there learns no code");
    let left: i64 = redis::cmd("PTTL").arg(&keys[0]).query(&mut connection).unwrap();
    assert!((1..=60_000).contains(&left), "{left} ms");
    let reply = exchange(&there, &code, &cookie).await.expect(200).json();
    assert_eq!(reply["user"]["username"], "kim");
    for node in [&here, &there] {
        assert_eq!(exchange(node, &code, &cookie).await.expect(401).code(), "code_invalid");
    }

    // Another browser's try ends it for all.
    let (code, cookie) = waiting().await;
    assert_eq!(exchange(&there, &code, "0123").await.expect(401).code(), "code_invalid");
    assert_eq!(exchange(&here, &code, &cookie).await.expect(401).code(), "code_invalid");

    // Two at once: one of them.
    let (code, cookie) = waiting().await;
    let (one, two) = futures_util::join!(exchange(&here, &code, &cookie), exchange(&there, &code, &cookie));
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 401]);
    other.stop().await;
}

#[actix_web::test]
async fn while_redis_is_away_no_code_is_given_or_taken_and_it_is_said() {
    let (provider, mut redis) = (TestProvider::start(), TestRedis::start());
    let source = provider.settings().with(&SSO_CALLBACK_HANDOVER, "code");
    let url = redis.url();
    let app = provider
        .portal_with(&source, |settings| settings.redis = Some(url))
        .await;
    redis.kill();
    let page = provider
        .sign_in(&mut Browser::default(), &app, "/auth/oidc/login", "kim")
        .await;
    assert_eq!(refusal(&page), "unavailable");
    let browser = app.stranger().with("cookie", "hpc_portal_handover=0123");
    let reply = browser.post_json("/auth/oidc/exchange", &json!({"code": "0123"})).await;
    assert_eq!(reply.expect(503).code(), "sessions_unavailable");
}
