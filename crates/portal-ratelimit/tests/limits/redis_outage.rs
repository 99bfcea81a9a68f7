//! Redis going away in every way it can: no error, the bound per process, and back again.

use std::time::{Duration, Instant};

use crate::support::connect;
use portal_config::Clock;
use portal_ratelimit::{Moment, RateLimiter, RedisOptions, Rule};
use portal_testkit::TestRedis;

/// Longer than any test here runs, so that nothing that was admitted leaves the window.
const RULE: Rule = Rule::new("upload", 500, Duration::from_secs(3600));

/// How long a change may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

fn now() -> Moment {
    Moment::now(&Clock::System)
}

/// A budget that a busy test machine keeps; the default is for services.
fn limiter(server: &TestRedis) -> RateLimiter {
    let options = RedisOptions {
        budget: Duration::from_secs(1),
        ..RedisOptions::new(server.url())
    };
    RateLimiter::redis(options).unwrap()
}

/// Asks for somebody else until the limiter thinks of Redis as it should.
async fn ask_until_degraded_is(limiter: &RateLimiter, degraded: bool) {
    const OTHER: Rule = Rule::new("other", 60_000, Duration::from_secs(1));
    let started = Instant::now();
    while limiter.is_degraded() != degraded {
        limiter.check("somebody", &OTHER, now()).await;
        assert!(started.elapsed() < PATIENCE, "degraded never became {degraded}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

async fn admitted_of(limiter: &RateLimiter, requests: usize) -> usize {
    let mut admitted = 0;
    for _ in 0..requests {
        admitted += usize::from(limiter.check("kim", &RULE, now()).await.allowed);
    }
    admitted
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_under_load_and_started_again_the_bound_holds() {
    let mut server = TestRedis::start();
    let limiter = limiter(&server);
    let mut admitted = admitted_of(&limiter, 100).await;
    assert_eq!(admitted, 100);
    assert!(!limiter.is_degraded());

    let load = tokio::spawn({
        let limiter = limiter.clone();
        async move {
            let mut tasks = tokio::task::JoinSet::new();
            for _ in 0..16 {
                let limiter = limiter.clone();
                tasks.spawn(async move {
                    let mut admitted = 0;
                    let started = Instant::now();
                    // A little each time until the outage is noticed, then all the rest at once.
                    while !limiter.is_degraded() && started.elapsed() < PATIENCE {
                        admitted += admitted_of(&limiter, 1).await;
                        tokio::time::sleep(Duration::from_millis(20)).await;
                    }
                    admitted + admitted_of(&limiter, 100).await
                });
            }
            tasks.join_all().await.into_iter().sum::<usize>()
        }
    });
    tokio::time::sleep(Duration::from_millis(50)).await;
    server.kill();
    admitted += load.await.unwrap();
    assert_eq!(admitted, 500, "what Redis admitted before counts on");
    assert!(limiter.is_degraded());

    server.restart();
    ask_until_degraded_is(&limiter, false).await;
    assert_eq!(
        admitted_of(&limiter, 100).await,
        0,
        "an empty Redis does not let this process's callers in again"
    );
}

#[tokio::test]
async fn a_flushed_redis_changes_nothing_for_this_process() {
    let server = TestRedis::start();
    let limiter = limiter(&server);
    let mut connection = connect(&server);
    let mut admitted = 0;
    for round in 0..12 {
        admitted += admitted_of(&limiter, 50).await;
        let flush = if round % 2 == 0 { "FLUSHALL" } else { "SCRIPT" };
        let mut command = redis::cmd(flush);
        if flush == "SCRIPT" {
            command.arg("FLUSH");
        }
        command.query::<()>(&mut connection).unwrap();
        assert!(!limiter.is_degraded());
    }
    assert_eq!(admitted, 500);
}

#[tokio::test]
async fn a_redis_that_is_not_there_yet_does_not_hold_up_the_start() {
    let mut server = TestRedis::absent();
    let limiter = limiter(&server);
    assert_eq!(admitted_of(&limiter, 10).await, 10);
    assert!(limiter.is_degraded());
    server.restart();
    ask_until_degraded_is(&limiter, false).await;

    // From now on all processes count together again.
    assert_eq!(admitted_of(&limiter, 100).await, 100);
    assert_eq!(admitted_of(&self::limiter(&server), 1000).await, 400);
}

#[tokio::test]
async fn a_hanging_redis_costs_each_request_its_budget_at_most() {
    let server = TestRedis::start();
    let options = RedisOptions {
        budget: Duration::from_millis(50),
        ..RedisOptions::new(server.url())
    };
    let limiter = RateLimiter::redis(options).unwrap();
    assert_eq!(admitted_of(&limiter, 10).await, 10);

    server.freeze();
    let started = Instant::now();
    assert_eq!(admitted_of(&limiter, 400).await, 400);
    assert!(limiter.is_degraded());
    // Three requests wait for their 50 ms; the others do not even ask. The rest is for a busy machine.
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
    assert_eq!(admitted_of(&limiter, 100).await, 90);

    server.thaw();
    ask_until_degraded_is(&limiter, false).await;
    assert_eq!(admitted_of(&limiter, 10).await, 0);
}

#[tokio::test]
async fn a_redis_that_refuses_to_write_is_as_good_as_none() {
    let server = TestRedis::start();
    let limiter = limiter(&server);
    assert_eq!(admitted_of(&limiter, 10).await, 10);
    let mut connection = connect(&server);
    let mut set = |value: &str| {
        redis::cmd("CONFIG")
            .arg("SET")
            .arg("maxmemory")
            .arg(value)
            .query::<()>(&mut connection)
            .unwrap();
    };
    set("1");
    assert_eq!(admitted_of(&limiter, 600).await, 490);
    assert!(limiter.is_degraded());
    set("0");
    ask_until_degraded_is(&limiter, false).await;
}

#[test]
fn a_limiter_can_be_made_before_the_runtime_and_used_from_two() {
    let server = TestRedis::start();
    let limiter = limiter(&server);
    // As actix does: each worker has a runtime of its own, and the one that connected may be the first to end.
    let on_a_worker = |requests| {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(admitted_of(&limiter, requests))
    };
    assert_eq!(on_a_worker(200), 200);
    assert_eq!(on_a_worker(200), 200);
    assert_eq!(on_a_worker(200), 100);
}
