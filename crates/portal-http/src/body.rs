//! Bodies, queries and paths that do not parse get the same kind of answer as everything else.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::{JsonBody, Payload};
use actix_web::error::{JsonPayloadError, PathError, QueryPayloadError};
use actix_web::http::StatusCode;
use actix_web::web::{JsonConfig, PathConfig, QueryConfig};
use actix_web::{FromRequest, HttpRequest};
use serde::de::DeserializeOwned;

use crate::Problem;

#[derive(Debug, thiserror::Error)]
enum Unreadable {
    #[error("the body is not the expected JSON")]
    Json(#[source] JsonPayloadError),
    #[error("the query is not as expected")]
    Query(#[source] QueryPayloadError),
    #[error("the path is not as expected")]
    Path(#[source] PathError),
}

impl Unreadable {
    fn problem(&self) -> Problem {
        let bad = |detail: String| Problem::new(StatusCode::BAD_REQUEST, "bad_request", detail);
        match self {
            Self::Json(JsonPayloadError::ContentType) => {
                let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
                Problem::new(
                    status,
                    "unsupported_media_type",
                    "Content-Type must be application/json",
                )
            }
            Self::Json(JsonPayloadError::Overflow { limit } | JsonPayloadError::OverflowKnownLength { limit, .. }) => {
                let error = format!("The body is larger than {limit} bytes");
                Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "body_too_large", error)
            }
            Self::Json(JsonPayloadError::Deserialize(error)) => bad(format!("The body is not as expected: {error}")),
            Self::Json(_) => bad("The body could not be read".to_owned()),
            Self::Query(error) => bad(format!("The query is not as expected: {error}")),
            // A path that parses to nothing we know names nothing that exists.
            Self::Path(_) => Problem::new(StatusCode::NOT_FOUND, "not_found", "Not found"),
        }
    }
}
crate::answer!(Unreadable);

/// JSON bodies up to 256 KiB, `Content-Type: application/json` required.
#[must_use]
pub fn json_config() -> JsonConfig {
    JsonConfig::default()
        .limit(256 * 1024)
        .error_handler(|error, _| Unreadable::Json(error).into())
}

/// A JSON body that may be larger than others: up to `MOST` bytes.
#[derive(Clone, Debug)]
pub struct LargeJson<T, const MOST: usize>(pub T);

impl<T: DeserializeOwned + 'static, const MOST: usize> FromRequest for LargeJson<T, MOST> {
    type Error = actix_web::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, actix_web::Error>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let body = JsonBody::new(request, payload, None, true).limit(MOST);
        Box::pin(async move { body.await.map(Self).map_err(|error| Unreadable::Json(error).into()) })
    }
}

/// Query strings.
#[must_use]
pub fn query_config() -> QueryConfig {
    QueryConfig::default().error_handler(|error, _| Unreadable::Query(error).into())
}

/// Path parameters.
#[must_use]
pub fn path_config() -> PathConfig {
    PathConfig::default().error_handler(|error, _| Unreadable::Path(error).into())
}
