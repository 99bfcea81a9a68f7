use std::fs;

use portal_testkit::SECRET;

use crate::portal::{Shell, bare};

#[test]
fn good_settings_are_shown_without_secrets() {
    let shell = Shell::new();
    let checked = shell.portal("config check").env("CLUSTER_NAME", "Haneul").run();
    assert_eq!((checked.code, checked.stderr.as_str()), (Some(0), ""));
    let line = |name: &str| {
        let line = checked
            .stdout
            .lines()
            .find(|line| line.starts_with(&format!("{name} ")));
        line.unwrap().split_once(' ').unwrap().1.trim().to_owned()
    };
    assert_eq!(line("CLUSTER_NAME"), "Haneul");
    assert_eq!(line("JWT_SECRET_KEY"), "(set, not shown)");
    assert_eq!(line("WORKERS"), "2 (default)");
    assert_eq!(line("REDIS_HOST"), "(not set)");
    assert!(!checked.stdout.contains(SECRET));
    assert!(
        checked
            .stdout
            .ends_with("The settings of auth, dashboard and websocket can be used.\n")
    );
}

#[test]
fn a_wrong_setting_is_named_once_with_what_is_expected() {
    let shell = Shell::new();
    for (name, value, expected) in [
        (
            "PORT",
            "http",
            "PORT: expected a whole number from 0 to 65535 (it is \"http\")",
        ),
        ("UPLOAD_ROOT", "uploads", "UPLOAD_ROOT: expected an absolute path"),
        (
            "SSO_GROUP_PERMISSIONS",
            "{\"Ops\": [\"root\"]}",
            "SSO_GROUP_PERMISSIONS: \"root\" is no permission",
        ),
        ("SSO_ENABLED", "true", "SSO_TYPE: the portal speaks OpenID Connect"),
        (
            "WEBSOCKET_HISTORY",
            "1",
            "WEBSOCKET_HISTORY: expected a whole number from 16 to 65536",
        ),
    ] {
        let checked = shell.portal("config check").env(name, value).run();
        assert_eq!(checked.code, Some(78), "{name}");
        let lines: Vec<_> = checked.stderr.lines().collect();
        assert!(lines.first().unwrap().contains(expected), "{}", checked.stderr);
        assert_eq!(
            *lines.last().unwrap(),
            "portal: a setting is wrong; see above and docs/CONFIGURATION.md"
        );
        assert_eq!(lines.len(), 2, "{}", checked.stderr);
    }
}

#[test]
fn a_weak_secret_is_not_shown() {
    let shell = Shell::new();
    let checked = shell
        .portal("config check")
        .env("JWT_SECRET_KEY", "hunter2-hunter2")
        .run();
    assert_eq!(checked.code, Some(78));
    assert!(
        checked
            .stderr
            .starts_with("portal: JWT_SECRET_KEY: must have at least 32 characters"),
        "{}",
        checked.stderr
    );
    assert!(!format!("{}{}", checked.stdout, checked.stderr).contains("hunter2"));
}

#[test]
fn the_env_file_counts_where_the_environment_is_silent() {
    let shell = Shell::new();
    fs::write(
        shell.folder.path().join(".env"),
        "CLUSTER_NAME='from the file'\nWORKERS=7\n",
    )
    .unwrap();
    let checked = shell.portal("config check").env("WORKERS", "3").run();
    assert!(checked.stdout.contains("from the file"), "{}", checked.stdout);
    assert!(
        checked
            .stdout
            .lines()
            .any(|line| line.starts_with("WORKERS") && line.ends_with(" 3"))
    );

    fs::write(shell.folder.path().join(".env"), "this is no setting\n").unwrap();
    let broken = shell.run("config check");
    assert_eq!(broken.code, Some(78));
    assert!(broken.stderr.starts_with("portal: .env: line 1:"), "{}", broken.stderr);
}

#[test]
fn tables_are_brought_up_to_date_once() {
    let shell = Shell::new();
    let first = shell.run("migrate-db");
    assert_eq!(first.code, Some(0), "{}", first.stderr);
    assert!(
        first.stdout.starts_with("Applied: 20261121000001, "),
        "{}",
        first.stdout
    );
    assert_eq!(shell.run("migrate-db").stdout, "The tables are up to date\n");
}

#[test]
fn a_database_that_is_not_there_is_said_without_its_password() {
    let url = "postgres://portal:hunter22@127.0.0.1:1/portal";
    let failed = bare("migrate-db").folder("/").env("DATABASE_URL", url).run();
    assert_eq!(failed.code, Some(69));
    assert!(
        failed
            .stderr
            .starts_with("portal: the database cannot be used; see DATABASE_URL: "),
        "{}",
        failed.stderr
    );
    assert_eq!(failed.stderr.lines().count(), 1, "{}", failed.stderr);
    assert!(!failed.stderr.contains("hunter22"));
}
