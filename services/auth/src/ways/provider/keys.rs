//! The provider's keys, and the tokens that they sign.

use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::jwk::{AlgorithmParameters, Jwk, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, Header, Validation, decode};
use serde_json::{Map, Value};

/// Only what is signed with a key that the provider keeps to itself. HMAC is not among them: its key would be the portal's
/// own secret there, and `none` is no signature at all.
const ALGORITHMS: [Algorithm; 9] = [
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::EdDSA,
];

/// Keys that are tried for a token that does not name its own.
const MOST_TRIED: usize = 8;

/// Why a token's signature is not accepted.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SignatureError {
    #[error("the token cannot be read")]
    Unreadable(#[source] jsonwebtoken::errors::Error),
    #[error("the token is signed with {0:?}")]
    Algorithm(Algorithm),
    #[error("the provider does not know the key of the token")]
    UnknownKey,
    #[error("the token's signature is wrong")]
    Wrong(#[source] jsonwebtoken::errors::Error),
}

/// The keys of a set that can be understood; others are for somebody else.
pub(super) fn read(set: &Value) -> Vec<Jwk> {
    let keys = set
        .get("keys")
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default();
    let keys = keys
        .iter()
        .filter_map(|key| serde_json::from_value::<Jwk>(key.clone()).ok());
    keys.filter(is_for_signatures).collect()
}

fn is_for_signatures(key: &Jwk) -> bool {
    let asymmetric = matches!(
        key.algorithm,
        AlgorithmParameters::RSA(_) | AlgorithmParameters::EllipticCurve(_) | AlgorithmParameters::OctetKeyPair(_)
    );
    asymmetric && matches!(key.common.public_key_use, None | Some(PublicKeyUse::Signature))
}

/// The claims of a token that one of these keys signed. They are not judged here.
pub(super) fn verify(token: &str, keys: &[Jwk]) -> Result<Map<String, Value>, SignatureError> {
    let header = jsonwebtoken::decode_header(token).map_err(SignatureError::Unreadable)?;
    if !ALGORITHMS.contains(&header.alg) {
        return Err(SignatureError::Algorithm(header.alg));
    }
    let mut last = SignatureError::UnknownKey;
    for key in keys.iter().filter(|key| fits(key, &header)).take(MOST_TRIED) {
        match verify_with(token, &header, key) {
            Ok(claims) => return Ok(claims),
            Err(error) => last = SignatureError::Wrong(error),
        }
    }
    Err(last)
}

fn fits(key: &Jwk, header: &Header) -> bool {
    let named = header.kid.is_none() || key.common.key_id == header.kid;
    let meant = key
        .common
        .key_algorithm
        .is_none_or(|meant| meant.to_string() == format!("{:?}", header.alg));
    let family = match key.algorithm {
        AlgorithmParameters::RSA(_) => format!("{:?}", header.alg).starts_with(['R', 'P']),
        AlgorithmParameters::EllipticCurve(_) => matches!(header.alg, Algorithm::ES256 | Algorithm::ES384),
        AlgorithmParameters::OctetKeyPair(_) => header.alg == Algorithm::EdDSA,
        _ => false,
    };
    named && meant && family
}

fn verify_with(token: &str, header: &Header, key: &Jwk) -> Result<Map<String, Value>, jsonwebtoken::errors::Error> {
    let mut validation = Validation::new(header.alg);
    // Judged by us, against the clock that is handed in.
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    validation.validate_nbf = false;
    validation.validate_aud = false;
    let claims = decode::<Value>(token, &DecodingKey::from_jwk(key)?, &validation)?.claims;
    match claims {
        Value::Object(claims) => Ok(claims),
        _ => Err(jsonwebtoken::errors::new_error(ErrorKind::InvalidToken)),
    }
}
