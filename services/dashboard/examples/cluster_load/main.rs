//! Reads a large cluster through the dashboard service, as many people do, and says how long that takes and what it needs.
//! `scripts/bench/cluster` starts it.
//!
//! The jobs and nodes are the simulator's large profile, taken once; then every look at the queue finds one job in a hundred
//! changed. So what is measured is the portal, and not the simulator.
//!
//!     cluster_load jobs=100000 history=0 requests=200 pollers=50 seconds=20
#![expect(clippy::print_stdout, reason = "a program that prints figures")]
#![expect(clippy::expect_used, reason = "without its parts there is nothing to measure")]

mod figures;
mod frozen;
mod history;
mod questions;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use portal_config::{Clock, DashboardSettings, Source};
use portal_testkit::{SECRET, TestDatabase, TestServer};

use figures::{Times, memory};
use frozen::Frozen;
use questions::{HISTORY, QUESTIONS};

#[actix_web::main]
async fn main() {
    let options: HashMap<String, u64> = std::env::args().skip(1).map(option).collect();
    let number = |name: &str, default: u64| options.get(name).copied().unwrap_or(default);
    let cluster = Arc::new(Frozen::large(
        usize::try_from(number("jobs", 100_000)).expect("a number"),
    ));
    let before = memory("VmRSS");
    let (database, folder) = (TestDatabase::sqlite(), tempfile::tempdir().expect("a folder"));
    let rows = number("history", 0);
    if rows > 0 {
        history::fill(&database, i64::try_from(rows).expect("a number")).await;
    }
    let url = database.url();
    let settings = DashboardSettings::load(&Source::from_pairs([
        ("JWT_SECRET_KEY", SECRET),
        ("DATABASE_URL", url.as_str()),
        ("UPLOAD_ROOT", folder.path().to_str().expect("a path")),
        ("PORT", "0"),
    ]));
    let mut settings = settings.expect("settings");
    settings.http.listen.set_port(0);
    let running = dashboard::start_with(settings, Clock::System, cluster.clone()).await;
    let server = TestServer::new(running.expect("a service"), Clock::System);
    wait(&server).await;
    println!(
        "{} jobs, {rows} in the history; {} MiB before the service",
        cluster.jobs_told(),
        before >> 10
    );
    let requests = usize::try_from(number("requests", 200)).expect("a number");
    for (name, path) in QUESTIONS {
        ask(&server, name, path, requests).await;
    }
    if rows > 0 {
        for (name, path) in HISTORY {
            ask(&server, name, path, requests).await;
        }
    }
    unchanged(&server, requests).await;
    let (pollers, seconds) = (number("pollers", 50), number("seconds", 20));
    poll(
        &server,
        usize::try_from(pollers).expect("a number"),
        Duration::from_secs(seconds),
    )
    .await;
    println!(
        "memory: {} MiB more than before the service, at most {} MiB in all",
        memory("VmRSS").saturating_sub(before) >> 10,
        memory("VmHWM") >> 10
    );
    println!("questions to the cluster: {:?}", cluster.asked());
    server.stop().await;
}

fn option(argument: String) -> (String, u64) {
    let (name, value) = argument.split_once('=').expect("name=number");
    (name.to_owned(), value.parse().expect("a number"))
}

async fn wait(server: &TestServer) {
    let client = server.user("kim");
    while client.get("/api/v2/cluster").await.status != 200 {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// One after the other, each question another page's.
async fn ask(server: &TestServer, name: &str, path: &str, requests: usize) {
    let client = server.user("user042");
    let mut times = Times::default();
    let mut bytes = 0;
    for _ in 0..requests {
        let answer = times.of(client.get(path)).await.expect(200);
        bytes = answer.bytes.len();
    }
    println!("{name:<44} {times}  {bytes:>9} bytes");
}

async fn unchanged(server: &TestServer, requests: usize) {
    let client = server.user("user042");
    let path = "/api/v2/partitions";
    let tag = client.get(path).await.header("etag").to_owned();
    let mut times = Times::default();
    let mut known = 0;
    for _ in 0..requests {
        let answer = times.of(client.with("if-none-match", &tag).get(path)).await;
        known += u32::from(answer.status == 304);
    }
    println!(
        "{:<44} {times}  {known} of {requests} were 304",
        "nothing new (partitions)"
    );
}

/// Many at once, each a first page every second, by the tag that they know.
async fn poll(server: &TestServer, pollers: usize, time: Duration) {
    let work = (0..pollers).map(|number| {
        let client = server.user(&format!("user{number:03}"));
        actix_web::rt::spawn(async move {
            let (mut times, mut tag, mut known) = (Times::default(), String::new(), 0_usize);
            let until = tokio::time::Instant::now() + time;
            while tokio::time::Instant::now() < until {
                let asking = client.with("if-none-match", &tag);
                let answer = times.of(asking.get("/api/v2/jobs?state=RUNNING&sort=-start")).await;
                if answer.status == 304 {
                    known += 1;
                } else {
                    tag = answer.expect(200).header("etag").to_owned();
                }
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
            (times, known)
        })
    });
    let (mut all, mut known) = (Times::default(), 0);
    for one in work.collect::<Vec<_>>() {
        let (times, answered) = one.await.expect("a poller");
        all.add(times);
        known += answered;
    }
    println!(
        "{:<44} {all}  {known} of {} were 304",
        format!("{pollers} pollers, a page a second"),
        all.count()
    );
}
