use std::time::Duration;

use portal_config::Source;
use portal_config::names::{OIDC_CA_FILE, OIDC_ISSUER};
use serde_json::{Value, json};

use crate::browser::{Browser, field};
use crate::provider::{TestProvider, refusal};

const BEGIN: &str = "/auth/oidc/login";

#[actix_web::test]
async fn only_the_browser_that_asked_is_answered_and_once() {
    let provider = TestProvider::start();
    let app = provider.portal(&provider.settings()).await;
    let (mut kim, mut victim) = (Browser::default(), Browser::default());
    let callback = provider.sign_in_up_to_callback(&mut kim, &app, BEGIN, "kim").await;

    // Sent to somebody else, with or without a sign-in of their own under way.
    assert_eq!(refusal(&victim.follow(&callback).await), "oidc_failed");
    let theirs = provider.sign_in_up_to_callback(&mut victim, &app, BEGIN, "boss").await;
    assert_eq!(refusal(&victim.follow(&callback).await), "oidc_failed");
    assert_eq!(victim.cookie(app.base(), "hpc_portal_token"), None);

    // Another state, none, and no code.
    let code = field(&callback, "code").unwrap();
    let issuer = field(&callback, "iss").unwrap();
    let state = field(&theirs, "state").unwrap();
    for query in [
        format!("code={code}&state={state}&iss={issuer}"),
        format!("code={code}&iss={issuer}"),
        format!("code={code}&state=&iss={issuer}"),
        String::new(),
    ] {
        let page = kim.follow(&format!("{}/auth/oidc/callback?{query}", app.base())).await;
        assert_eq!(refusal(&page), "oidc_failed", "{query}");
    }

    let mut before = kim.clone();
    assert_eq!(kim.follow(&callback).await.address, format!("{}/", app.base()));
    // Again, by a browser that still has the cookie.
    assert_eq!(refusal(&before.follow(&callback).await), "oidc_failed");
}

#[actix_web::test]
async fn a_code_of_another_sign_in_is_not_taken() {
    let provider = TestProvider::start();
    let app = provider.portal(&provider.settings()).await;
    // An attacker brings a code of their own, or one that they stole, into their own browser's sign-in.
    let (mut attacker, mut victim) = (Browser::default(), Browser::default());
    let own = provider
        .sign_in_up_to_callback(&mut attacker, &app, BEGIN, "visitor")
        .await;
    let stolen = provider.sign_in_up_to_callback(&mut victim, &app, BEGIN, "boss").await;
    let mixed = own.replace(field(&own, "code").unwrap(), field(&stolen, "code").unwrap());
    assert_eq!(refusal(&attacker.follow(&mixed).await), "oidc_failed");
    assert_eq!(attacker.cookie(app.base(), "hpc_portal_token"), None);
}

#[actix_web::test]
async fn an_answer_that_names_another_provider_is_not_taken() {
    let provider = TestProvider::start();
    let app = provider.portal(&provider.settings()).await;
    for other in ["&iss=https%3A%2F%2Fevil.example", ""] {
        let mut browser = Browser::default();
        let callback = provider.sign_in_up_to_callback(&mut browser, &app, BEGIN, "kim").await;
        let issuer = format!("&iss={}", field(&callback, "iss").unwrap());
        let page = browser.follow(&callback.replace(&issuer, other)).await;
        assert_eq!(refusal(&page), "oidc_failed", "{other:?}");
    }
}

#[actix_web::test]
async fn after_ten_minutes_the_answer_comes_too_late() {
    let provider = TestProvider::start();
    let app = provider.portal(&provider.settings()).await;
    let mut browser = Browser::default();
    let callback = provider.sign_in_up_to_callback(&mut browser, &app, BEGIN, "kim").await;
    app.advance(Duration::from_secs(600));
    assert_eq!(refusal(&browser.follow(&callback).await), "oidc_failed");
}

