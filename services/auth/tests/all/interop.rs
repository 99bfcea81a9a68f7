//! Tokens of the portal that is replaced are accepted here and ours there: PyJWT makes and checks what it made and checked.

use portal_testkit::{SECRET, python};
use serde_json::{Value, json};

use crate::app::{App, NOW};

/// As the earlier portal signs (contract 1.3).
const SIGN: &str = "
import jwt, sys, json
secret, claims, algorithm = sys.argv[1:]
print(jwt.encode(json.loads(claims), secret, algorithm=algorithm))
";

/// As the earlier portal's services check (contract 4.1); time is ours.
const CHECK: &str = "
import jwt, sys, json
secret, token = sys.argv[1:]
options = {'verify_exp': False, 'verify_iat': False}
print(json.dumps(jwt.decode(token, secret, algorithms=['HS256'], options=options)))
";

fn signed(secret: &str, claims: &Value, algorithm: &str) -> String {
    python(SIGN, &[secret, &claims.to_string(), algorithm])
}

fn claims() -> Value {
    json!({
        "sub": "kim", "email": "kim@hpc.local", "groups": ["HPC-Admins"], "permissions": ["dashboard", "admin"],
        "iat": NOW, "exp": NOW + 28_800, "iss": "auth-portal",
    })
}

#[actix_web::test]
async fn a_token_of_the_earlier_portal_is_good_here() {
    let app = App::with_kim().await;
    let kim = app.stranger().bearer(&signed(SECRET, &claims(), "HS256"));
    let reply = kim.post("/auth/verify").await.expect(200).json();
    assert_eq!(reply, json!({"valid": true, "user": claims()}));
    kim.get("/auth/services").await.assert_status(200);
    // Renewed it becomes one of ours, with what the account may today.
    let renewed = kim.post("/auth/refresh").await.expect(200).json();
    let kim = app.stranger().bearer(renewed["token"].as_str().unwrap());
    let shown = kim.get("/auth/user").await.expect(200).json();
    assert_eq!(shown["permissions"], json!(["dashboard", "vnc", "app"]));
}

#[actix_web::test]
async fn a_token_of_ours_is_good_there() {
    let app = App::with_kim().await;
    let token = app.sign_in("kim").await;
    let seen: Value = serde_json::from_str(&python(CHECK, &[SECRET, &token])).unwrap();
    for (claim, value) in [
        ("sub", json!("kim")),
        ("groups", json!(["DX-Users"])),
        ("iss", json!("auth-portal")),
        ("exp", json!(NOW + 3600)),
    ] {
        assert_eq!(seen[claim], value, "{claim}");
    }
    assert!(seen.get("aud").is_none() && seen.get("nbf").is_none());
}

#[actix_web::test]
async fn what_the_earlier_portal_took_too_lightly_is_refused() {
    let app = App::with_kim().await;
    let without = |claim: &str| {
        let mut claims = claims();
        claims.as_object_mut().unwrap().remove(claim);
        claims
    };
    let with = |claim: &str, value: Value| {
        let mut claims = claims();
        claims[claim] = value;
        claims
    };
    let refused = [
        signed("another-key-of-more-than-32-characters", &claims(), "HS256"),
        signed(SECRET, &claims(), "HS512"),
        signed(SECRET, &without("exp"), "HS256"),
        signed(SECRET, &without("iss"), "HS256"),
        signed(SECRET, &without("sub"), "HS256"),
        signed(SECRET, &with("iss", json!("elsewhere")), "HS256"),
        signed(SECRET, &with("aud", json!("somebody")), "HS256"),
        signed(SECRET, &with("iat", json!(NOW + 61)), "HS256"),
        signed(SECRET, &with("nbf", json!(NOW + 61)), "HS256"),
        signed(SECRET, &with("exp", json!(NOW)), "HS256"),
        signed(SECRET, &with("sub", json!("../../etc")), "HS256"),
        signed("", &claims(), "none"),
    ];
    for token in refused {
        app.stranger()
            .bearer(&token)
            .post("/auth/verify")
            .await
            .assert_status(401);
    }
    for good in [
        with("iat", json!(NOW + 60)),
        with("nbf", json!(NOW + 60)),
        with("groups", json!(["CN=DX-Users,OU=x"])),
    ] {
        let token = signed(SECRET, &good, "HS256");
        app.stranger()
            .bearer(&token)
            .post("/auth/verify")
            .await
            .assert_status(200);
    }
}
