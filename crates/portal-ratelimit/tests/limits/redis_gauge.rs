//! The gauge that tells operators that limits hold per process only.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use metrics::{Counter, Gauge, Histogram, Key, KeyName, Metadata, Recorder, SharedString, Unit};
use portal_config::Clock;
use portal_ratelimit::{Moment, RateLimiter, RedisOptions, Rule};
use portal_testkit::TestRedis;

/// A recorder for this thread that keeps one gauge, as the bits of a float.
#[derive(Default)]
struct OneGauge(Arc<AtomicU64>);

impl OneGauge {
    fn value(&self) -> f64 {
        f64::from_bits(self.0.load(Ordering::SeqCst))
    }
}

impl Recorder for OneGauge {
    fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn register_counter(&self, _: &Key, _: &Metadata<'_>) -> Counter {
        Counter::noop()
    }
    fn register_gauge(&self, key: &Key, _: &Metadata<'_>) -> Gauge {
        assert_eq!(key.name(), "ratelimit_backend_degraded");
        Gauge::from_arc(Arc::clone(&self.0))
    }
    fn register_histogram(&self, _: &Key, _: &Metadata<'_>) -> Histogram {
        Histogram::noop()
    }
}

#[tokio::test]
async fn the_gauge_follows_redis_down_and_up() {
    let gauge = OneGauge::default();
    let _recording = metrics::set_default_local_recorder(&gauge);
    let mut server = TestRedis::start();
    let options = RedisOptions {
        budget: Duration::from_millis(250),
        ..RedisOptions::new(server.url())
    };
    let limiter = RateLimiter::redis(options).unwrap();
    assert_eq!(gauge.value(), 0.0);

    let ask_until = async |value: f64| {
        const RULE: Rule = Rule::new("any", 60_000, Duration::from_secs(1));
        let started = Instant::now();
        while gauge.value() != value {
            limiter.check("kim", &RULE, Moment::now(&Clock::System)).await;
            assert!(
                started.elapsed() < Duration::from_secs(30),
                "the gauge never became {value}"
            );
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    server.kill();
    ask_until(1.0).await;
    assert!(limiter.statistics(Moment::now(&Clock::System)).degraded);
    server.restart();
    ask_until(0.0).await;
    assert!(!limiter.statistics(Moment::now(&Clock::System)).degraded);
}
