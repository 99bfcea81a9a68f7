//! The window in Redis, against a model and under load from several processes' worth of limiters.

use std::cell::RefCell;
use std::time::{Duration, Instant};

use crate::support::{connect, rules};
use portal_ratelimit::{RateLimiter, RedisOptions, Rule};
use portal_testkit::TestRedis;
use proptest::prelude::*;
use redis::Script;

/// A limiter that waits for Redis as long as it takes: here exactness is judged, not speed.
fn patient(server: &TestRedis) -> RateLimiter {
    let options = RedisOptions {
        budget: Duration::from_secs(20),
        ..RedisOptions::new(server.url())
    };
    RateLimiter::redis(options).unwrap()
}

fn now() -> portal_ratelimit::Moment {
    portal_ratelimit::Moment::now(&portal_config::Clock::System)
}

/// What the script shall do, on a plain list. Times in microseconds, stamps and the window in milliseconds.
struct Model {
    limit: usize,
    window: u64,
    skew: u64,
    admitted: Vec<u64>,
}

impl Model {
    fn check(&mut self, micros: u64) -> (u8, usize, u64) {
        let (mut asked, mut remembered) = (micros / 1000, micros.div_ceil(1000));
        let newest = self.admitted.last().copied().unwrap_or(0);
        let skew = self.skew.max(newest.saturating_sub(remembered));
        (asked, remembered) = (asked + skew, remembered + skew);
        let counted: Vec<u64> = self
            .admitted
            .iter()
            .copied()
            .filter(|time| asked < time + self.window)
            .collect();
        let until = |oldest: u64| (oldest + self.window - asked).min(self.window);
        if counted.len() == self.limit {
            return (0, 0, until(counted[0]));
        }
        self.skew = skew;
        self.admitted.push(remembered);
        (
            1,
            self.limit - counted.len() - 1,
            until(counted.first().copied().unwrap_or(remembered)),
        )
    }
}

/// Gaps in microseconds: bursts, pauses about as long as a window, a clock that is set back.
fn gaps() -> impl Strategy<Value = Vec<i64>> {
    let gap = prop_oneof![6 => 0..3_000_i64, 3 => 3_000..40_000_i64, 2 => 40_000..220_000_i64, 1 => 400_000..5_000_000_i64, 1 => -3_000_000..0_i64];
    prop::collection::vec(gap, 1..120)
}

