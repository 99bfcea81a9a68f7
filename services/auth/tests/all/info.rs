use std::fs;
use std::time::{Duration, SystemTime};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::app::App;

#[actix_web::test]
async fn a_stranger_learns_how_to_sign_in() {
    let app = App::start_with(|settings| settings.cluster_name = "Haneul".into()).await;
    let expected = json!({
        "sso_enabled": false, "sso_type": null, "login_url": "/auth/login", "logout_url": "/auth/logout",
        "methods": ["password"], "oidc": null, "open_mode": false, "cluster_name": "Haneul", "demo": false, "message_of_the_day": null,
    });
    assert_eq!(app.stranger().get("/auth/info").await.expect(200).json(), expected);
}

#[actix_web::test]
async fn the_message_of_the_day_is_read_again_when_it_changes() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("motd.md");
    let app = App::start_with(|settings| settings.message_of_the_day = Some(path.clone())).await;
    let words = async || app.stranger().get("/auth/info").await.expect(200).json()["message_of_the_day"].clone();

    assert_eq!(words().await, Value::Null, "there is no file yet");
    fs::write(&path, "**Maintenance** on Friday\n").unwrap();
    assert_eq!(words().await, "**Maintenance** on Friday\n");
    fs::write(&path, "금요일 점검\n").unwrap();
    assert_eq!(words().await, "금요일 점검\n");

    // As long, but later.
    fs::write(&path, "목요일 점검\n").unwrap();
    let later = SystemTime::now_plus(Duration::from_secs(60));
    fs::File::options()
        .write(true)
        .open(&path)
        .unwrap()
        .set_modified(later)
        .unwrap();
    assert_eq!(words().await, "목요일 점검\n");

    fs::write(&path, "  \n").unwrap();
    assert_eq!(words().await, Value::Null, "it says nothing");
    fs::write(&path, "x".repeat(100_000)).unwrap();
    assert_eq!(words().await.as_str().unwrap().len(), 65_536, "no more than 64 KiB");
    fs::write(&path, b"caf\xe9").unwrap();
    assert_eq!(words().await, "caf\u{fffd}", "not all files are UTF-8");
    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    assert_eq!(words().await, Value::Null, "a folder says nothing");
}

/// The clock of files, from a file: tests do not ask the system for the time.
trait Later {
    fn now_plus(by: Duration) -> SystemTime;
}

impl Later for SystemTime {
    fn now_plus(by: Duration) -> SystemTime {
        let file = tempfile::NamedTempFile::new().unwrap();
        file.as_file().metadata().unwrap().modified().unwrap() + by
    }
}
