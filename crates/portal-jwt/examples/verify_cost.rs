//! What checking a token costs: prints the median and the 99th percentile in nanoseconds, for one's own key, for the key
//! before, and for a forgery, beside what the library's own check costs. Asserts nothing.
//!
//!     cargo run --release -p portal-jwt --example verify_cost

use std::hint::black_box;
use std::io::Write;
use std::time::{Duration, Instant};

use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode};
use portal_jwt::{Claims, Permission, Signer, TokenIds, Verifier};

const ROUNDS: usize = 50_000;
const NOW: i64 = 1_700_000_000;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (present, former, other) = ("a".repeat(32), "b".repeat(32), "c".repeat(32));
    let token = |key: &str| {
        let signer = Signer::new(&key.into(), Duration::from_secs(3600));
        let groups = vec![
            "CN=HPC-Admins,OU=Groups,DC=corp,DC=example".to_owned(),
            "DX-Users".to_owned(),
        ];
        let ids = TokenIds {
            jti: "01a20072-b585-7613-8670-aacd4560df6e".to_owned(),
            sid: "01a20072-b585-7613-8670-aacd4560df6f".to_owned(),
        };
        let claims = signer.claims("kim", "kim@example.org", groups, &Permission::ALL, NOW, ids);
        signer.sign(&claims)
    };
    let verifier = Verifier::new(&present.as_str().into(), Some(&former.as_str().into()));
    let mut out = std::io::stdout().lock();
    for (name, token) in [
        ("own key", token(&present)?),
        ("former key", token(&former)?),
        ("forged", token(&other)?),
    ] {
        let (median, p99) = measured(|| drop(black_box(verifier.verify(black_box(&token), NOW))));
        writeln!(out, "{name:12} p50 {median} ns, p99 {p99} ns ({} bytes)", token.len())?;
    }
    let (key, token) = (DecodingKey::from_secret(present.as_bytes()), token(&present)?);
    let mut validation = Validation::new(Algorithm::HS256);
    validation.validate_exp = false;
    let (median, p99) = measured(|| drop(black_box(decode::<Claims>(black_box(&token), &key, &validation))));
    writeln!(out, "the library  p50 {median} ns, p99 {p99} ns")?;
    Ok(())
}

/// Median and 99th percentile of one call, in nanoseconds.
fn measured(mut call: impl FnMut()) -> (u128, u128) {
    let mut times: Vec<_> = (0..ROUNDS)
        .map(|_| {
            let started = Instant::now();
            call();
            started.elapsed().as_nanos()
        })
        .collect();
    times.sort_unstable();
    let at = |share: usize| times.get(ROUNDS * share / 100).copied().unwrap_or_default();
    (at(50), at(99))
}