#[test]
fn the_script_decides_as_the_model_does() {
    let server = TestRedis::start();
    let connection = RefCell::new(connect(&server));
    // The same script, but for its clock, which is handed in.
    let text = include_str!("../../src/shared/window.lua");
    let handed_in = text.replace("redis.call('TIME')", "{ tonumber(ARGV[3]), tonumber(ARGV[4]) }");
    assert_ne!(text, handed_in);
    let script = Script::new(&handed_in);

    let config = ProptestConfig {
        cases: 120,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let mut runner = proptest::test_runner::TestRunner::new(config);
    let strategy = (1..24_u32, 1..200_u64, 0..u64::from(u32::MAX) * 5, gaps());
    let outcome = runner.run(&strategy, |(limit, window, start, gaps)| {
        let connection = &mut *connection.borrow_mut();
        redis::cmd("FLUSHALL").query::<()>(connection).unwrap();
        let mut model = Model {
            limit: limit as usize,
            window,
            skew: 0,
            admitted: Vec::new(),
        };
        let mut micros = start * 1000 + 10_000_000;
        for gap in gaps {
            micros = micros.saturating_add_signed(gap);
            // Redis expires the key on the real clock, which stands still here: the model must not need it.
            let answer: (u8, usize, u64) = script
                .key("window")
                .arg(limit)
                .arg(window)
                .arg(micros / 1_000_000)
                .arg(micros % 1_000_000)
                .invoke(connection)
                .unwrap();
            redis::cmd("PERSIST").arg("window").query::<()>(connection).unwrap();
            prop_assert_eq!(answer, model.check(micros));
        }
        for (first, past) in model.admitted.iter().zip(model.admitted.iter().skip(limit as usize)) {
            prop_assert!(past - first >= window, "{} and {}", first, past);
        }
        Ok(())
    });
    outcome.unwrap();
}

/// One admitted request: the server counted it somewhere between the two.
type Admitted = (Instant, Instant);

/// Judged from outside: the requests that certainly lie within one window of `window`, for every possible one.
fn most_in_any_window(admitted: &[Admitted], window: Duration) -> usize {
    let certainly_within = |from: Instant| {
        admitted
            .iter()
            .filter(|(sent, answered)| *sent >= from && *answered < from + window)
            .count()
    };
    admitted
        .iter()
        .map(|(sent, _)| certainly_within(*sent))
        .max()
        .unwrap_or(0)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn four_processes_together_never_admit_more_than_the_limit() {
    const WINDOW: Duration = Duration::from_millis(300);
    const RULE: Rule = Rule::new("busy", 40, WINDOW);
    let server = TestRedis::start();
    let started = Instant::now();
    let mut tasks = tokio::task::JoinSet::new();
    for _process in 0..4 {
        let limiter = patient(&server);
        for _task in 0..16 {
            let limiter = limiter.clone();
            tasks.spawn(async move {
                let mut admitted = Vec::new();
                while started.elapsed() < 5 * WINDOW {
                    let sent = Instant::now();
                    let decision = limiter.check("kim", &RULE, now()).await;
                    if decision.allowed {
                        admitted.push((sent, Instant::now()));
                    } else {
                        assert!(decision.retry_after <= WINDOW && !decision.retry_after.is_zero());
                        tokio::time::sleep(Duration::from_millis(1)).await;
                    }
                }
                assert!(!limiter.is_degraded());
                admitted
            });
        }
    }
    let admitted = tasks.join_all().await.concat();
    assert!(most_in_any_window(&admitted, WINDOW) <= 40);
    assert!(
        admitted.len() > 40 * 3,
        "and what may be admitted is: {} in five windows",
        admitted.len()
    );
}

#[tokio::test]
async fn two_processes_share_one_window() {
    let server = TestRedis::start();
    let (one, other) = (patient(&server), patient(&server));
    for n in 0..12 {
        assert_eq!(one.check("kim", &rules::UPLOAD_INIT, now()).await.remaining, 19 - n);
    }
    for n in 0..8 {
        assert_eq!(other.check("kim", &rules::UPLOAD_INIT, now()).await.remaining, 7 - n);
    }
    for _ in 0..30 {
        for limiter in [&one, &other] {
            let refused = limiter.check("kim", &rules::UPLOAD_INIT, now()).await;
            assert!(!refused.allowed);
            assert!((58..=60).contains(&refused.retry_after_seconds()));
        }
    }
    assert!(
        other.check("kim", &rules::UPLOAD_COMPLETE, now()).await.allowed,
        "other rules are not touched"
    );
    assert!(
        other.check("lee", &rules::UPLOAD_INIT, now()).await.allowed,
        "nor other callers"
    );
    let statistics = other.statistics(now());
    assert_eq!((statistics.total_requests, statistics.blocked_requests), (40, 30));
    assert_eq!(serde_json::to_value(statistics).unwrap()["backend"], "redis");
}

#[tokio::test]
async fn what_redis_refuses_is_not_counted_here() {
    const RULE: Rule = Rule::new("short", 5, Duration::from_millis(400));
    let server = TestRedis::start();
    let (one, other) = (patient(&server), patient(&server));
    for _ in 0..5 {
        assert!(one.check("kim", &RULE, now()).await.allowed);
    }
    let started = Instant::now();
    let mut refused = 0;
    // The other process asks all the time and is admitted as soon as the first one's requests have left the window.
    while !other.check("kim", &RULE, now()).await.allowed {
        refused += 1;
        assert!(started.elapsed() < Duration::from_secs(20), "never admitted");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert!(refused > 5, "{refused} refused ones would have filled the window");
}

#[tokio::test]
async fn a_full_window_of_2000_takes_less_than_16_kib() {
    let server = TestRedis::start();
    let limiter = patient(&server);
    for _ in 0..2000 {
        assert!(limiter.check("kim", &rules::UPLOAD_CHUNK, now()).await.allowed);
    }
    assert!(!limiter.check("kim", &rules::UPLOAD_CHUNK, now()).await.allowed);
    let mut connection = connect(&server);
    let keys: Vec<String> = redis::cmd("KEYS").arg("*").query(&mut connection).unwrap();
    assert_eq!(keys, ["portal:limit:upload_chunk:2000:60000:kim"]);
    let bytes: usize = redis::cmd("MEMORY")
        .arg("USAGE")
        .arg(&keys[0])
        .query(&mut connection)
        .unwrap();
    println!("2000 requests take {bytes} bytes in Redis");
    assert!(bytes <= 16 * 1024, "{bytes} bytes");
    let expires_in: u64 = redis::cmd("PTTL").arg(&keys[0]).query(&mut connection).unwrap();
    assert!((1..=61_000).contains(&expires_in), "an idle key goes by itself");
}
