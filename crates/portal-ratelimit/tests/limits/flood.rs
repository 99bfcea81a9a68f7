//! The guards against floods.

use std::net::IpAddr;
use std::time::Duration;

use portal_config::Clock;
use portal_ratelimit::{Flood, FloodQuota, Network};

/// Five attempts at once, then one every ten seconds.
const SIGN_IN: FloodQuota = FloodQuota::new(5, Duration::from_secs(10));

fn network(address: &str) -> Network {
    address.parse::<IpAddr>().unwrap().into()
}

#[test]
fn a_burst_and_then_one_at_a_time() {
    let clock = Clock::manual(1_700_000_000);
    let guard = Flood::new(SIGN_IN, 1000, clock.clone());
    let kim = "kim".to_owned();
    for _ in 0..5 {
        assert!(guard.check(&kim).is_ok());
    }
    let wait = guard.check(&kim).unwrap_err();
    assert_eq!((wait.duration(), wait.seconds()), (Duration::from_secs(10), 10));
    assert_eq!(wait.to_string(), "too many attempts, try again in 10 s");
    assert!(guard.check(&"lee".to_owned()).is_ok(), "others are not held up");

    clock.advance(Duration::from_millis(9_999));
    assert_eq!(guard.check(&kim).unwrap_err().seconds(), 1);
    clock.advance(Duration::from_millis(1));
    assert!(guard.check(&kim).is_ok());
    assert!(guard.check(&kim).is_err());
}

#[test]
fn one_household_in_ipv6_is_one_stranger() {
    let guard = Flood::new(SIGN_IN, 1000, Clock::manual(0));
    for host in 1..=5 {
        assert!(guard.check(&network(&format!("2001:db8::{host}"))).is_ok());
    }
    assert!(guard.check(&network("2001:db8::ffff")).is_err());
    assert!(guard.check(&network("2001:db8:0:1::1")).is_ok());
}

#[test]
fn idle_keys_are_forgotten_and_busy_ones_are_not() {
    let clock = Clock::manual(0);
    let guard = Flood::new(SIGN_IN, 1000, clock.clone());
    for _ in 0..5 {
        guard.check(&1).unwrap();
    }
    guard.check(&2).unwrap();
    clock.advance(Duration::from_secs(20));
    guard.sweep();
    assert_eq!(guard.len(), 1, "2 has its burst back, 1 has not");
    clock.advance(Duration::from_secs(40));
    guard.sweep();
    assert!(guard.is_empty());
}

#[test]
fn more_keys_than_places_share_one_quota() {
    let clock = Clock::manual(0);
    let guard = Flood::new(SIGN_IN, 100, clock.clone());
    let admitted = (0..10_000).filter(|key| guard.check(key).is_ok()).count();
    assert_eq!(admitted, 100 + 5, "one each, and one burst for all the others");
    assert_eq!(guard.len(), 100);
    assert!(guard.check(&0).is_ok(), "a known key keeps its own quota");

    // Everybody's burst is back: the guard makes room by itself.
    clock.advance(Duration::from_secs(60));
    let admitted = (20_000..20_050).filter(|key| guard.check(key).is_ok()).count();
    assert_eq!(admitted, 50);
}

#[test]
fn the_systems_clock_works_too() {
    let guard = Flood::new(FloodQuota::new(2, Duration::from_secs(3600)), 10, Clock::System);
    assert!(guard.check(&"kim").is_ok());
    assert!(guard.check(&"kim").is_ok());
    assert!(guard.check(&"kim").is_err());
}
