//! What a queue of 100,000 jobs costs: memory, pages, differences.
//! `cargo run --release -p portal-slurm --example snapshot_bench`. It asserts nothing.
#![expect(clippy::print_stdout, reason = "a program that prints figures")]
#![expect(clippy::expect_used, reason = "without its parts there is nothing to measure")]

use std::sync::Arc;
use std::time::{Duration, Instant};

use portal_config::Clock;
use portal_slurm::Cluster;
use portal_slurm::simulator::{Profile, Simulator};
use portal_slurm::snapshot::{
    Intervals, JobFilter, JobQuery, JobSet, JobSort, Needle, NodeQuery, NodeSet, Packed, Snapshot, StateFilter,
    gap_coded,
};

const REPEATS: u32 = 40;

fn main() {
    let clock = Clock::manual(1_790_000_000);
    let cluster = Simulator::new(Profile::Large.plan("big", 7, 1, &[]), clock.clone());
    let before = resident();
    let jobs = cluster.jobs().expect("jobs");
    let rows = jobs.len();
    let queue = JobSet::new(jobs);
    let _ = queue.states();
    let _ = queue.on_node("none").count();
    println!(
        "{rows} records, {} jobs: {} MB with indexes",
        queue.states().total().jobs,
        resident().saturating_sub(before) >> 20
    );
    for (name, query) in questions() {
        print(name, || drop(queue.query(&query)));
    }
    let nodes = NodeSet::new(cluster.nodes().expect("nodes"));
    print("10,000 nodes, by name", || {
        let query = NodeQuery {
            limit: 50,
            ..NodeQuery::default()
        };
        drop(nodes.query(&query));
    });
    follow(&cluster, &clock, queue, nodes);
}

fn questions() -> Vec<(&'static str, JobQuery)> {
    let query = |filter: JobFilter, sort: &str| JobQuery {
        filter,
        sort: JobSort::named(sort).unwrap_or_default(),
        after: None,
        limit: 50,
    };
    let all = JobFilter::default;
    vec![
        ("all, newest first", query(all(), "-submit")),
        ("all, by priority", query(all(), "-priority")),
        ("all, by name", query(all(), "name")),
        (
            "those that wait, by CPUs",
            query(
                JobFilter {
                    states: vec![StateFilter::Waiting],
                    ..all()
                },
                "-cpus",
            ),
        ),
        (
            "text that few have",
            query(
                JobFilter {
                    text: Needle::new("0042"),
                    ..all()
                },
                "-submit",
            ),
        ),
        (
            "text that none has",
            query(
                JobFilter {
                    text: Needle::new("no such thing"),
                    ..all()
                },
                "name",
            ),
        ),
    ]
}

/// A minute of looks, 5 s apart.
fn follow(cluster: &Simulator, clock: &Clock, queue: JobSet, nodes: NodeSet) {
    let intervals = Intervals {
        jobs_ms: 5_000,
        nodes_ms: 10_000,
        partitions_ms: 60_000,
        settings_ms: 300_000,
    };
    let nothing = Snapshot::unknown("e".into(), intervals);
    let mut old = Snapshot {
        version: 1,
        jobs: nothing.jobs.told(Arc::new(queue), 0, 0),
        nodes: nothing.nodes.told(Arc::new(nodes), 0, 0),
        ..nothing
    };
    let (mut changed, mut numbers, mut packed, mut took) = (0, 0, 0, Vec::new());
    for _ in 0..12 {
        clock.advance(Duration::from_secs(5));
        let jobs = cluster.jobs().expect("jobs");
        let started = Instant::now();
        let (next, delta) = old.jobs.value.as_ref().expect("a queue").next(jobs);
        let _ = next.states();
        took.push(started.elapsed());
        changed += delta.len();
        let coded = (
            gap_coded(delta.changed.iter().map(|job| job.id.get())),
            gap_coded(delta.gone.iter().map(|id| id.get())),
        );
        numbers += serde_json::json!(coded).to_string().len();
        let new = Snapshot {
            version: old.version + 1,
            jobs: old.jobs.told(Arc::new(next), 0, 0),
            ..old.clone()
        };
        packed += Packed::new(Some(&old), &new).to_bytes().expect("bytes").len();
        old = new;
    }
    took.sort();
    println!(
        "12 looks: {changed} changes, {numbers} bytes of numbers for a client, {packed} bytes for another portal node"
    );
    println!(
        "the next snapshot is made in {:.1} ms at most",
        took.last().map_or(0.0, |took| took.as_secs_f64() * 1e3)
    );
    let started = Instant::now();
    let bytes = Packed::new(None, &old).to_bytes().expect("bytes");
    println!(
        "packed whole: {} MB in {:.0} ms",
        bytes.len() >> 20,
        started.elapsed().as_secs_f64() * 1e3
    );
    let started = Instant::now();
    let unpacked = Packed::from_bytes(&bytes).expect("ours").unpack(&old).expect("whole");
    println!(
        "unpacked: {} rows in {:.0} ms",
        unpacked.jobs.value.map_or(0, |jobs| jobs.len()),
        started.elapsed().as_secs_f64() * 1e3
    );
    println!("resident in all, simulator included: {} MB", resident() >> 20);
}

fn print(name: &str, ask: impl Fn()) {
    let mut took: Vec<f64> = (0..REPEATS)
        .map(|_| {
            let started = Instant::now();
            ask();
            started.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    took.sort_by(f64::total_cmp);
    let at = |share: usize| took.get(took.len() * share / 100).copied().unwrap_or_default();
    println!("{name:32} p50 {:>7.2} ms   p95 {:>7.2} ms", at(50), at(95));
}

/// Bytes of this process in memory.
fn resident() -> usize {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages = statm.split(' ').nth(1).and_then(|pages| pages.parse::<usize>().ok());
    pages.unwrap_or(0) * 4096
}
