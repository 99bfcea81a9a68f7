//! What a check costs, beside peers in the same run:
//! `cargo run --release -p portal-ratelimit --example limiter_bench`. It needs `redis-server`, and asserts nothing.
#![expect(clippy::print_stdout, reason = "a program that prints figures")]
#![expect(clippy::expect_used, reason = "without its parts there is nothing to measure")]

use std::hint::black_box;
use std::num::NonZeroU32;
use std::time::{Duration, Instant};

use governor::{DefaultKeyedRateLimiter, Quota};
use portal_config::Clock;
use portal_ratelimit::{Moment, RateLimiter, RedisOptions, Rule};
use portal_testkit::TestRedis;
use tokio::runtime::{Builder, Runtime};

/// Never reached, so each check is admitted; short, so that what is counted also leaves again.
const ADMITTING: Rule = Rule::new("admitting", 60_000, Duration::from_millis(2));
/// The busiest rule of the contract, filled before the measurement: each check is refused.
const REFUSING: Rule = Rule::per_minute("refusing", 2000);
const CALLS: usize = 2_000_000;

/// The usual way to keep a log in Redis: one member a request.
const SORTED_SET: &str = "
local t = redis.call('TIME')
local now = t[1] * 1000000 + t[2]
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[2] * 1000)
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[1]) then return 0 end
redis.call('ZADD', KEYS[1], now, now .. '-' .. redis.call('INCR', KEYS[2]))
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1";

fn main() {
    let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
    println!(
        "in this process, ns a check (best of 5 runs of {CALLS}); governor's GCRA is no window, but the usual peer"
    );
    for (keys, threads) in [(1, 1), (1, 2), (10_000, 1), (10_000, 2)] {
        let names: Vec<String> = (0..keys).map(|n| format!("user{n:05}")).collect();
        local(&names, threads, "admitted", &ADMITTING);
        local(&names, threads, "refused", &REFUSING);
    }
    println!("\nin Redis over a socket, µs a check, one after the other");
    redis(&runtime);
}

fn local(names: &[String], threads: usize, case: &str, rule: &Rule) {
    let limiter = RateLimiter::local();
    let refuses = case == "refused";
    let quota = if refuses {
        Quota::per_minute(NonZeroU32::MIN)
    } else {
        Quota::per_second(NonZeroU32::new(u32::MAX).expect("not 0"))
    };
    let governor: DefaultKeyedRateLimiter<String> = governor::RateLimiter::keyed(quota);
    if refuses {
        let now = Moment::now(&Clock::System);
        for name in names {
            let _ = governor.check_key(name);
            for _ in 0..rule.limit() {
                now_or_never(limiter.check(name, rule, now));
            }
        }
    }
    let ours = nanos_each(names, threads, |name| {
        black_box(now_or_never(limiter.check(name, rule, Moment::now(&Clock::System))));
    });
    let peer = nanos_each(names, threads, |name| {
        let _ = black_box(governor.check_key(name));
    });
    let keys = names.len();
    println!(
        "{keys:6} keys, {threads} threads, {case:8}: window {ours:5.0}   governor {peer:5.0}   ratio {:.2}",
        ours / peer
    );
}

/// The best of five: the machine may be shared.
fn nanos_each(names: &[String], threads: usize, check: impl Fn(&String) + Sync) -> f64 {
    let run = || {
        let started = Instant::now();
        std::thread::scope(|scope| {
            for thread in 0..threads {
                let check = &check;
                scope.spawn(move || {
                    let all = names.iter().cycle().skip(thread * names.len() / threads);
                    all.take(CALLS / threads).for_each(check);
                });
            }
        });
        started.elapsed().as_nanos() as f64 / CALLS as f64
    };
    (0..5).map(|_| run()).fold(f64::INFINITY, f64::min)
}

/// A check in this process has nothing to wait for.
fn now_or_never<T>(future: impl Future<Output = T>) -> T {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match std::pin::pin!(future).poll(&mut context) {
        std::task::Poll::Ready(value) => value,
        std::task::Poll::Pending => unreachable!("nothing to wait for"),
    }
}

fn redis(runtime: &Runtime) {
    let server = TestRedis::start();
    let options = RedisOptions {
        budget: Duration::from_secs(1),
        ..RedisOptions::new(server.url())
    };
    let limiter = RateLimiter::redis(options).expect("a URL");
    let script = redis::Script::new(SORTED_SET);
    let client = redis::Client::open(server.url().expose()).expect("a URL");
    let mut connection = runtime
        .block_on(client.get_connection_manager())
        .expect("a running server");

    const ROUNDS: u32 = 5000;
    let wide = Rule::new("wide", 60_000, Duration::from_secs(60));
    for (case, rule) in [("admitted", wide), ("2000 counted", REFUSING)] {
        // Another process's worth of windows fills the second case, so that Redis has to refuse.
        if case != "admitted" {
            let other = RateLimiter::redis(RedisOptions {
                budget: Duration::from_secs(1),
                ..RedisOptions::new(server.url())
            })
            .expect("a URL");
            runtime.block_on(async {
                for _ in 0..rule.limit() {
                    other.check("kim", &rule, Moment::now(&Clock::System)).await;
                }
            });
        }
        let mut naive = || {
            let answer = runtime.block_on(
                script
                    .key("log")
                    .key("sequence")
                    .arg(rule.limit())
                    .arg(60_000)
                    .invoke_async::<u8>(&mut connection),
            );
            black_box(answer.expect("an answer"));
        };
        let peer = micros_each(ROUNDS, &mut naive);
        let ours = micros_each(ROUNDS, || {
            black_box(runtime.block_on(limiter.check("kim", &rule, Moment::now(&Clock::System))));
        });
        println!(
            "{case:14}: window {ours:5.1}   sorted set {peer:5.1}   ratio {:.2}",
            ours / peer
        );
    }

    let mut look = connect(&server);
    let mut bytes = |key: &str| -> u64 {
        redis::cmd("MEMORY")
            .arg("USAGE")
            .arg(key)
            .query(&mut look)
            .expect("the key")
    };
    let window = bytes("portal:limit:refusing:2000:60000:kim");
    // The log was filled by the first case; per request it is what a log of 2000 would be too.
    let counted: u64 = redis::cmd("ZCARD")
        .arg("log")
        .query(&mut connect(&server))
        .expect("the log");
    let log = bytes("log") as f64 / counted as f64;
    println!(
        "memory: window {:.1} bytes a request at 2000, sorted set {log:.1}",
        window as f64 / 2000.0
    );
}

fn micros_each(rounds: u32, mut work: impl FnMut()) -> f64 {
    (0..rounds / 10).for_each(|_| work());
    let started = Instant::now();
    (0..rounds).for_each(|_| work());
    started.elapsed().as_micros() as f64 / f64::from(rounds)
}

fn connect(server: &TestRedis) -> redis::Connection {
    let client = redis::Client::open(server.url().expose()).expect("a URL");
    client.get_connection().expect("a running redis-server")
}
