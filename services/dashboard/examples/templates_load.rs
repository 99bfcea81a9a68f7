//! Many templates: how long the first look takes until all are listed, how long one after a restart, and how long lists take.
//!
//!     templates_load templates=5000 requests=200
#![expect(clippy::print_stdout, reason = "a program that prints figures")]
#![expect(clippy::expect_used, reason = "without its parts there is nothing to measure")]

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use portal_config::{Clock, DashboardSettings, Source};
use portal_slurm::Absent;
use portal_testkit::{SECRET, TestDatabase, TestServer};
use serde_json::json;

const QUESTIONS: [(&str, &str); 5] = [
    ("a page of 50", "/api/v2/templates?limit=50"),
    ("a page of a category", "/api/v2/templates?category=area7&limit=50"),
    ("a search", "/api/v2/templates/search?q=number%2042&limit=50"),
    ("1000 rows, as older clients ask", "/api/v2/templates"),
    ("one", "/api/v2/templates/t42"),
];

#[actix_web::main]
async fn main() {
    let options: HashMap<String, u64> = std::env::args().skip(1).map(option).collect();
    let number = |name: &str, default: u64| options.get(name).copied().unwrap_or(default);
    let templates = number("templates", 5000);
    let (database, folder) = (TestDatabase::sqlite(), tempfile::tempdir().expect("a folder"));
    write(folder.path(), templates);
    for round in ["first start", "another start"] {
        let began = Instant::now();
        let server = start(&database, folder.path()).await;
        until(&server, templates).await;
        println!("{round}: {templates} templates listed after {:?}", began.elapsed());
        if round == "another start" {
            for (name, path) in QUESTIONS {
                ask(&server, name, path, number("requests", 200)).await;
            }
            let began = Instant::now();
            write(folder.path(), templates + 1);
            until(&server, templates + 1).await;
            println!("all written again, and one more: listed after {:?}", began.elapsed());
        }
        server.stop().await;
    }
}

fn option(text: String) -> (String, u64) {
    let (name, value) = text.split_once('=').expect("name=number");
    (name.to_owned(), value.parse().expect("a number"))
}

fn write(folder: &Path, templates: u64) {
    for number in 0..templates {
        let place = folder.join(format!("templates/official/area{}", number % 20));
        std::fs::create_dir_all(&place).expect("a folder");
        let text = format!(
            "template:\n  id: t{number}\n  name: t{number}\n  display_name: Template number {number}\n  description: |\n    {}\n\
             slurm:\n  partition: cpu\n  nodes: 1\n  ntasks: 4\n  time: \"01:00:00\"\n\
             apptainer:\n  image_name: tools.sif\nscript:\n  main_exec: |\n    echo {number}\n",
            "Words about what it does. ".repeat(20)
        );
        std::fs::write(place.join(format!("t{number}.yaml")), text).expect("a file");
    }
}

async fn start(database: &TestDatabase, folder: &Path) -> TestServer {
    let path = |name: &str| folder.join(name).display().to_string();
    std::fs::create_dir_all(folder.join("uploads")).expect("a folder");
    let settings = DashboardSettings::load(&Source::from_pairs([
        ("JWT_SECRET_KEY", SECRET),
        ("DATABASE_URL", database.url().as_str()),
        ("UPLOAD_ROOT", path("uploads").as_str()),
        ("TEMPLATES_ROOT", path("templates").as_str()),
        ("PORT", "0"),
    ]));
    let mut settings = settings.expect("settings");
    settings.http.listen.set_port(0);
    let running = dashboard::start_with(settings, Clock::System, Arc::new(Absent)).await;
    TestServer::new(running.expect("a service"), Clock::System)
}

async fn until(server: &TestServer, templates: u64) {
    let client = server.user("kim");
    loop {
        let list = client.get("/api/v2/templates?limit=1").await.expect(200).json();
        if list.get("total") == Some(&json!(templates)) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn ask(server: &TestServer, name: &str, path: &str, requests: u64) {
    let client = server.user("kim");
    let mut times = Vec::new();
    let mut bytes = 0;
    for _ in 0..requests {
        let began = Instant::now();
        bytes = client.get(path).await.expect(200).bytes.len();
        times.push(began.elapsed());
    }
    times.sort_unstable();
    let at = |percent: usize| times.get(times.len() * percent / 100).copied().unwrap_or_default();
    println!("{name}: {bytes} bytes, p50 {:?}, p95 {:?}", at(50), at(95));
}
