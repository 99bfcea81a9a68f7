//! How long finding images takes, the first time and again: in a folder, and on nodes over SSH.
//! `cargo run --release -p portal-apptainer --example discover_bench [IMAGES [PLACES]]`: 1,000 images on 20 places by default, each
//! place with its share. A place is a node; up to four SSH servers on this machine stand for all of them. It asserts nothing.
#![expect(clippy::print_stdout, reason = "a program that prints figures")]
#![expect(clippy::expect_used, reason = "without its parts there is nothing to measure")]

use std::path::Path;
use std::time::{Duration, Instant};

use portal_apptainer::registry::Registry;
use portal_apptainer::remote::{Key, Memories, Node, NodeReport, Settings, discover};
use portal_apptainer::{Memory, merge};
use portal_testkit::{TestSif, TestSshd};
use tempfile::TempDir;

/// Where the id is in the header of an image.
const ID: std::ops::Range<usize> = 48..64;
const SERVERS: usize = 4;

fn main() {
    let mut arguments = std::env::args().skip(1).map(|text| text.parse().expect("a number"));
    let images: usize = arguments.next().unwrap_or(1000);
    let places: usize = arguments.next().unwrap_or(20).max(1);
    folder(images);
    nodes(images, places);
    println!("peak memory: {} MiB", peak() / 1024);
}

fn folder(images: usize) {
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path().join("images/compute");
    std::fs::create_dir_all(&path).expect("a folder to write to");
    fill(&path, images, 0);
    let registry = Registry::open(folder.path()).expect("a registry");
    let mut known = Memory::new();
    for what in ["first", "again"] {
        let started = Instant::now();
        let discovery = registry.discover(&["compute"], &known, |_, _| {});
        let took = started.elapsed();
        let (found, kib) = (discovery.found.len(), discovery.bytes_read / 1024);
        println!("folder, {what}: {found} images in {took:?}, {kib} KiB read");
        known = discovery.found;
    }
}

fn nodes(images: usize, places: usize) {
    let servers: Vec<_> = std::iter::repeat_with(TestSshd::start)
        .take(SERVERS.min(places))
        .collect();
    let first = servers.first().expect("a server");
    let folder = TempDir::new().expect("a temporary folder");
    let mut settings = Settings::new(first.user(), Key::File(first.key()), folder.path().join("known_hosts"));
    "apptainers".clone_into(&mut settings.folder);
    settings.step = Duration::from_secs(60);
    let mut known_hosts = String::new();
    for (number, server) in servers.iter().enumerate() {
        server.admit(&first.key());
        known_hosts += &server.known_hosts();
        let path = server.files().join("apptainers");
        std::fs::create_dir(&path).expect("a folder to write to");
        fill(&path, images.div_ceil(places), number);
    }
    std::fs::write(&settings.known_hosts, known_hosts).expect("a folder to write to");
    let nodes: Vec<_> = (0..places)
        .zip(servers.iter().cycle())
        .map(|(number, server)| Node {
            host: "127.0.0.1".to_owned(),
            port: server.port(),
            ..Node::new(&format!("cn{number:03}"), "compute")
        })
        .collect();
    let mut known = Memories::new();
    for what in ["first", "again"] {
        let started = Instant::now();
        let reports = discover(&nodes, &settings, &known, &|_| {});
        print(what, &reports, started.elapsed());
        reports.iter().for_each(|report| report.remember(&mut known));
    }
}

fn print(what: &str, reports: &[NodeReport], took: Duration) {
    let started = Instant::now();
    let merged = merge(reports.iter().map(|report| (report.node.as_str(), &report.discovery)));
    let merging = started.elapsed();
    let found: usize = reports.iter().map(|report| report.discovery.found.len()).sum();
    let kib: u64 = reports.iter().map(|report| report.discovery.bytes_read / 1024).sum();
    let failed = reports.iter().filter(|report| report.error.is_some()).count();
    let mut times: Vec<_> = reports.iter().map(|report| report.took).collect();
    times.sort_unstable();
    let middle = times.get(times.len() / 2).copied().unwrap_or_default();
    println!(
        "{} nodes, {what}: {found} images ({} different, brought together in {merging:?}) in {took:?}, {kib} KiB read, \
         {failed} nodes failed, a node in the middle took {middle:?}",
        reports.len(),
        merged.len()
    );
}

/// Images that differ in their ids.
fn fill(folder: &Path, images: usize, server: usize) {
    let mut image = TestSif::new("solver").app("mesh").bytes();
    for number in 0..images {
        let id = ((server as u128) << 64) + number as u128;
        image.splice(ID, id.to_be_bytes());
        std::fs::write(folder.join(format!("image-{number:05}.sif")), &image).expect("a folder to write to");
    }
}

/// The most memory that this program ever had, in KiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok())
        .unwrap_or_default()
}
