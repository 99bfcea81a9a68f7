//! The window in this process, against a model and under load.

use std::time::Duration;

use crate::support::rules;
use portal_ratelimit::{Decision, Moment, RateLimiter, Rule};
use proptest::prelude::*;

/// A check that never waits, because nothing but this process is asked.
fn check(limiter: &RateLimiter, caller: &str, rule: &Rule, now: Moment) -> Decision {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(limiter.check(caller, rule, now))
}

fn at(millis: u64) -> Moment {
    Moment::after(Duration::from_millis(millis))
}

/// The rule, said as plainly as possible: a request is admitted when fewer than N admitted ones are younger than W.
struct Model {
    limit: usize,
    window: u64,
    counted: Vec<u64>,
}

impl Model {
    fn check(&mut self, now: u64) -> (bool, usize, u64) {
        // What has left stays away, even if the clock goes back.
        self.counted.retain(|time| now < time + self.window);
        if self.counted.len() == self.limit {
            return (false, 0, (self.counted[0] + self.window - now).min(self.window));
        }
        // A clock that went back does not make a request older than one that came before it.
        self.counted.push(now.max(self.counted.last().copied().unwrap_or(0)));
        (
            true,
            self.limit - self.counted.len(),
            (self.counted[0] + self.window - now).min(self.window),
        )
    }
}

/// Gaps between requests in ms: mostly in bursts, sometimes about as long as a window, sometimes backwards.
fn gaps() -> impl Strategy<Value = Vec<i64>> {
    let gap = prop_oneof![6 => 0..3_i64, 3 => 3..40_i64, 2 => 40..220_i64, 1 => 400..5000_i64, 1 => -60..0_i64];
    prop::collection::vec(gap, 1..300)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn decides_as_the_model_does(limit in 1..24_u32, window in 1..200_u64, start in 0..u64::from(u32::MAX) * 3, gaps in gaps()) {
        let rule = Rule::new("any", limit, Duration::from_millis(window));
        let limiter = RateLimiter::local();
        let mut model = Model { limit: limit as usize, window, counted: Vec::new() };
        let mut now = start + 1000;
        for gap in gaps {
            now = now.saturating_add_signed(gap);
            let decision = check(&limiter, "kim", &rule, at(now));
            let (allowed, remaining, reset) = model.check(now);
            prop_assert_eq!((decision.allowed, decision.remaining as usize), (allowed, remaining));
            prop_assert_eq!(decision.reset, Duration::from_millis(reset));
            prop_assert_eq!(decision.retry_after, if allowed { Duration::ZERO } else { Duration::from_millis(reset) });
        }
    }

    /// Below a millisecond the limiter may hold a request for 2 ms too long, but never lets one in too early.
    #[test]
    fn no_window_ever_holds_more_than_the_limit(limit in 1..12_u32, window in 1..50_u64, gaps in prop::collection::vec(0..4_000_000_u64, 1..400)) {
        let rule = Rule::new("any", limit, Duration::from_millis(window));
        let limiter = RateLimiter::local();
        let (mut now, mut admitted) = (0_u64, Vec::new());
        for gap in gaps {
            now += gap;
            let counted = admitted.iter().filter(|time| now - **time < (window + 2) * 1_000_000).count();
            let allowed = check(&limiter, "kim", &rule, Moment::after(Duration::from_nanos(now))).allowed;
            prop_assert!(allowed || counted >= limit as usize, "refused with {} counted", counted);
            if allowed {
                admitted.push(now);
            }
        }
        for (first, past) in admitted.iter().zip(admitted.iter().skip(limit as usize)) {
            prop_assert!(past - first >= window * 1_000_000, "{} and {}", first, past);
        }
    }

    /// Sweeping between requests changes nothing.
    #[test]
    fn a_sweep_is_never_noticed(limit in 1..8_u32, window in 1..200_u64, gaps in gaps()) {
        let rule = Rule::new("any", limit, Duration::from_millis(window));
        let (swept, left) = (RateLimiter::local(), RateLimiter::local());
        let mut now = 100_000_u64;
        for gap in gaps {
            now = now.saturating_add_signed(gap.max(0));
            swept.sweep(at(now));
            prop_assert_eq!(check(&swept, "kim", &rule, at(now)), check(&left, "kim", &rule, at(now)));
        }
    }
}

#[test]
fn the_21st_of_20_waits_until_the_first_is_a_minute_old() {
    let limiter = RateLimiter::local();
    for second in 0..20 {
        let decision = check(&limiter, "kim", &rules::UPLOAD_INIT, at(second * 1000));
        assert!(decision.allowed);
        assert_eq!(decision.remaining, 19 - second as u32);
    }
    let refused = check(&limiter, "kim", &rules::UPLOAD_INIT, at(20_500));
    assert!(!refused.allowed);
    assert_eq!(
        (refused.limit, refused.remaining, refused.window_seconds()),
        (20, 0, 60)
    );
    assert_eq!(refused.retry_after, Duration::from_millis(39_500));
    assert_eq!(refused.retry_after_seconds(), 40, "waiting what we say is enough");

    assert!(!check(&limiter, "kim", &rules::UPLOAD_INIT, at(59_999)).allowed);
    assert!(check(&limiter, "kim", &rules::UPLOAD_INIT, at(60_000)).allowed);
    assert!(!check(&limiter, "kim", &rules::UPLOAD_INIT, at(60_999)).allowed);
    assert!(check(&limiter, "kim", &rules::UPLOAD_INIT, at(61_000)).allowed);
}

