//! What lists of finished jobs cost with a million of them:
//! `cargo run --release -p portal-db --example finished_bench [FILE]`. The file is filled when it is not there, and stays.
//! It asserts nothing.
#![expect(clippy::print_stdout, reason = "a program that prints figures")]
#![expect(clippy::expect_used, reason = "without its parts there is nothing to measure")]
#![expect(clippy::indexing_slicing, reason = "all indexes are remainders")]

use std::time::{Duration, Instant};

use portal_config::{DatabaseSettings, DatabaseUrl};
use portal_db::Db;
use portal_db::finished_jobs::{FROM_ACCOUNTING, Filter, FinishedJob, Sort, SortKey, list, record};
use tempfile::TempDir;

const ROWS: i64 = 1_000_000;
const REPEATS: u32 = 40;

fn main() {
    let folder = TempDir::new().expect("a temporary folder");
    let path = std::env::args_os()
        .nth(1)
        .map_or_else(|| folder.path().join("portal.db"), Into::into);
    let settings = DatabaseSettings {
        url: DatabaseUrl::parse(&format!("sqlite:{}", path.display())).expect("a URL"),
        connections: 2,
    };
    let is_new = !path.exists();
    let db = Db::open(&settings).expect("a database");
    db.migrate().expect("tables");
    if is_new {
        fill(&db);
    }
    for (name, filter, sort) in questions() {
        let mut took: Vec<Duration> = (0..REPEATS).map(|_| ask(&db, &filter, sort)).collect();
        took.sort();
        let at = |share: f64| took[(share * f64::from(REPEATS - 1)) as usize].as_secs_f64() * 1000.0;
        println!("{name:48} p50 {:>8.2} ms   p95 {:>8.2} ms", at(0.5), at(0.95));
    }
}

fn fill(db: &Db) {
    let started = Instant::now();
    for first in (0..ROWS).step_by(20_000) {
        let jobs: Vec<_> = (first..first + 20_000).map(job).collect();
        db.run_here(|connection| record(connection, &jobs)).expect("room");
    }
    println!("{ROWS} rows in {:.1} s", started.elapsed().as_secs_f64());
}

/// Two pages.
fn ask(db: &Db, filter: &Filter, sort: Sort) -> Duration {
    let started = Instant::now();
    db.run_here(|connection| {
        let page = list(connection, filter, sort, None, 50)?;
        list(connection, filter, sort, page.next.as_ref(), 50)
    })
    .expect("an answer");
    started.elapsed() / 2
}

fn questions() -> Vec<(&'static str, Filter, Sort)> {
    let newest = Sort {
        key: SortKey::End,
        descending: true,
    };
    let by = |key| Sort { key, descending: true };
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let all = Filter::default();
    let of = |user: &str| Filter {
        users: words(&[user]),
        ..Filter::default()
    };
    let text = |part: &str| Filter {
        text: Some(part.to_owned()),
        ..Filter::default()
    };
    vec![
        ("all, newest first", all.clone(), newest),
        ("all, by CPUs", all.clone(), by(SortKey::Cpus)),
        ("all, by time limit", all.clone(), by(SortKey::TimeLimit)),
        ("all, by name", all.clone(), by(SortKey::Name)),
        ("all, by state", all.clone(), by(SortKey::State)),
        ("one of 300 users, newest first", of("user7"), newest),
        ("one of 300 users, by memory", of("user7"), by(SortKey::Memory)),
        ("one user who has a third, newest first", of("busy"), newest),
        ("one user who has a third, by CPUs", of("busy"), by(SortKey::Cpus)),
        (
            "user and state",
            Filter {
                states: words(&["FAILED"]),
                ..of("user7")
            },
            newest,
        ),
        (
            "three rare states",
            Filter {
                states: words(&["NODE_FAIL", "TIMEOUT", "OUT_OF_MEMORY"]),
                ..all.clone()
            },
            newest,
        ),
        (
            "partition, account and a week",
            Filter {
                partitions: words(&["p3"]),
                accounts: words(&["a5"]),
                ended_from: Some(1_700_000_000 + 9 * ROWS),
                ..all
            },
            newest,
        ),
        ("text that many have", text("lammps"), newest),
        (
            "text that few have, of one user",
            Filter {
                users: words(&["user7"]),
                ..text("step 99999")
            },
            newest,
        ),
        ("text that one has", text("step 4711 "), newest),
        ("text that none has", text("no such thing"), newest),
    ]
}

fn job(number: i64) -> FinishedJob {
    let mut state = u64::try_from(number).unwrap_or(0).wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut below = |limit: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        i64::try_from((state >> 11) % limit).unwrap_or(0)
    };
    let states = ["FAILED", "CANCELLED", "TIMEOUT", "OUT_OF_MEMORY", "NODE_FAIL"];
    let user = if below(3) == 0 {
        "busy".to_owned()
    } else {
        format!("user{}", below(300))
    };
    let ended = if below(10) < 8 {
        "COMPLETED"
    } else {
        states[usize::try_from(below(5)).unwrap_or(0)]
    };
    let programs = ["lammps", "openfoam", "gromacs", "vasp", "abaqus"];
    FinishedJob {
        job_id: number + 1,
        shown_id: (number + 1).to_string(),
        array_job_id: None,
        name: format!(
            "{} step {number} of many",
            programs[usize::try_from(below(5)).unwrap_or(0)]
        ),
        work_dir: format!("/home/{user}/projects/run{}", below(100)),
        user_name: user,
        account: format!("a{}", below(40)),
        partition_name: format!("p{}", below(8)),
        qos: "normal".to_owned(),
        state: ended.to_owned(),
        reason: String::new(),
        submit_at: 1_700_000_000 + number * 10 - below(100_000),
        eligible_at: None,
        start_at: Some(1_700_000_000 + number * 10 - below(1_000)),
        end_at: 1_700_000_000 + number * 10,
        time_limit_seconds: Some(3600 * (1 + below(72))),
        nodes: 1 + below(16),
        cpus: 1 + below(1024),
        memory_bytes: (1 + below(512)) << 30,
        gpus: below(9),
        node_list: format!("cn{:04}", below(5000)),
        comment: String::new(),
        exit_status: Some(0),
        exit_signal: Some(0),
        cpu_seconds_used: Some(below(1_000_000)),
        memory_used_bytes: Some(below(1 << 40)),
        source: FROM_ACCOUNTING.to_owned(),
    }
}
