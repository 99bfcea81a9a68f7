use std::time::Duration;

use portal_config::names::{
    LOCAL_LOGIN, OIDC_ALLOWED_GROUPS, OIDC_CLIENT_SECRET, PUBLIC_URL, SSO_ATTRIBUTE_MAPPING, SSO_CALLBACK_HANDOVER,
};
use serde_json::{Value, json};

use crate::app::{App, PASSWORD};
use crate::browser::{Browser, Page, field};
use crate::provider::{TestProvider, between, refusal};

/// What the portal says of whoever the browser is signed in as.
async fn user(browser: &mut Browser, app: &App) -> Value {
    browser
        .follow(&format!("{}/auth/user", app.base()))
        .await
        .response
        .expect(200)
        .json()
}

#[actix_web::test]
async fn people_of_the_provider_come_in_and_go_where_they_wanted_to() {
    let provider = TestProvider::start();
    let app = provider.portal(&provider.settings()).await;
    let mut browser = Browser::default();
    let begin = "/auth/oidc/login?return_to=/dashboard/jobs%3Fstate=R%23row-3";
    let page = provider.sign_in(&mut browser, &app, begin, "kim").await;
    assert_eq!(page.address, format!("{}/dashboard/jobs?state=R#row-3", app.base()));
    let kim = user(&mut browser, &app).await;
    assert_eq!((&kim["username"], &kim["source"]), (&json!("kim"), &json!("oidc")));
    assert_eq!(
        (&kim["email"], &kim["display_name"]),
        (&json!("kim@example.org"), &json!("Kim Min-su"))
    );
    assert_eq!(
        (&kim["groups"], &kim["permissions"]),
        (&json!(["DX-Users"]), &json!(["dashboard", "vnc", "app"]))
    );
    // No token in any address; what binds the sign-in to the browser is gone.
    let token = browser.cookie(app.base(), "hpc_portal_token").unwrap();
    for address in &browser.visited {
        assert!(!address.contains(token) && !address.contains("eyJ"), "{address}");
    }
    assert_eq!(browser.cookie(app.base(), "hpc_portal_oidc_"), None);
}

#[actix_web::test]
async fn the_question_has_a_challenge_a_state_and_a_nonce_and_the_cookie_is_for_this_alone() {
    let provider = TestProvider::start();
    let app = provider.portal(&provider.settings()).await;
    let behind_tls = app
        .stranger()
        .with("x-forwarded-proto", "https")
        .with("x-forwarded-for", "192.0.2.1");
    let asked = behind_tls.get("/auth/oidc/login").await.expect(302);
    let address = asked.header("location");
    assert!(
        address.starts_with(&format!(
            "{}/auth?response_type=code&client_id=portal&",
            provider.issuer()
        )),
        "{address}"
    );
    assert_eq!(field(address, "code_challenge_method"), Some("S256"));
    assert_eq!(field(address, "scope"), Some("openid%20profile%20email%20groups"));
    let lengths = ["state", "nonce", "code_challenge"].map(|name| field(address, name).unwrap().len());
    assert_eq!(lengths, [32, 32, 43]);
    let cookie = asked.header("set-cookie");
    let attributes = "; HttpOnly; SameSite=Lax; Secure; Path=/auth/oidc/; Max-Age=600";
    assert!(
        cookie.starts_with("hpc_portal_oidc_") && cookie.ends_with(attributes),
        "{cookie}"
    );
    let again = behind_tls.get("/auth/oidc/login").await.expect(302);
    assert_ne!(field(address, "state"), field(again.header("location"), "state"));
}

#[actix_web::test]
async fn a_place_elsewhere_is_no_place_to_return_to() {
    let provider = TestProvider::start();
    let app = provider.portal(&provider.settings()).await;
    for place in [
        "//evil.example",
        "https%3A%2F%2Fevil.example",
        "/%5Cevil.example",
        "/%09/evil.example",
        "/auth/oidc/login",
    ] {
        let mut browser = Browser::default();
        let page = provider
            .sign_in(
                &mut browser,
                &app,
                &format!("/auth/oidc/login?return_to={place}"),
                "kim",
            )
            .await;
        assert_eq!(page.address, format!("{}/", app.base()), "{place}");
    }
}