#[test]
fn each_rule_and_each_caller_has_a_window_of_its_own() {
    let limiter = RateLimiter::local();
    for rule in &rules::ALL {
        for caller in ["kim", "lee"] {
            for _ in 0..rule.limit() {
                assert!(check(&limiter, caller, rule, at(5)).allowed, "{} {caller}", rule.name());
            }
            assert!(
                !check(&limiter, caller, rule, at(5)).allowed,
                "{} {caller}",
                rule.name()
            );
        }
    }
}

#[test]
fn threads_together_are_admitted_exactly_the_limit() {
    let limiter = RateLimiter::local();
    let admitted: usize = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|_| {
                let limiter = limiter.clone();
                scope.spawn(move || {
                    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
                    let ask = |n: u64| limiter.check("kim", &rules::UPLOAD_CHUNK, at(n % 50));
                    (0..1000_u64).filter(|n| runtime.block_on(ask(*n)).allowed).count()
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).sum()
    });
    assert_eq!(admitted, 2000);
    let statistics = limiter.statistics(at(60));
    assert_eq!((statistics.total_requests, statistics.blocked_requests), (8000, 6000));
}

#[test]
fn a_flood_of_invented_callers_is_bounded_and_shuts_nobody_known_out() {
    let limiter = RateLimiter::local_with_max_windows(640);
    let rule = rules::UPLOAD_INIT;
    assert!(check(&limiter, "kim", &rule, at(0)).allowed);
    let invented = 20_000;
    let admitted = (0..invented)
        .filter(|n| check(&limiter, &format!("invented-{n}"), &rule, at(1)).allowed)
        .count();
    // 10 windows in each of 64 shards, one request each, and then one shared window of 20 per shard.
    assert!(admitted <= 640 + 64 * 20, "{admitted} admitted");
    assert_eq!(limiter.statistics(at(1)).active_users, 640);
    for _ in 1..20 {
        assert!(
            check(&limiter, "kim", &rule, at(2)).allowed,
            "a known caller keeps what is his"
        );
    }
    assert!(!check(&limiter, "kim", &rule, at(2)).allowed);

    // A newcomer that was served from the shared window does not start afresh once there is room.
    let late = (0..invented)
        .map(|n| format!("late-{n}"))
        .find(|name| !check(&limiter, name, &rule, at(50_000)).allowed);
    let late = late.expect("all shared windows are full");
    assert!(
        check(&limiter, &late, &rule, at(60_001)).allowed,
        "a minute after the flood all is forgotten"
    );
    limiter.sweep(at(200_000));
    assert_eq!(limiter.statistics(at(200_000)).active_users, 0);
}

#[test]
fn whoever_was_served_from_the_shared_window_keeps_that_count() {
    let limiter = RateLimiter::local_with_max_windows(1);
    let rule = Rule::new("few", 3, Duration::from_secs(60));
    let early: Vec<String> = (0..1000).map(|n| format!("early-{n}")).collect();
    // One window per shard: the first caller of each keeps its own until 90 s, the others fill the shared one until 60 s.
    for second in [0, 30] {
        for caller in &early {
            check(&limiter, caller, &rule, at(second * 1000));
        }
    }
    assert!(
        check(&limiter, "late", &rule, at(60_500)).allowed,
        "from the shared window"
    );
    let admitted = (0..10)
        .filter(|_| check(&limiter, "late", &rule, at(90_500)).allowed)
        .count();
    assert_eq!(admitted, 2, "3 in any minute, with the one before");
    assert_eq!(
        check(&limiter, "late", &rule, at(120_500)).remaining,
        0,
        "and that one has left by now"
    );
}

#[test]
fn statistics_are_those_of_the_contract() {
    let limiter = RateLimiter::local();
    for _ in 0..25 {
        check(&limiter, "kim", &rules::UPLOAD_INIT, at(0));
    }
    check(&limiter, "kim", &rules::UPLOAD_LIST, at(0));
    check(&limiter, "lee", &rules::UPLOAD_LIST, at(59_000));
    let text = serde_json::to_string(&limiter.statistics(at(60_001))).unwrap();
    assert_eq!(
        text,
        r#"{"total_requests":27,"blocked_requests":5,"unique_users":2,"active_users":1,"block_rate":0.18518518518518517,"backend":"local","degraded":false}"#
    );
    assert_eq!(RateLimiter::local().statistics(at(0)).block_rate, 0.0);
}

#[test]
fn any_text_can_be_a_caller() {
    let limiter = RateLimiter::local();
    let long = "가".repeat(100_000);
    let longer = format!("{long}나");
    for caller in ["", "\0", "a:b", "김철수", &long] {
        for _ in 0..20 {
            assert!(check(&limiter, caller, &rules::UPLOAD_INIT, at(0)).allowed);
        }
        assert!(!check(&limiter, caller, &rules::UPLOAD_INIT, at(0)).allowed);
    }
    assert!(
        !check(&limiter, &longer, &rules::UPLOAD_INIT, at(0)).allowed,
        "cut to the same name, so it shares"
    );
}
