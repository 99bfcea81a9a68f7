//! Is this token ours, and still good?

use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode};
use secrecy::{ExposeSecret, SecretString};

use crate::{Claims, ISSUER, Username};

/// Why a token is not accepted. Displays as the contract's words (section 4.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejected {
    /// `exp` has passed.
    #[error("Signature has expired")]
    Expired,
    /// Another key, or changed on the way.
    #[error("Signature verification failed")]
    Signature,
    /// Not three base64 parts, or not the claims.
    #[error("Not enough segments")]
    Malformed,
    /// Signed with another algorithm than HS256, `none` included.
    #[error("The specified alg value is not allowed")]
    Algorithm,
    /// Made in the future.
    #[error("The token is not yet valid (iat)")]
    NotYet,
    /// Meant for later.
    #[error("The token is not yet valid (nbf)")]
    NotBefore,
    /// Not from the portal.
    #[error("Invalid issuer")]
    Issuer,
    /// Meant for somebody else: ours have no `aud`.
    #[error("Invalid audience")]
    Audience,
    /// `sub` is missing or no [`Username`]: it becomes a folder's name, so this is where others are turned away.
    #[error("Subject must be a string")]
    Subject,
}

/// Clocks of two hosts may differ by so many seconds before a token counts as made in the future.
const CLOCK_SKEW: i64 = 60;

/// Ours have some 600 bytes, those of somebody in hundreds of groups some thousand; hashing a longer one would only cost.
const LONGEST: usize = 16 * 1024;

/// Checks tokens: HS256 only, `iss` and `exp` required.
#[derive(Clone)]
pub struct Verifier {
    key: DecodingKey,
    previous: Option<DecodingKey>,
    validation: Validation,
}

impl std::fmt::Debug for Verifier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Verifier")
    }
}

impl Verifier {
    /// Checks with the key that all services share and, while it is being changed, with the one before.
    #[must_use]
    pub fn new(key: &SecretString, previous: Option<&SecretString>) -> Self {
        let decoding = |key: &SecretString| DecodingKey::from_secret(key.expose_secret().as_bytes());
        let mut validation = Validation::new(Algorithm::HS256);
        // Time is judged below, against the clock that is handed in; the library would ask the system.
        validation.validate_exp = false;
        validation.validate_nbf = false;
        validation.leeway = 0;
        validation.set_required_spec_claims(&["exp", "iss", "sub"]);
        validation.set_issuer(&[ISSUER]);
        Self {
            key: decoding(key),
            previous: previous.map(decoding),
            validation,
        }
    }

    /// The claims of a token that is good at `now` (seconds since the epoch).
    ///
    /// # Errors
    /// Says why it is not.
    pub fn verify(&self, token: &str, now: i64) -> Result<Claims, Rejected> {
        if token.len() > LONGEST {
            return Err(Rejected::Malformed);
        }
        let claims = self.decode(token).map_err(|error| reason(error.kind()))?;
        if !Username::is_valid(&claims.sub) {
            Err(Rejected::Subject)
        } else if claims.exp <= now {
            Err(Rejected::Expired)
        } else if claims.iat > now + CLOCK_SKEW {
            Err(Rejected::NotYet)
        } else if claims.nbf.is_some_and(|nbf| nbf > now + CLOCK_SKEW) {
            Err(Rejected::NotBefore)
        } else {
            Ok(claims)
        }
    }

    fn decode(&self, token: &str) -> Result<Claims, jsonwebtoken::errors::Error> {
        let first = decode::<Claims>(token, &self.key, &self.validation);
        let decoded = match (&first, &self.previous) {
            (Err(error), Some(previous)) if *error.kind() == ErrorKind::InvalidSignature => {
                decode::<Claims>(token, previous, &self.validation)
            }
            _ => first,
        };
        Ok(decoded?.claims)
    }
}

fn reason(kind: &ErrorKind) -> Rejected {
    match kind {
        ErrorKind::InvalidSignature => Rejected::Signature,
        ErrorKind::InvalidAlgorithm | ErrorKind::InvalidAlgorithmName => Rejected::Algorithm,
        ErrorKind::InvalidIssuer => Rejected::Issuer,
        ErrorKind::InvalidAudience => Rejected::Audience,
        ErrorKind::InvalidSubject => Rejected::Subject,
        ErrorKind::MissingRequiredClaim(claim) if claim == "iss" => Rejected::Issuer,
        ErrorKind::MissingRequiredClaim(claim) if claim == "sub" => Rejected::Subject,
        _ => Rejected::Malformed,
    }
}
