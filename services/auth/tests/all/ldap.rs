use std::net::TcpListener;
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use portal_config::names::{
    LDAP_ALLOWED_GROUPS, LDAP_BIND_DN, LDAP_BIND_PASSWORD, LDAP_CA_FILE, LDAP_GROUP_BASE, LDAP_GROUP_FILTER,
    LDAP_START_TLS, LDAP_URL, LDAP_USER_BASE, LDAP_USER_DN_TEMPLATE, LOCAL_LOGIN,
};
use portal_config::{Source, WaysIn};
use serde_json::json;

use crate::app::{App, PASSWORD};
use crate::fixture::Fixture;

fn directory() -> Fixture {
    Fixture::start("ldap.sh", "LDAP_DIR")
}

/// A search with the portal's own account over StartTLS, then a bind.
fn search_and_bind(directory: &Fixture) -> Source {
    Source::default()
        .with(&LDAP_URL, directory.value("LDAP_URL"))
        .with(&LDAP_CA_FILE, directory.value("LDAP_CA_FILE"))
        .with(&LDAP_BIND_DN, directory.value("LDAP_BIND_DN"))
        .with(&LDAP_BIND_PASSWORD, directory.value("LDAP_BIND_PASSWORD"))
        .with(&LDAP_USER_BASE, "ou=people,dc=test")
        .with(&LDAP_GROUP_BASE, "ou=groups,dc=test")
}

async fn app(source: &Source) -> App {
    App::start_with(|settings| settings.ways_in = WaysIn::load(source).unwrap()).await
}

/// Status and groups of a sign-in.
async fn try_in(app: &App, name: &str, password: &str) -> (u16, Vec<String>) {
    let reply = app.try_to_sign_in(name, password).await;
    let body = reply.json();
    let groups = body["user"]["groups"].as_array().cloned().unwrap_or_default();
    (
        reply.status,
        groups.iter().map(|group| group.as_str().unwrap().to_owned()).collect(),
    )
}

#[actix_web::test]
async fn people_of_the_directory_sign_in_with_their_password_there() {
    let directory = directory();
    let app = app(&search_and_bind(&directory)).await;
    let reply = app.try_to_sign_in("kim", "pw-kim").await.expect(200).json();
    let user = &reply["user"];
    assert_eq!(
        (&user["username"], &user["email"]),
        (&json!("kim"), &json!("kim@example.org"))
    );
    assert_eq!(
        (&user["display_name"], &user["source"]),
        (&json!("Kim Min-su"), &json!("ldap"))
    );
    // Those with rules first; the names are short, whatever the directory calls them.
    assert_eq!(user["groups"], json!(["DX-Users", "gpu"]));
    assert_eq!(user["permissions"], json!(["dashboard", "vnc", "app"]));
    let kim = app.stranger().bearer(reply["token"].as_str().unwrap());
    let sessions = kim.get("/auth/sessions").await.expect(200).json();
    assert_eq!(sessions["sessions"][0]["method"], json!("ldap"));
}

#[actix_web::test]
async fn every_way_to_ask_gives_the_same_answer() {
    let directory = directory();
    let known = search_and_bind(&directory);
    let anonymous = known.clone().with(&LDAP_BIND_DN, "").with(&LDAP_BIND_PASSWORD, "");
    let as_person = anonymous
        .clone()
        .with(&LDAP_USER_DN_TEMPLATE, "uid={name},ou=people,dc=test");
    for (what, source) in [
        (
            "TLS from the first byte",
            known.clone().with(&LDAP_URL, directory.value("LDAPS_URL")),
        ),
        ("plain, on this machine", known.clone().with(&LDAP_START_TLS, "false")),
        ("search as nobody", anonymous),
        ("bind as the person", as_person.clone()),
        (
            "bind as the person, without a search",
            as_person.clone().with(&LDAP_USER_BASE, ""),
        ),
        (
            "bind as the person, read as the portal",
            known
                .clone()
                .with(&LDAP_USER_DN_TEMPLATE, "uid={name},ou=people,dc=test"),
        ),
        (
            "groups that name their members",
            known
                .clone()
                .with(&LDAP_GROUP_FILTER, "(&(objectClass=groupOfNames)(member={dn}))"),
        ),
    ] {
        let app = app(&source).await;
        let right = try_in(&app, "kim", "pw-kim").await;
        assert_eq!(right, (200, vec!["DX-Users".to_owned(), "gpu".to_owned()]), "{what}");
        assert_eq!(try_in(&app, "kim", "pw-lee").await.0, 401, "{what}");
        assert_eq!(try_in(&app, "nobody", "pw-kim").await.0, 401, "{what}");
    }
}