#[actix_web::test]
async fn two_tabs_sign_in_side_by_side() {
    let provider = TestProvider::start();
    let app = provider.portal(&provider.settings()).await;
    let mut browser = Browser::default();
    let first = provider
        .sign_in_up_to_callback(&mut browser, &app, "/auth/oidc/login?return_to=/first", "kim")
        .await;
    let second = provider
        .sign_in_up_to_callback(&mut browser, &app, "/auth/oidc/login?return_to=/second", "kim")
        .await;
    assert!(browser.follow(&first).await.address.ends_with("/first"));
    assert!(browser.follow(&second).await.address.ends_with("/second"));
}

#[actix_web::test]
async fn groups_are_the_providers_and_change_at_the_next_sign_in() {
    let provider = TestProvider::start();
    let app = provider.portal(&provider.settings()).await;
    let dn = "CN=HPC-Admins,OU=Groups,DC=corp";
    let cases = [
        (json!(["CAEG-Users"]), json!(["CAEG-Users"]), 4),
        (json!("DX-Users, gpu"), json!(["DX-Users", "gpu"]), 3),
        (json!([dn, "cn=gpu,dc=corp"]), json!(["HPC-Admins", "gpu"]), 5),
        (json!([]), json!([]), 0),
        (Value::Null, json!([]), 0),
    ];
    for (given, kept, permissions) in cases {
        provider.order(
            "people",
            &json!({"lee": {"preferred_username": "lee", "email": "l@e", "groups": given}}),
        );
        let mut browser = Browser::default();
        provider.sign_in(&mut browser, &app, "/auth/oidc/login", "lee").await;
        let lee = user(&mut browser, &app).await;
        assert_eq!(lee["groups"], kept, "{given}");
        assert_eq!(lee["permissions"].as_array().unwrap().len(), permissions, "{given}");
    }
}

#[actix_web::test]
async fn claims_that_only_the_userinfo_endpoint_tells_are_asked_for() {
    let provider = TestProvider::start();
    provider.order("userinfo", &json!(true));
    let app = provider.portal(&provider.settings()).await;
    let mut browser = Browser::default();
    provider.sign_in(&mut browser, &app, "/auth/oidc/login", "boss").await;
    let boss = user(&mut browser, &app).await;
    assert_eq!(
        (&boss["username"], &boss["groups"]),
        (&json!("boss"), &json!(["HPC-Admins"]))
    );
    assert_eq!(provider.order("requests", &Value::Null)["/me"], json!(1));
}

#[actix_web::test]
async fn a_mapping_says_which_claims_count_and_without_the_claim_the_subject_does() {
    let provider = TestProvider::start();
    let people = json!({
        "s-17": {"uid": "lee", "displayName": "Lee", "department": "DX", "email": "lee@example.org"},
        "s-18": {"email": "x@example.org"},
    });
    provider.order("people", &people);
    let mapping = r#"{"username": "uid", "groups": "department"}"#;
    let app = provider
        .portal(&provider.settings().with(&SSO_ATTRIBUTE_MAPPING, mapping))
        .await;
    for (person, name, groups) in [("s-17", "lee", json!(["DX"])), ("s-18", "s-18", json!([]))] {
        let mut browser = Browser::default();
        provider.sign_in(&mut browser, &app, "/auth/oidc/login", person).await;
        let user = user(&mut browser, &app).await;
        assert_eq!((&user["username"], &user["groups"]), (&json!(name), &groups));
    }
}

#[actix_web::test]
async fn only_members_of_allowed_groups_come_in() {
    let provider = TestProvider::start();
    let app = provider
        .portal(&provider.settings().with(&OIDC_ALLOWED_GROUPS, "DX-Users,HPC-Admins"))
        .await;
    let mut browser = Browser::default();
    let page = provider
        .sign_in(&mut browser, &app, "/auth/oidc/login", "visitor")
        .await;
    assert_eq!(refusal(&page), "not_allowed");
    assert_eq!(browser.cookie(app.base(), "hpc_portal_token"), None);
    let page = provider
        .sign_in(&mut Browser::default(), &app, "/auth/oidc/login", "boss")
        .await;
    assert_eq!(page.address, format!("{}/", app.base()));
}

