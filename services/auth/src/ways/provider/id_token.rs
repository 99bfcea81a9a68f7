//! Is this ID token the answer to our question? (OpenID Connect Core 1.0, 3.1.3.7)

use serde_json::{Map, Value};
use subtle::ConstantTimeEq;

/// Clocks of two hosts may differ by so many seconds.
const SKEW: i64 = 60;

/// Longest `sub`, in bytes (Core, 2).
const LONGEST_SUBJECT: usize = 255;

/// What the token must be.
pub(super) struct Expected<'a> {
    pub(super) issuer: &'a str,
    pub(super) client_id: &'a str,
    pub(super) nonce: &'a str,
    /// Seconds since the epoch.
    pub(super) now: i64,
}

/// Why it is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ClaimError {
    #[error("the token is another provider's (iss)")]
    Issuer,
    #[error("the token is for another client (aud, azp)")]
    Audience,
    #[error("the token has expired (exp)")]
    Expired,
    #[error("the token is from the future (iat, nbf)")]
    NotYet,
    #[error("the token answers another question (nonce)")]
    Nonce,
    #[error("the token says of nobody (sub)")]
    Subject,
}

/// Checks the claims of a token whose signature is good.
pub(super) fn judge(claims: &Map<String, Value>, expected: &Expected<'_>) -> Result<(), ClaimError> {
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    if text("iss") != Some(expected.issuer) {
        return Err(ClaimError::Issuer);
    }
    if !is_for(claims, expected.client_id) {
        return Err(ClaimError::Audience);
    }
    if seconds(claims, "exp").is_none_or(|exp| exp <= expected.now - SKEW) {
        return Err(ClaimError::Expired);
    }
    let later = |name| seconds(claims, name).is_some_and(|time| time > expected.now + SKEW);
    if seconds(claims, "iat").is_none() || later("iat") || later("nbf") {
        return Err(ClaimError::NotYet);
    }
    let nonce = text("nonce").unwrap_or_default();
    if !bool::from(nonce.as_bytes().ct_eq(expected.nonce.as_bytes())) {
        return Err(ClaimError::Nonce);
    }
    match text("sub") {
        Some(subject) if (1..=LONGEST_SUBJECT).contains(&subject.len()) => Ok(()),
        _ => Err(ClaimError::Subject),
    }
}

fn is_for(claims: &Map<String, Value>, client_id: &str) -> bool {
    let authorized = claims.get("azp").and_then(Value::as_str);
    let (named, others) = match claims.get("aud") {
        Some(Value::String(audience)) => (audience == client_id, false),
        Some(Value::Array(audiences)) => (
            audiences.iter().any(|audience| audience == client_id),
            audiences.len() > 1,
        ),
        _ => (false, false),
    };
    // With several audiences it must say for which of them it was made.
    let meant = authorized.map_or(!others, |authorized| authorized == client_id);
    named && meant && claims.get("azp").is_none_or(Value::is_string)
}

/// A NumericDate, which may have a fraction.
fn seconds(claims: &Map<String, Value>, name: &str) -> Option<i64> {
    let value = claims.get(name)?;
    #[expect(clippy::cast_possible_truncation, reason = "`as` saturates, and no date is that far")]
    value.as_i64().or_else(|| value.as_f64().map(|seconds| seconds as i64))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const NOW: i64 = 1_700_000_000;

    fn judged(change: Value) -> Result<(), ClaimError> {
        let mut claims = json!({
            "iss": "https://id.example.org", "aud": "portal", "sub": "u-1", "nonce": "n-1", "iat": NOW, "exp": NOW + 300,
        });
        let claims = claims.as_object_mut().unwrap();
        for (name, value) in change.as_object().unwrap() {
            match value {
                Value::Null => drop(claims.remove(name)),
                value => drop(claims.insert(name.clone(), value.clone())),
            }
        }
        let expected = Expected {
            issuer: "https://id.example.org",
            client_id: "portal",
            nonce: "n-1",
            now: NOW,
        };
        judge(claims, &expected)
    }

    #[test]
    fn the_answer_to_our_question_is_taken() {
        for change in [
            json!({}),
            json!({"aud": ["portal"]}),
            json!({"aud": ["portal", "other"], "azp": "portal"}),
            json!({"azp": "portal"}),
            json!({"exp": NOW - 59}),
            json!({"iat": NOW + 60, "nbf": NOW + 60}),
            json!({"iat": 1_700_000_000.5}),
        ] {
            assert_eq!(judged(change.clone()), Ok(()), "{change}");
        }
    }

    #[test]
    fn all_else_is_refused() {
        use ClaimError::{Audience, Expired, Issuer, Nonce, NotYet, Subject};
        for (change, reason) in [
            (json!({"iss": "https://evil.example"}), Issuer),
            (json!({"iss": "https://id.example.org/"}), Issuer),
            (json!({"iss": null}), Issuer),
            (json!({"aud": "other"}), Audience),
            (json!({"aud": null}), Audience),
            (json!({"aud": []}), Audience),
            (json!({"aud": {"portal": true}}), Audience),
            (json!({"aud": ["portal", "other"]}), Audience),
            (json!({"aud": ["portal", "other"], "azp": "other"}), Audience),
            (json!({"azp": "other"}), Audience),
            (json!({"azp": 7}), Audience),
            (json!({"exp": NOW - 60}), Expired),
            (json!({"exp": null}), Expired),
            (json!({"exp": "never"}), Expired),
            (json!({"iat": NOW + 61}), NotYet),
            (json!({"iat": null}), NotYet),
            (json!({"nbf": NOW + 61}), NotYet),
            (json!({"nonce": "n-2"}), Nonce),
            (json!({"nonce": null}), Nonce),
            (json!({"sub": null}), Subject),
            (json!({"sub": ""}), Subject),
            (json!({"sub": "x".repeat(256)}), Subject),
        ] {
            assert_eq!(judged(change.clone()), Err(reason), "{change}");
        }
    }
}
