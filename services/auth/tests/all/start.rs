use portal_config::{Clock, DatabaseUrl};
use portal_http::StartError;
use portal_testkit::TestDatabase;

use crate::app::{App, settings};

#[actix_web::test]
async fn a_wrong_group_map_stops_the_start_and_is_named() {
    let database = TestDatabase::new();
    let mut settings = settings(&database);
    settings.group_permissions = Some(r#"{"Ops": ["root"]}"#.to_owned());
    match auth::start_with(settings, Clock::System).await {
        Err(StartError::Setting(wrong)) => assert_eq!(wrong.name, "SSO_GROUP_PERMISSIONS"),
        other => panic!("{other:?}"),
    }
}

#[actix_web::test]
async fn a_database_that_is_not_there_stops_the_start_without_its_password() {
    let database = TestDatabase::new();
    for url in [
        "sqlite:/proc/nowhere/portal.db",
        "postgres://portal:hunter22@127.0.0.1:1/portal",
    ] {
        let mut settings = settings(&database);
        settings.database.url = DatabaseUrl::parse(url).unwrap();
        let error = auth::start_with(settings, Clock::System).await.unwrap_err();
        assert!(matches!(error, StartError::Needs { .. }), "{error:?}");
        assert!(!format!("{error:?} {error}").contains("hunter22"), "{error:?}");
    }
}

#[actix_web::test]
async fn it_says_how_it_is() {
    let app = App::start().await;
    let health = app.stranger().get("/health").await.expect(200).json();
    assert_eq!(
        (&health["status"], &health["service"]),
        (&"healthy".into(), &"auth-portal".into())
    );
}