#[actix_web::test]
async fn a_wrong_password_and_an_unknown_name_get_the_answer_that_they_always_get() {
    let directory = directory();
    let app = app(&search_and_bind(&directory)).await;
    let expected = json!({"error": "Invalid username or password", "code": "invalid_credentials"});
    let cases = [
        ("kim", "pw-lee"),
        ("kim", "pw-kim "),
        ("kim", "\0"),
        ("nobody", "pw-kim"),
        // Not people: the administrator, a group, the place where people are.
        ("admin", "admin-of-the-fixture"),
        ("gpu", "x"),
        ("people", "x"),
    ];
    for (name, password) in cases {
        let reply = app.try_to_sign_in(name, password).await.expect(401);
        assert_eq!(reply.json(), expected, "{name}");
    }
    // This directory takes a bind without a password for a bind of nobody, and says yes.
    app.try_to_sign_in("kim", "").await.assert_status(400);
}

#[actix_web::test]
async fn names_that_mean_something_to_ldap_mean_nothing_here() {
    let directory = directory();
    let known = search_and_bind(&directory);
    let as_person = known
        .clone()
        .with(&LDAP_USER_DN_TEMPLATE, "uid={name},ou=people,dc=test");
    for source in [known, as_person] {
        let app = app(&source).await;
        let names = [
            "*",
            "k*",
            "kim)(uid=*",
            "*)(|(uid=*",
            "kim,ou=people,dc=test",
            "kim+uid=kim",
            "kim\\2a",
            "\\6bim",
            "ki\\m",
            "kim\0",
            " kim",
            "kim ",
            "#kim",
            "uid=kim",
            "",
            "{name}",
            "{dn}",
            "kim\nlee",
            "k\u{ad}im",
            "ｋｉｍ",
            "..",
            "kim@",
            "_kim",
            "k.im",
        ];
        let tries = join_all(names.map(|name| try_in(&app, name, "pw-kim"))).await;
        for (name, (status, _)) in names.iter().zip(tries) {
            let expected = if name.is_empty() { 400 } else { 401 };
            assert_eq!(status, expected, "{name:?}");
        }
    }
}

#[actix_web::test]
async fn the_directory_decides_how_a_name_is_written() {
    let directory = directory();
    let app = app(&search_and_bind(&directory)).await;
    for (typed, name) in [("KIM", "kim"), ("park", "Park"), ("PARK", "Park")] {
        let password = format!("pw-{name}");
        let reply = app.try_to_sign_in(typed, &password).await.expect(200).json();
        assert_eq!(reply["user"]["username"], json!(name), "{typed}");
    }
}

#[actix_web::test]
async fn only_members_of_allowed_groups_come_in_and_only_real_groups_count() {
    let directory = directory();
    let known = search_and_bind(&directory);
    let some = app(&known
        .clone()
        .with(&LDAP_ALLOWED_GROUPS, "gpu; cn=DX-Users, ou=groups,dc=test"))
    .await;
    for (name, status) in [("kim", 200), ("lee", 200), ("Park", 403), ("choi", 403)] {
        assert_eq!(try_in(&some, name, &format!("pw-{name}")).await.0, status, "{name}");
    }
    let reply = some.try_to_sign_in("Park", "pw-Park").await.expect(403);
    assert_eq!(reply.code(), "not_allowed");
    // A wrong password is not told apart by it.
    assert_eq!(try_in(&some, "Park", "wrong").await.0, 401);

    // Somebody made a group with a powerful name where they could.
    let careful = app(&known).await;
    let choi = careful.try_to_sign_in("choi", "pw-choi").await.expect(200).json();
    assert_eq!(
        (&choi["user"]["groups"], &choi["user"]["permissions"]),
        (&json!([]), &json!([]))
    );
    let careless = app(&known.with(&LDAP_GROUP_BASE, "")).await;
    let choi = careless.try_to_sign_in("choi", "pw-choi").await.expect(200).json();
    assert_eq!(choi["user"]["groups"], json!(["HPC-Admins"]));
}

#[actix_web::test]
async fn changed_groups_count_at_the_next_refresh_and_who_is_gone_is_signed_out() {
    let directory = directory();
    let app = app(&search_and_bind(&directory)).await;
    let token = app.try_to_sign_in("lee", "pw-lee").await.expect(200).json()["token"]
        .as_str()
        .unwrap()
        .to_owned();
    let lee = app.stranger().bearer(&token);
    let change = "dn: cn=gpu,ou=groups,dc=test\nchangetype: modify\nadd: member\nmember: uid=lee,ou=people,dc=test\n";
    directory.order("apply", &[], change);
    let renewed = lee.post("/auth/refresh").await.expect(200).json();
    let renewed = app.stranger().bearer(renewed["token"].as_str().unwrap());
    let user = renewed.get("/auth/user").await.expect(200).json();
    assert_eq!(user["groups"], json!(["DX-Users", "gpu"]));

    directory.order("apply", &[], "dn: uid=lee,ou=people,dc=test\nchangetype: delete\n");
    let reply = renewed.post("/auth/refresh").await.expect(401);
    assert_eq!(reply.code(), "account_gone");
}

