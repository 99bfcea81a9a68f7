use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::{Duration, Instant};

use portal_testkit::{Program, Started, TestClient, TestResponse};
use serde_json::json;
use tempfile::TempDir;

use crate::portal::bare;
use crate::watching::Watching;

/// A folder with a state and with web applications that are small, but laid out as the build lays them out.
struct Place {
    folder: TempDir,
}

impl Place {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let web = folder.path().join("web");
        for application in ["portal", "dashboard"] {
            let assets = web.join(application).join("assets");
            fs::create_dir_all(&assets).unwrap();
            fs::create_dir_all(web.join(application).join(".vite")).unwrap();
            fs::write(web.join(application).join(".vite/manifest.json"), "{}").unwrap();
            fs::write(assets.join("index-C0FFEE.js"), format!("// {application}\n")).unwrap();
            let page = format!("<!doctype html><title>{application}</title>");
            fs::write(web.join(application).join("index.html"), page).unwrap();
        }
        fs::write(web.join("outside.txt"), "outside").unwrap();
        Self { folder }
    }

    fn state(&self) -> std::path::PathBuf {
        self.folder.path().join("state")
    }

    fn portal(&self, arguments: &str) -> Program {
        bare(arguments).folder(self.folder.path())
    }

    fn demo(&self) -> Demo {
        Demo::of(self.portal("demo --port 0 --state state --web web"))
    }
}

/// A demo that runs.
struct Demo {
    process: Started,
    welcome: String,
    client: TestClient,
}

impl Demo {
    fn of(program: Program) -> Self {
        let mut process = program.start();
        let welcome = process.read_until("Ctrl-C stops");
        let line = welcome
            .lines()
            .map(str::trim)
            .find(|line| line.starts_with("http://127.0.0.1:"));
        let client = TestClient::stranger(line.unwrap().trim_end_matches('/'));
        Self {
            process,
            welcome,
            client,
        }
    }

    fn password(&self) -> String {
        let mut lines = self.welcome.lines().map(str::trim);
        lines.by_ref().find(|line| *line == "with the password").unwrap();
        lines.find(|line| !line.is_empty()).unwrap().to_owned()
    }

    async fn sign_in(&self, name: &str) -> TestResponse {
        let body = json!({"username": name, "password": self.password()});
        self.client.post_json("/auth/login", &body).await
    }

    async fn signed_in(&self, name: &str) -> TestClient {
        let reply = self.sign_in(name).await.expect(200).json();
        self.client.bearer(reply.get("token").unwrap().as_str().unwrap())
    }
}

#[actix_web::test]
async fn everybody_signs_in_and_sees_what_their_group_may() {
    let place = Place::new();
    let mut demo = place.demo();
    for (name, group) in [("admin", "HPC-Admins"), ("alice", "DX-Users"), ("bob", "CAEG-Users")] {
        assert!(demo.welcome.contains(&format!("{name:8}{group}")), "{}", demo.welcome);
        let user = demo.signed_in(name).await.get("/auth/user").await.expect(200).json();
        assert_eq!(user.get("groups").unwrap(), &json!([group]));
    }
    let info = demo.client.get("/auth/info").await.expect(200).json();
    assert_eq!(info.get("demo").unwrap(), &json!(true));
    assert_eq!(demo.process.terminate(), Some(0));
}

#[actix_web::test]
async fn all_services_answer_on_the_one_port() {
    let place = Place::new();
    let demo = place.demo();
    let alice = demo.signed_in("alice").await;
    for path in [
        "/api/v2/files/uploads",
        "/dashboardapi/v2/files/uploads",
        "/v2/files/limits",
        "/services",
        "/api/health",
    ] {
        alice.get(path).await.assert_status(200);
    }
    let document = alice.get("/api/openapi.json").await.expect(200).text();
    assert!(
        document.contains("\"/auth/login\"") && document.contains("\"/ws\""),
        "all services in one document"
    );
    assert_eq!(
        demo.client.get("/health").await.expect(200).json().get("mode").unwrap(),
        &json!("mock")
    );
    demo.client.get("/api/v2/files/uploads").await.assert_status(401);
    demo.client.get("/ws").await.assert_status(400);
    for path in ["/api/nowhere", "/auth/nowhere", "/api", "/auth"] {
        assert_eq!(demo.client.get(path).await.expect(404).code(), "not_found", "{path}");
    }
}

