//! What the service refuses stands in the audit log, which another service keeps.

use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use actix_web::dev::ServerHandle;
use actix_web::{App as Actix, HttpRequest, HttpResponse, HttpServer, web};
use portal_http::Running;
use portal_testkit::{http_settings, token};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::app::Options;
use crate::listener::Upgrade;

/// The part of the auth service that is asked here: it knows of no ended session, of no key but one, and writes refusals
/// down when it is told to.
struct AuthStub {
    port: u16,
    told: Arc<Mutex<Told>>,
    handle: ServerHandle,
}

struct Told {
    answer: u16,
    tries: usize,
    refusals: Vec<Value>,
}

impl AuthStub {
    fn start(answer: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let told = Arc::new(Mutex::new(Told {
            answer,
            tries: 0,
            refusals: Vec::new(),
        }));
        let shared = web::Data::from(Arc::clone(&told));
        let server = HttpServer::new(move || {
            Actix::new()
                .app_data(shared.clone())
                .route(
                    "/auth/revocations",
                    web::get().to(async || HttpResponse::Ok().json(json!({"revocations": []}))),
                )
                .route("/auth/refusals", web::post().to(take))
        });
        let server = server.workers(1).disable_signals().listen(listener).unwrap().run();
        let handle = server.handle();
        actix_web::rt::spawn(server);
        Self { port, told, handle }
    }

    fn answers(&self, status: u16) {
        self.told.lock().unwrap().answer = status;
    }

    fn tries(&self) -> usize {
        self.told.lock().unwrap().tries
    }

    /// Who was refused what, and why.
    fn rows(&self) -> Vec<String> {
        let told = self.told.lock().unwrap();
        let text = |row: &Value, name: &str| row[name].as_str().unwrap().to_owned();
        let row = |row: &Value| {
            assert_eq!(row["action"], "access.refuse");
            let [actor, method, object, reason] = ["actor", "method", "object", "reason"].map(|name| text(row, name));
            format!("{actor} ({method}): {object}, {reason}")
        };
        told.refusals.iter().map(row).collect()
    }
}

async fn take(told: web::Data<Mutex<Told>>, request: HttpRequest, body: web::Json<Value>) -> HttpResponse {
    let secret = http_settings().secrets.internal;
    assert_eq!(
        request.headers().get("x-internal-secret").unwrap(),
        secret.expose_secret()
    );
    let mut told = told.lock().unwrap();
    told.tries += 1;
    if told.answer == 204 {
        told.refusals
            .extend(body["refusals"].as_array().unwrap().iter().cloned());
    }
    HttpResponse::build(told.answer.try_into().unwrap()).finish()
}

/// The service as its program starts it, beside `auth`.
async fn start(auth: &AuthStub, data: &TempDir) -> (Running, String) {
    let mut settings = Options::default().settings(data.path());
    settings.auth_url = format!("http://127.0.0.1:{}", auth.port);
    let running = websocket::start(settings).await.unwrap();
    let base = format!("http://{}", running.address());
    (running, base)
}

/// A page of another site opens a connection with kim's cookie.
async fn intrude(base: &str) {
    let intruder = Upgrade::to(base).cookie(&token("kim", &["DX-Users"]));
    let mut listener = intruder.header("origin", "https://evil.example").open().await;
    assert_eq!(listener.hear().await["code"], "AUTH_FAILED");
    assert_eq!(listener.closed().await, 1008);
}

async fn eventually(what: &str, mut probe: impl FnMut() -> bool) {
    for _ in 0..400 {
        if probe() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("{what} did not come");
}

#[actix_web::test]
async fn refusals_are_told_to_the_service_that_keeps_the_log() {
    let (auth, data) = (AuthStub::start(204), TempDir::new().unwrap());
    let (running, base) = start(&auth, &data).await;
    intrude(&base).await;
    // A token that is not good, or none, is no refusal: nobody is known.
    let mut stranger = Upgrade::to(&base).bearer("nonsense").open().await;
    assert_eq!(stranger.closed_eventually().await, 1008);
    let mut kim = Upgrade::to(&base).bearer(&token("kim", &["DX-Users"])).greeted().await;
    assert_eq!(kim.ask(json!({"type": "clear_cache"})).await["code"], "FORBIDDEN");
    let expected = [
        "kim (cookie): GET /ws, cross_origin",
        "kim (bearer): /ws clear_cache, permission_missing",
    ];
    eventually("both refusals", || auth.rows() == expected).await;
    let row = auth.told.lock().unwrap().refusals[0].clone();
    assert_eq!(row["address"], "127.0.0.1");
    assert!(row["request_id"].as_str().unwrap().len() > 10, "{row}");
    running.stop().await;
}

#[actix_web::test]
async fn what_repeats_is_told_as_a_sum_before_the_service_ends() {
    let (auth, data) = (AuthStub::start(204), TempDir::new().unwrap());
    let (running, base) = start(&auth, &data).await;
    for _ in 0..20 {
        intrude(&base).await;
    }
    running.stop().await;
    let expected = [
        "kim (cookie): GET /ws, cross_origin",
        "kim (cookie): GET /ws, cross_origin, 19 more within a minute",
    ];
    assert_eq!(auth.rows(), expected);
    auth.handle.stop(false).await;
}

#[actix_web::test]
async fn refusals_wait_until_the_log_takes_them() {
    let (auth, data) = (AuthStub::start(503), TempDir::new().unwrap());
    let (running, base) = start(&auth, &data).await;
    intrude(&base).await;
    eventually("a second try", || auth.tries() >= 2).await;
    assert!(auth.rows().is_empty());
    auth.answers(204);
    eventually("the refusal", || auth.rows() == ["kim (cookie): GET /ws, cross_origin"]).await;
    running.stop().await;
}

#[actix_web::test]
async fn what_is_never_taken_is_counted() {
    let (auth, data) = (AuthStub::start(400), TempDir::new().unwrap());
    let (running, base) = start(&auth, &data).await;
    let dropped = async || {
        let metrics = portal_testkit::TestClient::stranger(&base).get("/metrics").await;
        let text = metrics.expect(200).text();
        let line = text.lines().find_map(|line| line.strip_prefix("audit_dropped_total "));
        line.map_or(0, |count| count.parse().unwrap())
    };
    assert_eq!(dropped().await, 0);
    intrude(&base).await;
    eventually("a try", || auth.tries() == 1).await;
    let mut count = 0;
    for _ in 0..400 {
        count = dropped().await;
        if count > 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    assert_eq!(count, 1, "lost, and said so");
    running.stop().await;
}
