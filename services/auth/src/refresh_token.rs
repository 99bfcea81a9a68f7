//! Refresh tokens: `hpcr_<sid>.<generation>.<mac>`.
//!
//! Nothing of them is stored but the session's generation: the MAC says that a token is ours, the generation whether it is
//! the newest. Whoever reads the database cannot make one, and a rotation is one number that grows.

use hmac::{Hmac, KeyInit, Mac};
use portal_config::Secrets;
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;

const PREFIX: &str = "hpcr_";

/// What a refresh token says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RefreshClaim {
    /// The session.
    pub(crate) sid: String,
    /// How often its token had been rotated when this one was made.
    pub(crate) generation: i64,
}

/// Makes and checks refresh tokens.
#[derive(Clone)]
pub(crate) struct RefreshTokens {
    keys: Vec<Hmac<Sha256>>,
}

impl std::fmt::Debug for RefreshTokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RefreshTokens")
    }
}

impl RefreshTokens {
    /// Keys follow from the signing keys of access tokens, one way: the present one and, while it is being changed, the one
    /// before.
    pub(crate) fn new(secrets: &Secrets) -> Self {
        let keys = std::iter::once(&secrets.jwt).chain(&secrets.jwt_previous);
        Self {
            keys: keys.filter_map(derived).collect(),
        }
    }

    /// The token of this claim.
    pub(crate) fn make(&self, claim: &RefreshClaim) -> String {
        let body = format!("{}.{}", claim.sid, claim.generation);
        let mac = self
            .keys
            .first()
            .map(|key| hex(&mac(key, &body).finalize().into_bytes()));
        format!("{PREFIX}{body}.{}", mac.unwrap_or_default())
    }

    /// What a token says; none when it is not ours.
    pub(crate) fn read(&self, token: &str) -> Option<RefreshClaim> {
        let (body, given) = token.strip_prefix(PREFIX)?.rsplit_once('.')?;
        let given = unhex(given)?;
        // Compared in constant time.
        self.keys
            .iter()
            .find(|key| mac(key, body).verify_slice(&given).is_ok())?;
        let (sid, generation) = body.split_once('.')?;
        Some(RefreshClaim {
            sid: sid.to_owned(),
            generation: generation.parse().ok()?,
        })
    }
}

fn derived(secret: &SecretString) -> Option<Hmac<Sha256>> {
    let key = |bytes: &[u8]| Hmac::<Sha256>::new_from_slice(bytes).ok();
    let derived = key(secret.expose_secret().as_bytes())?.chain_update(b"hpc-portal refresh token");
    key(&derived.finalize().into_bytes())
}

fn mac(key: &Hmac<Sha256>, body: &str) -> Hmac<Sha256> {
    key.clone().chain_update(body.as_bytes())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(digits: &str) -> Option<Vec<u8>> {
    let pairs = digits.as_bytes().chunks_exact(2);
    pairs.remainder().is_empty().then_some(())?;
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    pairs.map(byte).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use portal_config::Source;

    fn tokens(key: &str, previous: &str) -> RefreshTokens {
        let source = Source::from_pairs([("JWT_SECRET_KEY", key), ("JWT_SECRET_KEY_PREVIOUS", previous)]);
        RefreshTokens::new(&Secrets::load(&source).unwrap())
    }

    const ONE: &str = "0123456789abcdef0123456789abcdef";
    const TWO: &str = "fedcba9876543210fedcba9876543210";

    fn claim() -> RefreshClaim {
        RefreshClaim {
            sid: "0193-abc".to_owned(),
            generation: 7,
        }
    }

    #[test]
    fn only_ours_are_read() {
        let token = tokens(ONE, "").make(&claim());
        assert_eq!(tokens(ONE, "").read(&token), Some(claim()));
        assert_eq!(tokens(TWO, "").read(&token), None);
        assert_eq!(
            tokens(TWO, ONE).read(&token),
            Some(claim()),
            "the former key is known for a while"
        );
        assert_eq!(tokens(ONE, "").read(&token.replace(".7.", ".8.")), None);
        for text in [
            "",
            "hpcr_",
            "hpcr_..",
            "hpcr_a.1.",
            "hpcr_a.1.zz",
            &token.to_uppercase(),
        ] {
            assert_eq!(tokens(ONE, "").read(text), None, "{text}");
        }
    }
}