#[actix_web::test]
async fn there_are_images_that_say_that_they_are_simulated() {
    let place = Place::new();
    let demo = place.demo();
    let alice = demo.signed_in("alice").await;
    let began = Instant::now();
    let images = loop {
        let images = alice.get("/api/v2/images").await.expect(200).json();
        if images.get("total").unwrap() == &json!(5) {
            break images;
        }
        assert!(began.elapsed() < Duration::from_secs(60), "{images}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    for image in images.get("images").unwrap().as_array().unwrap() {
        assert_eq!(image.pointer("/labels/simulated").unwrap(), "true");
    }
    let checked = alice
        .get("/api/v2/templates/openfoam-cfd/validate")
        .await
        .expect(200)
        .json();
    assert_eq!(checked.get("image_exists").unwrap(), &json!(true), "{checked}");
}

#[actix_web::test]
async fn whoever_watches_hears_how_a_look_for_images_goes_on() {
    let place = Place::new();
    let demo = place.demo();
    let admin = demo.signed_in("admin").await;
    let token = demo.sign_in("alice").await.expect(200).json();
    let mut alice = Watching::begin(admin.base(), token.get("token").unwrap().as_str().unwrap()).await;
    alice.subscribe("images").await;
    let registry = place.state().join("apptainer/images");
    fs::rename(
        registry.join("shared/python-3.13.sif"),
        registry.join("compute/python.sif"),
    )
    .unwrap();
    admin.post("/api/v2/images/scan").await.assert_status(202);
    let mut changed = None;
    loop {
        let heard = alice.hear().await;
        let data = heard.get("data").cloned().unwrap_or_default();
        match heard.get("type").and_then(|kind| kind.as_str()) {
            Some("images_changed") if data.get("all") == Some(&json!(false)) => {
                changed = data.get("image_ids").cloned()
            }
            Some("image_scan") if data.get("running") == Some(&json!(false)) && changed.is_some() => break,
            _ => {}
        }
    }
    let ids = changed.unwrap();
    let path = format!("/api/v2/images/{}", ids.pointer("/0").unwrap().as_str().unwrap());
    let moved = admin.get(&path).await.expect(200).json();
    assert_eq!(moved.get("partition").unwrap(), "compute");
}

#[actix_web::test]
async fn everybody_has_jobs_on_a_simulated_cluster() {
    let place = Place::new();
    let demo = Demo::of(place.portal("demo --port 0 --state state --web web --speed 50"));
    for name in ["admin", "alice", "bob"] {
        let person = demo.signed_in(name).await;
        let cluster = first_look(&person).await;
        assert_eq!(cluster["simulated"], true);
        assert_eq!(cluster["nodes"]["total"], 82);
        let mine = person.get("/api/v2/jobs?user=me&limit=1").await.expect(200).json();
        assert!(mine["total"].as_u64().unwrap() > 0, "{name}: {mine}");
        assert_eq!(mine["items"][0]["user"], name);
    }
}

/// What is told about the cluster as soon as it has been looked at for the first time.
async fn first_look(person: &TestClient) -> serde_json::Value {
    let patience = Instant::now() + Duration::from_secs(20);
    loop {
        let reply = person.get("/api/v2/cluster").await;
        if reply.status == 200 {
            return reply.json();
        }
        assert!(Instant::now() < patience, "{}", reply.text());
        actix_web::rt::time::sleep(Duration::from_millis(20)).await;
    }
}

#[test]
fn a_cluster_of_no_known_size_is_refused() {
    let place = Place::new();
    let refused = place.portal("demo --cluster huge").run();
    assert_eq!(refused.code, Some(2));
    assert!(
        refused.stderr.contains("a cluster is small, medium or large"),
        "{}",
        refused.stderr
    );
    let refused = place.portal("demo --speed 101").run();
    assert_eq!(refused.code, Some(2));
}

#[actix_web::test]
async fn a_file_goes_up_and_is_in_the_list() {
    let place = Place::new();
    let demo = place.demo();
    let alice = demo.signed_in("alice").await;
    let content = b"3.14159\n".repeat(10_000);
    let init = json!({"filename": "input.dat", "file_size": content.len()});
    let upload = alice
        .post_json("/api/v2/files/upload/init", &init)
        .await
        .expect(201)
        .json();
    let id = upload.get("upload_id").unwrap().as_str().unwrap();
    let chunk = format!("/api/v2/files/uploads/{id}/chunks/0");
    alice.put_bytes(&chunk, content.clone()).await.assert_status(200);
    let done = alice
        .post_json("/api/v2/files/upload/complete", &json!({"upload_id": id}))
        .await
        .expect(200);
    assert!(done.text().contains("input.dat"), "{}", done.text());
    let bob = demo
        .signed_in("bob")
        .await
        .get("/api/v2/files/uploads")
        .await
        .expect(200)
        .json();
    assert_eq!(bob.get("total").unwrap(), 0, "bob does not see alice's");
    assert!(
        holds(&place.state().join("uploads"), &content),
        "the file is in the state folder"
    );
}

/// Whether any file below `folder` has exactly this content.
fn holds(folder: &Path, content: &[u8]) -> bool {
    fs::read_dir(folder).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            holds(&path, content)
        } else {
            fs::read(path).unwrap() == content
        }
    })
}