#[actix_web::test]
async fn a_token_that_is_not_the_answer_to_the_question_is_not_taken() {
    let provider = TestProvider::start();
    let app = provider.portal(&provider.settings()).await;
    let now = portal_config::Clock::System.unix_seconds();
    let wrong = [
        json!({"nonce": "another"}),
        json!({"nonce": null}),
        json!({"iss": "https://evil.example"}),
        json!({"aud": "another"}),
        json!({"aud": ["portal", "another"]}),
        json!({"azp": "another"}),
        json!({"exp": now - 120}),
        json!({"iat": now + 600}),
        json!({"sub": ""}),
        json!({"alg": "none"}),
        // Signed with what the portal and the provider both know.
        json!({"alg": "HS256"}),
        json!({"alg": "HS256", "kid": "unknown"}),
    ];
    for changes in wrong {
        provider.order("tamper", &changes);
        let mut browser = Browser::default();
        let page = provider.sign_in(&mut browser, &app, BEGIN, "boss").await;
        assert_eq!(refusal(&page), "oidc_failed", "{changes}");
        assert_eq!(browser.cookie(app.base(), "hpc_portal_token"), None, "{changes}");
    }
    // A clock that is half a minute behind, or ahead, is an honest one.
    for changes in [json!({"exp": now - 30}), json!({"iat": now + 30}), Value::Null] {
        provider.order("tamper", &changes);
        let page = provider.sign_in(&mut Browser::default(), &app, BEGIN, "boss").await;
        assert_eq!(page.address, format!("{}/", app.base()), "{changes}");
    }
}

#[actix_web::test]
async fn a_new_key_of_the_provider_is_fetched_but_not_by_everybody_who_makes_one_up() {
    let provider = TestProvider::start();
    let app = provider.portal(&provider.settings()).await;
    let arrives = format!("{}/", app.base());
    let sign_in = async || provider.sign_in(&mut Browser::default(), &app, BEGIN, "kim").await;
    let fetched = || provider.order("requests", &Value::Null)["/jwks"].as_i64().unwrap();
    assert_eq!(sign_in().await.address, arrives);
    assert_eq!(fetched(), 1);

    app.advance(Duration::from_secs(30));
    provider.order("rotate", &Value::Null);
    assert_eq!(sign_in().await.address, arrives);
    assert_eq!(fetched(), 2);

    // Unknown keys: within half a minute nothing is fetched again, later once.
    provider.order("tamper", &json!({"kid": "made-up"}));
    for _ in 0..3 {
        assert_eq!(refusal(&sign_in().await), "oidc_failed");
    }
    assert_eq!(fetched(), 2);
    app.advance(Duration::from_secs(30));
    for _ in 0..3 {
        assert_eq!(refusal(&sign_in().await), "oidc_failed");
    }
    assert_eq!(fetched(), 3);
}

#[actix_web::test]
async fn a_provider_that_is_down_keeps_only_its_own_people_out() {
    let provider = TestProvider::start();
    provider.order("broken", &json!(503));
    // Down already at the start.
    let app = provider.portal(&provider.settings()).await;
    app.add("lee", &["DX-Users"]);
    let lee = app.sign_in("lee").await;
    let mut browser = Browser::default();
    let begin = format!("{}{BEGIN}", app.base());
    assert_eq!(refusal(&browser.follow(&begin).await), "unavailable");
    app.stranger().bearer(&lee).get("/auth/user").await.assert_status(200);

    // Many who ask meanwhile do not make many questions.
    for _ in 0..5 {
        assert_eq!(refusal(&browser.follow(&begin).await), "unavailable");
    }
    let asked = provider.order("requests", &Value::Null);
    assert_eq!(asked["/.well-known/openid-configuration"], json!(1));

    // It comes back.
    provider.order("broken", &json!(0));
    app.advance(Duration::from_secs(5));
    let callback = provider.sign_in_up_to_callback(&mut browser, &app, BEGIN, "kim").await;
    // And goes away while somebody is there.
    provider.order("broken", &json!(502));
    assert_eq!(refusal(&browser.follow(&callback).await), "unavailable");
}