#[actix_web::test]
async fn a_name_that_is_taken_stays_whose_it_is() {
    let provider = TestProvider::start();
    let app = provider.portal(&provider.settings()).await;
    app.add("boss", &["DX-Users"]);
    let page = provider
        .sign_in(&mut Browser::default(), &app, "/auth/oidc/login", "boss")
        .await;
    assert_eq!(refusal(&page), "name_taken");
    app.try_to_sign_in("boss", PASSWORD).await.assert_status(200);
    // Somebody else at the provider who is given the name of a person there.
    provider
        .sign_in(&mut Browser::default(), &app, "/auth/oidc/login", "kim")
        .await;
    provider.order(
        "people",
        &json!({"not-kim": {"preferred_username": "kim", "email": "n@k", "groups": ["HPC-Admins"]}}),
    );
    let page = provider
        .sign_in(&mut Browser::default(), &app, "/auth/oidc/login", "not-kim")
        .await;
    assert_eq!(refusal(&page), "name_taken");
    // And one whose name cannot be a user name.
    provider.order(
        "people",
        &json!({"odd": {"preferred_username": "../kim", "email": "o@d", "groups": []}}),
    );
    let page = provider
        .sign_in(&mut Browser::default(), &app, "/auth/oidc/login", "odd")
        .await;
    assert_eq!(refusal(&page), "oidc_failed");
}

#[actix_web::test]
async fn a_disabled_account_stays_out() {
    let provider = TestProvider::start();
    let app = provider.portal(&provider.settings()).await;
    app.add("admin", &["HPC-Admins"]);
    provider
        .sign_in(&mut Browser::default(), &app, "/auth/oidc/login", "kim")
        .await;
    let admin = app.stranger().bearer(&app.sign_in("admin").await);
    let disable = admin
        .request("PATCH".parse().unwrap(), "/auth/users/kim")
        .json(&json!({"enabled": false}));
    portal_testkit::TestClient::send(disable).await.assert_status(200);
    let page = provider
        .sign_in(&mut Browser::default(), &app, "/auth/oidc/login", "kim")
        .await;
    assert_eq!(refusal(&page), "account_disabled");
}

#[actix_web::test]
async fn signing_out_ends_the_session_here_and_there() {
    let provider = TestProvider::start();
    let app = provider.portal(&provider.settings()).await;
    let mut browser = Browser::default();
    provider.sign_in(&mut browser, &app, "/auth/oidc/login", "kim").await;
    let token = browser.cookie(app.base(), "hpc_portal_token").unwrap().to_owned();
    let page = browser.follow(&format!("{}/auth/oidc/logout", app.base())).await;
    assert!(
        page.address.starts_with(&format!("{}/session/end", provider.issuer())),
        "{}",
        page.address
    );
    assert!(field(&page.address, "id_token_hint").unwrap().starts_with("eyJ"));
    app.stranger().bearer(&token).get("/auth/user").await.assert_status(401);
    assert_eq!(browser.cookie(app.base(), "hpc_portal_"), None);

    let text = page.response.expect(200).text();
    let form = format!("xsrf={}&logout=yes", between(&text, "name=\"xsrf\" value=\"", "\""));
    let said = browser.send(between(&text, "action=\"", "\""), &form).await;
    assert_eq!(said.header("location"), format!("{}/", app.base()));
    // The provider asks for a password again.
    let page = browser.follow(&format!("{}/auth/oidc/login", app.base())).await;
    assert!(
        page.address.starts_with(&format!("{}/interaction", provider.issuer())),
        "{}",
        page.address
    );
}

#[actix_web::test]
async fn a_link_on_another_site_signs_nobody_out() {
    let provider = TestProvider::start();
    let app = provider.portal(&provider.settings()).await;
    let mut browser = Browser::default();
    provider.sign_in(&mut browser, &app, "/auth/oidc/login", "kim").await;
    let token = browser.cookie(app.base(), "hpc_portal_token").unwrap();
    let kim = app.stranger().foreign_cookie(token);
    for (name, value) in [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("referer", "https://evil.example/"),
        ("origin", "null"),
    ] {
        let reply = kim.with(name, value).get("/auth/oidc/logout").await.expect(403);
        assert_eq!(reply.code(), "cross_origin", "{name}: {value}");
    }
    kim.get("/auth/user").await.assert_status(200);
    kim.with("sec-fetch-site", "same-origin")
        .get("/auth/oidc/logout")
        .await
        .assert_status(302);
    kim.get("/auth/user").await.assert_status(401);
    // Nobody is signed out again, without a way to the provider.
    app.stranger().post("/auth/oidc/logout").await.assert_status(200);
}

