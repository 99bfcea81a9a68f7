use portal_testkit::TestClient;

use crate::app::App;

const PORTAL: &str = "https://portal.example.org";
const EVIL: &str = "https://evil.example";

async fn app() -> App {
    let app = App::start_with(|settings| settings.http.allowed_origins = vec![PORTAL.into()]).await;
    app.add("kim", &["DX-Users"]);
    app
}

fn preflight(app: &App, origin: &str) -> TestClient {
    app.stranger()
        .with("origin", origin)
        .with("access-control-request-method", "POST")
        .with("access-control-request-headers", "content-type,authorization")
}

#[actix_web::test]
async fn a_page_of_a_named_origin_may_ask_and_read() {
    let app = app().await;
    let answer = preflight(&app, PORTAL).call("OPTIONS", "/auth/login").await.expect(204);
    assert_eq!(answer.header("access-control-allow-origin"), PORTAL);
    assert_eq!(answer.header("access-control-allow-credentials"), "true");
    assert_eq!(
        answer.header("access-control-allow-headers"),
        "content-type,authorization"
    );
    assert!(answer.header("access-control-allow-methods").contains("DELETE"));
    let read = app
        .stranger()
        .with("origin", PORTAL)
        .get("/auth/info")
        .await
        .expect(200);
    assert_eq!(read.all("access-control-allow-origin"), [PORTAL]);
    assert!(read.all("vary").contains(&"Origin"));
    assert!(read.header("access-control-expose-headers").contains("X-Request-Id"));
}

#[actix_web::test]
async fn nobody_else_is_let_in_and_there_is_no_star() {
    let app = app().await;
    for origin in [EVIL, "null", "https://portal.example.org.evil.example", ""] {
        let answer = preflight(&app, origin).call("OPTIONS", "/auth/login").await.expect(204);
        assert_eq!(answer.header("access-control-allow-origin"), "", "{origin}");
        assert_eq!(answer.header("access-control-allow-methods"), "", "{origin}");
        let read = app
            .stranger()
            .with("origin", origin)
            .get("/auth/info")
            .await
            .expect(200);
        assert_eq!(read.header("access-control-allow-origin"), "", "{origin}");
    }
    let plain = App::start().await;
    let read = plain
        .stranger()
        .with("origin", PORTAL)
        .get("/auth/info")
        .await
        .expect(200);
    assert_eq!(
        (read.header("access-control-allow-origin"), read.header("vary")),
        ("", "")
    );
}
