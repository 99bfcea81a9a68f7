//! How long classifying takes: `cargo run --release -p portal-classify --example classify_bench`.
#![expect(clippy::print_stdout, reason = "a program that prints figures")]

use std::hint::black_box;
use std::time::Instant;

use portal_classify::{HEAD_LEN, SecurityPolicy, classify};

fn nanos_each(rounds: u32, mut work: impl FnMut()) -> f64 {
    for _ in 0..rounds / 10 {
        work();
    }
    let started = Instant::now();
    for _ in 0..rounds {
        work();
    }
    started.elapsed().as_nanos() as f64 / f64::from(rounds)
}

fn main() {
    let policy = SecurityPolicy::default();
    let text = "0.125 0.250 0.500\n".repeat(HEAD_LEN / 18);
    let binary: Vec<u8> = (0..HEAD_LEN).map(|n| (n * 167 % 256) as u8).collect();
    for name in ["mesh.stl", "results_2026-11-21_run-0042.tar.gz", "Makefile", "deck.k"] {
        let by_name = nanos_each(1_000_000, || drop(black_box(classify(black_box(name)))));
        let verdict = nanos_each(1_000_000, || drop(black_box(policy.judge_name(black_box(name)))));
        println!("{name:36} classify {by_name:6.0} ns   judge_name {verdict:6.0} ns");
    }
    for (what, head) in [("8 KiB of text", text.as_bytes()), ("8 KiB of numbers", &binary)] {
        let info = classify("run.dat");
        let refined = nanos_each(100_000, || {
            drop(black_box(info.clone().refined_by(black_box(head), 1 << 30)))
        });
        let verdict = nanos_each(100_000, || {
            drop(black_box(policy.judge("run.dat", black_box(head), 1 << 30)))
        });
        println!("{what:36} refined_by {refined:4.0} ns   judge {verdict:11.0} ns");
    }
}