#[actix_web::test]
async fn a_page_that_needs_a_token_gets_it_for_a_code_once() {
    let provider = TestProvider::start();
    let app = provider
        .portal(&provider.settings().with(&SSO_CALLBACK_HANDOVER, "code"))
        .await;
    let waiting = async |browser: &mut Browser| -> (String, String) {
        let Page { address, .. } = provider.sign_in(browser, &app, "/auth/oidc/login", "kim").await;
        assert!(
            address.starts_with(&format!("{}/auth/callback?code=", app.base())),
            "{address}"
        );
        let cookie = browser.cookie(app.base(), "hpc_portal_handover").unwrap().to_owned();
        (field(&address, "code").unwrap().to_owned(), cookie)
    };
    let exchange = async |code: &str, cookie: &str| {
        let browser = app.stranger().with("cookie", &format!("hpc_portal_handover={cookie}"));
        browser.post_json("/auth/oidc/exchange", &json!({"code": code})).await
    };
    let (code, cookie) = waiting(&mut Browser::default()).await;
    let reply = exchange(&code, &cookie).await.expect(200).json();
    assert_eq!(
        (&reply["success"], &reply["user"]["username"]),
        (&json!(true), &json!("kim"))
    );
    app.stranger()
        .bearer(reply["token"].as_str().unwrap())
        .get("/auth/user")
        .await
        .assert_status(200);
    assert_eq!(exchange(&code, &cookie).await.expect(401).code(), "code_invalid");

    // Somebody who read the code off an address; and then it is worth nothing to anybody.
    let (code, cookie) = waiting(&mut Browser::default()).await;
    assert_eq!(exchange(&code, "0123").await.expect(401).code(), "code_invalid");
    assert_eq!(exchange(&code, &cookie).await.expect(401).code(), "code_invalid");

    let (code, cookie) = waiting(&mut Browser::default()).await;
    app.advance(Duration::from_secs(60));
    assert_eq!(exchange(&code, &cookie).await.expect(401).code(), "code_invalid");
}

#[actix_web::test]
async fn the_old_way_is_there_for_who_asks_for_it() {
    let provider = TestProvider::start();
    let app = provider
        .portal(&provider.settings().with(&SSO_CALLBACK_HANDOVER, "token"))
        .await;
    let page = provider
        .sign_in(&mut Browser::default(), &app, "/auth/oidc/login", "kim")
        .await;
    assert!(
        page.address
            .starts_with(&format!("{}/auth/callback?token=", app.base())),
        "{}",
        page.address
    );
    let token = field(&page.address, "token").unwrap();
    app.stranger().bearer(token).get("/auth/user").await.assert_status(200);
}

#[actix_web::test]
async fn passwords_that_are_kept_here_work_beside_it_unless_they_are_switched_off() {
    let provider = TestProvider::start();
    let beside = provider.portal(&provider.settings()).await;
    beside.add("lee", &["DX-Users"]);
    beside.try_to_sign_in("lee", PASSWORD).await.assert_status(200);
    let alone = provider.portal(&provider.settings().with(&LOCAL_LOGIN, "false")).await;
    alone.add("lee", &["DX-Users"]);
    alone.try_to_sign_in("lee", PASSWORD).await.assert_status(401);
    // A person of the provider has no password here, and none opens the account.
    provider
        .sign_in(&mut Browser::default(), &beside, "/auth/oidc/login", "kim")
        .await;
    for password in [" ", "any", PASSWORD] {
        beside.try_to_sign_in("kim", password).await.assert_status(401);
    }
}

#[actix_web::test]
async fn the_portals_address_is_the_set_one_or_a_trusted_proxys_word() {
    let provider = TestProvider::start();
    let app = provider.portal(&provider.settings()).await;
    // Without a proxy, `Host` is only what the browser says.
    let direct = app.stranger().get("/auth/oidc/login").await.expect(302);
    assert_eq!(direct.header("location"), "/?sign_in_error=unavailable");
    let set = provider
        .portal(&provider.settings().with(&PUBLIC_URL, "https://portal.example.org"))
        .await;
    let asked = set.stranger().get("/auth/oidc/login").await.expect(302);
    let back_to = field(asked.header("location"), "redirect_uri");
    assert_eq!(
        back_to,
        Some("https%3A%2F%2Fportal.example.org%2Fauth%2Foidc%2Fcallback")
    );
}

#[actix_web::test]
async fn a_wrong_secret_of_the_portal_is_the_operators_and_not_the_persons_fault() {
    let provider = TestProvider::start();
    let app = provider
        .portal(&provider.settings().with(&OIDC_CLIENT_SECRET, "wrong"))
        .await;
    let page = provider
        .sign_in(&mut Browser::default(), &app, "/auth/oidc/login", "kim")
        .await;
    assert_eq!(refusal(&page), "oidc_failed");
}