#[actix_web::test]
async fn a_person_who_moves_stays_and_a_newcomer_with_an_old_name_is_somebody_else() {
    let directory = directory();
    let app = app(&search_and_bind(&directory).with(&LDAP_USER_BASE, "dc=test")).await;
    assert_eq!(try_in(&app, "kim", "pw-kim").await.0, 200);
    let moved = "dn: uid=kim,ou=people,dc=test\nchangetype: moddn\nnewrdn: uid=kim\ndeleteoldrdn: 0\nnewsuperior: ou=elsewhere,dc=test\n";
    directory.order("apply", &[], moved);
    assert_eq!(try_in(&app, "kim", "pw-kim").await.0, 200);

    directory.order("apply", &[], "dn: uid=kim,ou=elsewhere,dc=test\nchangetype: delete\n");
    let newcomer = "dn: uid=kim,ou=people,dc=test\nchangetype: add\nobjectClass: inetOrgPerson\nuid: kim\ncn: Kim\nsn: Kim\nuserPassword: pw-new\n";
    directory.order("apply", &[], newcomer);
    assert_eq!(try_in(&app, "kim", "pw-new").await.0, 401);
}

#[actix_web::test]
async fn an_account_that_is_kept_here_is_not_the_directorys() {
    let directory = directory();
    let both = app(&search_and_bind(&directory)).await;
    both.add("kim", &["HPC-Admins"]);
    assert_eq!(try_in(&both, "kim", "pw-kim").await.0, 401);
    // In another case it is found there; the account stays whose it is.
    assert_eq!(try_in(&both, "KIM", "pw-kim").await.0, 401);
    assert_eq!(
        try_in(&both, "kim", PASSWORD).await,
        (200, vec!["HPC-Admins".to_owned()])
    );

    let only_there = app(&search_and_bind(&directory).with(&LOCAL_LOGIN, "false")).await;
    only_there.add("boss", &["HPC-Admins"]);
    assert_eq!(try_in(&only_there, "boss", PASSWORD).await.0, 401);
    assert_eq!(try_in(&only_there, "kim", "pw-kim").await.0, 200);
}

#[actix_web::test]
async fn a_server_that_cannot_show_who_it_is_gets_no_password() {
    let directory = directory();
    let known = search_and_bind(&directory);
    let other = Fixture::start("ldap.sh", "LDAP_DIR");
    let by_number = |url: &str| url.replace("localhost", "127.0.0.1");
    for (what, source) in [
        (
            "another authority",
            known.clone().with(&LDAP_CA_FILE, other.value("LDAP_CA_FILE")),
        ),
        (
            "another name",
            known.clone().with(&LDAP_URL, by_number(directory.value("LDAP_URL"))),
        ),
        (
            "another name, TLS",
            known.clone().with(&LDAP_URL, by_number(directory.value("LDAPS_URL"))),
        ),
        ("the system's authorities", known.clone().with(&LDAP_CA_FILE, "")),
    ] {
        let reply = app(&source).await.try_to_sign_in("kim", "pw-kim").await.expect(503);
        assert_eq!(reply.code(), "directory_unavailable", "{what}");
    }
}

#[actix_web::test]
async fn a_directory_that_is_down_or_hangs_or_misses_the_portal_is_said_and_keeps_nobody_else_out() {
    let directory = directory();
    let known = search_and_bind(&directory);
    let url = directory.value("LDAP_URL");
    // Accepts connections (the kernel does), and says nothing.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let silent = format!("ldap://{}", silent.local_addr().unwrap());
    let started = Instant::now();
    let second = app(&known
        .clone()
        .with(&LDAP_URL, format!("ldap://127.0.0.1:1,{silent},{url}")))
    .await;
    assert_eq!(try_in(&second, "kim", "pw-kim").await.0, 200);
    assert!(started.elapsed() < Duration::from_secs(8), "{:?}", started.elapsed());

    for source in [
        known.clone().with(&LDAP_URL, "ldap://127.0.0.1:1"),
        known
            .clone()
            .with(&LDAP_URL, silent.as_str())
            .with(&LDAP_START_TLS, "false"),
        known.clone().with(&LDAP_BIND_PASSWORD, "not-the-portals"),
    ] {
        let app = app(&source).await;
        app.add("boss", &["HPC-Admins"]);
        let reply = app.try_to_sign_in("kim", "pw-kim").await.expect(503);
        assert_eq!(
            (reply.code().as_str(), reply.header("retry-after")),
            ("directory_unavailable", "5")
        );
        assert!(!reply.text().contains("dc=test"), "{}", reply.text());
        assert_eq!(try_in(&app, "boss", PASSWORD).await.0, 200);
    }
}