#[actix_web::test]
async fn pages_and_files_are_served_as_nginx_serves_them() {
    let place = Place::new();
    let demo = place.demo();
    for (path, application) in [
        ("/", "portal"),
        ("/sign-in", "portal"),
        ("/auth/callback?token=x", "portal"),
        ("/dashboard/", "dashboard"),
        ("/dashboard/uploads?sort=-created_at", "dashboard"),
    ] {
        let page = demo.client.get(path).await.expect(200);
        assert_eq!(
            page.text(),
            format!("<!doctype html><title>{application}</title>"),
            "{path}"
        );
        assert_eq!(page.header("cache-control"), "no-cache");
        assert_eq!(page.header("x-content-type-options"), "nosniff");
        let policy = page.header("content-security-policy");
        assert!(policy.starts_with("default-src 'self'; script-src 'self';"), "{policy}");
        assert!(policy.ends_with("frame-ancestors 'none'"), "{policy}");
    }
    for (path, application) in [
        ("/assets/index-C0FFEE.js", "portal"),
        ("/dashboard/assets/index-C0FFEE.js", "dashboard"),
    ] {
        let script = demo.client.get(path).await.expect(200);
        assert_eq!(script.text(), format!("// {application}\n"));
        assert_eq!(script.header("cache-control"), "public, max-age=31536000, immutable");
        assert!(
            script.header("content-type").starts_with("text/javascript"),
            "{}",
            script.header("content-type")
        );
    }
    let moved = demo.client.get("/dashboard?token=x&y=%20").await.expect(301);
    assert_eq!(moved.header("location"), "/dashboard/?token=x&y=%20");
    assert_eq!(demo.client.head("/").await.expect(200).text(), "");
}

#[actix_web::test]
async fn nothing_else_of_the_disk_is_served() {
    let place = Place::new();
    let demo = place.demo();
    for path in [
        "/.vite/manifest.json",
        "/assets/none.js",
        "/dashboard/none.css",
        "/../outside.txt",
        "/assets/../../outside.txt",
        "/%2e%2e/outside.txt",
        "/..%2foutside.txt",
        "/dashboard/%2e%2e/outside.txt",
        "//outside.txt",
    ] {
        let reply = demo.client.get(path).await;
        assert!(!reply.text().contains("outside"), "{path}: {}", reply.text());
        assert!(matches!(reply.status, 200 | 404), "{path}: {}", reply.status);
    }
    demo.client.get("/.vite/manifest.json").await.assert_status(404);
    demo.client.get("/assets/none.js").await.assert_status(404);
    demo.client.post("/").await.assert_status(404);
}

#[actix_web::test]
async fn accounts_secrets_and_sessions_are_kept_between_runs() {
    let place = Place::new();
    let mut first = place.demo();
    let (password, token) = (first.password(), first.sign_in("alice").await.expect(200).json());
    assert_eq!(first.process.terminate(), Some(0));

    let again = place.demo();
    assert_eq!(again.password(), password);
    let alice = again.client.bearer(token.get("token").unwrap().as_str().unwrap());
    alice.get("/auth/user").await.assert_status(200);

    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&place.state()), 0o700);
    assert_eq!(mode(&place.state().join("jwt-secret")), 0o600);
    assert_eq!(mode(&place.state().join("password")), 0o600);
}

#[actix_web::test]
async fn a_password_of_ones_own() {
    let place = Place::new();
    let command = "demo --port 0 --state state --web web";
    let demo = Demo::of(
        place
            .portal(command)
            .env("PORTAL_DEMO_PASSWORD", "a horse of one's own"),
    );
    assert_eq!(demo.password(), "a horse of one's own");
    demo.sign_in("bob").await.assert_status(200);
    let weak = place.portal(command).env("PORTAL_DEMO_PASSWORD", "demo").run();
    assert_eq!(weak.code, Some(1));
    assert!(weak.stderr.contains("at least 10 characters"), "{}", weak.stderr);
}

#[test]
fn a_port_that_is_taken_is_said() {
    let place = Place::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let refused = place
        .portal(&format!("demo --port {port} --state state --web web"))
        .run();
    assert_eq!(refused.code, Some(69));
    let expected =
        format!("portal: port {port} of 127.0.0.1 cannot be used; choose another one, such as: portal demo --port 0");
    assert!(refused.stderr.starts_with(&expected), "{}", refused.stderr);
    assert_eq!(refused.stderr.lines().count(), 1);
}

#[test]
fn web_applications_that_are_not_built_are_said() {
    let place = Place::new();
    fs::remove_file(place.folder.path().join("web/dashboard/index.html")).unwrap();
    let refused = place.portal("demo --port 0 --state state --web web").run();
    assert_eq!(refused.code, Some(69));
    assert!(
        refused.stderr.contains("npm --prefix services/web run build"),
        "{}",
        refused.stderr
    );
    assert!(
        refused.stderr.contains("web/dashboard/index.html is missing"),
        "{}",
        refused.stderr
    );
    assert!(!place.state().exists(), "nothing was made in vain");
}

#[test]
fn a_folder_that_holds_something_else_is_left_alone() {
    let place = Place::new();
    fs::create_dir(place.state()).unwrap();
    fs::write(place.state().join("thesis.tex"), "ten years").unwrap();
    let before = fs::metadata(place.state()).unwrap().permissions().mode();
    let refused = place.portal("demo --port 0 --state state --web web").run();
    assert_eq!(refused.code, Some(1));
    assert!(
        refused
            .stderr
            .contains("holds something else; name a new folder with --state"),
        "{}",
        refused.stderr
    );
    assert_eq!(fs::metadata(place.state()).unwrap().permissions().mode(), before);
    assert_eq!(fs::read_dir(place.state()).unwrap().count(), 1);
}