#[actix_web::test]
async fn a_provider_that_hangs_is_given_up_and_remembered() {
    let provider = TestProvider::start();
    let app = provider.portal(&provider.settings()).await;
    provider.sign_in(&mut Browser::default(), &app, BEGIN, "kim").await;
    // What it said of itself an hour ago counts while it is silent.
    app.advance(Duration::from_secs(3700));
    provider.order("broken", &json!("hang"));
    let asked = app
        .stranger()
        .with("x-forwarded-for", "192.0.2.1")
        .get(BEGIN)
        .await
        .expect(302);
    assert!(
        asked.header("location").starts_with(provider.issuer()),
        "{}",
        asked.header("location")
    );
    // For a day.
    app.advance(Duration::from_secs(24 * 3600));
    let asked = app
        .stranger()
        .with("x-forwarded-for", "192.0.2.1")
        .get(BEGIN)
        .await
        .expect(302);
    assert_eq!(asked.header("location"), "/?sign_in_error=unavailable");
}

#[actix_web::test]
async fn what_the_provider_refuses_is_told_in_a_word_of_our_own() {
    let provider = TestProvider::start();
    let app = provider.portal(&provider.settings()).await;
    for (word, code) in [
        ("access_denied", "oidc_refused"),
        ("%3Cscript%3E", "oidc_refused"),
        ("temporarily_unavailable", "unavailable"),
    ] {
        let mut browser = Browser::default();
        let page = browser.follow(&format!("{}{BEGIN}", app.base())).await;
        assert!(page.address.starts_with(provider.issuer()));
        let asked = browser
            .visited
            .iter()
            .find_map(|address| field(address, "state"))
            .unwrap()
            .to_owned();
        let answer = format!("{}/auth/oidc/callback?error={word}&state={asked}", app.base());
        assert_eq!(refusal(&browser.follow(&answer).await), code, "{word}");
        // Only in answer to a question.
        browser.forget(app.base());
        assert_eq!(refusal(&browser.follow(&answer).await), "oidc_failed", "{word}");
    }
}

#[actix_web::test]
async fn a_provider_that_cannot_show_who_it_is_is_not_believed() {
    let (provider, other) = (TestProvider::start_tls(), TestProvider::start_tls());
    let asked = async |source: &Source| {
        let app = provider.portal(source).await;
        let browser = app.stranger().with("x-forwarded-for", "192.0.2.1");
        browser.get(BEGIN).await.expect(302).header("location").to_owned()
    };
    let known = provider.settings().with(&OIDC_CA_FILE, provider.ca_file());
    assert!(asked(&known).await.starts_with(&format!("{}/auth?", provider.issuer())));
    let by_number = provider.issuer().replace("localhost", "127.0.0.1");
    for source in [
        known.clone().with(&OIDC_CA_FILE, other.ca_file()),
        known.clone().with(&OIDC_CA_FILE, ""),
        known.clone().with(&OIDC_ISSUER, by_number),
    ] {
        assert_eq!(asked(&source).await, "/?sign_in_error=unavailable");
    }
}

#[actix_web::test]
async fn sign_ins_that_were_begun_and_left_do_not_fill_the_browser() {
    let provider = TestProvider::start();
    let app = provider.portal(&provider.settings()).await;
    let mut browser = Browser::default();
    let mut most = 0;
    for _ in 0..30 {
        browser.follow(&format!("{}{BEGIN}", app.base())).await;
        most = most.max(browser.cookies(app.base()));
    }
    assert_eq!(most, 12);
    // The last one still works.
    let page = provider.sign_in(&mut browser, &app, BEGIN, "kim").await;
    assert_eq!(page.address, format!("{}/", app.base()));
}

#[actix_web::test]
async fn guessing_codes_is_slow() {
    let provider = TestProvider::start();
    let app = provider.portal(&provider.settings()).await;
    let stranger = app.stranger().with("x-forwarded-for", "192.0.2.9");
    for _ in 0..60 {
        let answer = stranger.get("/auth/oidc/callback?code=x&state=y").await.expect(302);
        assert_eq!(answer.header("location"), "/?sign_in_error=oidc_failed");
    }
    let answer = stranger.get("/auth/oidc/callback?code=x&state=y").await.expect(302);
    assert_eq!(answer.header("location"), "/?sign_in_error=unavailable");
}
