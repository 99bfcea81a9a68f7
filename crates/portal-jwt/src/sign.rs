//! Making tokens.

use std::time::Duration;

use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use secrecy::{ExposeSecret, SecretString};

use crate::{Claims, ISSUER, Permission};

/// A token could not be made; the claims are ours, so this is a defect.
#[derive(Debug, thiserror::Error)]
#[error("the token could not be signed")]
pub struct SignError(#[source] jsonwebtoken::errors::Error);

/// How a token is called, so that it, or the session that it belongs to, can be revoked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenIds {
    /// This one token.
    pub jti: String,
    /// The session.
    pub sid: String,
}

/// Makes tokens with the key that all services share.
#[derive(Clone)]
pub struct Signer {
    key: EncodingKey,
    lifetime: Duration,
}

impl std::fmt::Debug for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Signer")
            .field("lifetime", &self.lifetime)
            .finish_non_exhaustive()
    }
}

impl Signer {
    /// Tokens of this key live for `lifetime`.
    #[must_use]
    pub fn new(key: &SecretString, lifetime: Duration) -> Self {
        Self {
            key: EncodingKey::from_secret(key.expose_secret().as_bytes()),
            lifetime,
        }
    }

    /// How long its tokens live.
    #[must_use]
    pub fn lifetime(&self) -> Duration {
        self.lifetime
    }

    /// What a token made at `now` (seconds since the epoch) for this person claims, with fresh names.
    #[must_use]
    pub fn claims(
        &self,
        user: &str,
        email: &str,
        groups: Vec<String>,
        permissions: &[Permission],
        now: i64,
        ids: TokenIds,
    ) -> Claims {
        Claims {
            sub: user.to_owned(),
            email: email.to_owned(),
            groups,
            permissions: permissions.iter().map(ToString::to_string).collect(),
            iat: now,
            exp: now + i64::try_from(self.lifetime.as_secs()).unwrap_or(i64::MAX / 2),
            iss: ISSUER.to_owned(),
            jti: Some(ids.jti),
            sid: Some(ids.sid),
            nbf: None,
        }
    }

    /// The signed token.
    ///
    /// # Errors
    /// Never in practice: the claims always serialise and the key is always usable.
    pub fn sign(&self, claims: &Claims) -> Result<String, SignError> {
        encode(&Header::new(Algorithm::HS256), claims, &self.key).map_err(SignError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Rejected, Verifier};

    const NOW: i64 = 1_700_000_000;

    fn key(text: &str) -> SecretString {
        text.into()
    }

    fn claims() -> Claims {
        let signer = Signer::new(&key("k"), Duration::from_secs(3600));
        signer.claims(
            "kim",
            "kim@hpc.local",
            vec!["DX-Users".into()],
            &[Permission::Dashboard],
            NOW,
            TokenIds {
                jti: "t1".into(),
                sid: "s1".into(),
            },
        )
    }

    fn verdict(signed_with: &str, claims: &Claims, now: i64) -> Result<Claims, Rejected> {
        let token = Signer::new(&key(signed_with), Duration::from_secs(3600))
            .sign(claims)
            .unwrap();
        Verifier::new(&key("right"), None).verify(&token, now)
    }

    #[test]
    fn a_signed_token_is_accepted_until_it_expires() {
        let claims = claims();
        assert_eq!(verdict("right", &claims, NOW).unwrap(), claims);
        assert_eq!(verdict("right", &claims, NOW + 3599).unwrap(), claims);
        assert_eq!(verdict("right", &claims, NOW + 3600), Err(Rejected::Expired));
    }

    #[test]
    fn after_a_change_of_the_key_tokens_of_the_former_one_live_out_their_time() {
        let token = Signer::new(&key("former"), Duration::from_secs(3600))
            .sign(&claims())
            .unwrap();
        let verifier = Verifier::new(&key("right"), Some(&key("former")));
        assert_eq!(verifier.verify(&token, NOW).unwrap(), claims());
        assert_eq!(verifier.verify(&token, NOW + 3600), Err(Rejected::Expired));
        assert_eq!(
            Verifier::new(&key("right"), None).verify(&token, NOW),
            Err(Rejected::Signature)
        );
        let forged = Signer::new(&key("wrong"), Duration::from_secs(3600))
            .sign(&claims())
            .unwrap();
        assert_eq!(verifier.verify(&forged, NOW), Err(Rejected::Signature));
    }

    #[test]
    fn a_clock_that_is_a_minute_ahead_does_not_matter() {
        assert!(verdict("right", &claims(), NOW - 60).is_ok());
        assert_eq!(verdict("right", &claims(), NOW - 61), Err(Rejected::NotYet));
        let later = Claims {
            nbf: Some(NOW + 61),
            ..claims()
        };
        assert_eq!(verdict("right", &later, NOW), Err(Rejected::NotBefore));
        assert!(verdict("right", &later, NOW + 1).is_ok());
    }

    #[test]
    fn what_is_not_ours_is_refused() {
        assert_eq!(verdict("wrong", &claims(), NOW), Err(Rejected::Signature));
        assert_eq!(
            verdict(
                "right",
                &Claims {
                    iss: "elsewhere".into(),
                    ..claims()
                },
                NOW
            ),
            Err(Rejected::Issuer)
        );
        for sub in ["", "../../etc", "-rf", "kim/lee"] {
            let claims = Claims {
                sub: sub.into(),
                ..claims()
            };
            assert_eq!(verdict("right", &claims, NOW), Err(Rejected::Subject));
        }
        assert_eq!(
            verdict(
                "right",
                &Claims {
                    iat: NOW + 3600,
                    exp: NOW + 7200,
                    ..claims()
                },
                NOW
            ),
            Err(Rejected::NotYet)
        );
        let verifier = Verifier::new(&key("right"), None);
        assert_eq!(verifier.verify("", NOW), Err(Rejected::Malformed));
        assert_eq!(verifier.verify("a.b.c", NOW), Err(Rejected::Malformed));
        // {"alg":"none"} with an empty signature.
        assert!(verifier.verify("eyJhbGciOiJub25lIn0.eyJzdWIiOiJraW0ifQ.", NOW).is_err());
    }

    #[test]
    fn another_hash_of_the_same_family_is_refused() {
        let token = encode(
            &Header::new(Algorithm::HS384),
            &claims(),
            &EncodingKey::from_secret(b"right"),
        )
        .unwrap();
        assert_eq!(
            Verifier::new(&key("right"), None).verify(&token, NOW),
            Err(Rejected::Algorithm)
        );
    }

    #[test]
    fn a_token_without_exp_is_refused() {
        let mut bare = serde_json::to_value(claims()).unwrap();
        bare.as_object_mut().unwrap().remove("exp");
        let token = encode(
            &Header::new(Algorithm::HS256),
            &bare,
            &EncodingKey::from_secret(b"right"),
        )
        .unwrap();
        assert!(Verifier::new(&key("right"), None).verify(&token, NOW).is_err());
    }
}
