//! The name under which a request is found in every service's log.

use actix_web::HttpMessage;
use actix_web::HttpRequest;
use actix_web::dev::ServiceRequest;
use uuid::Uuid;

use crate::Kit;

/// An id that travels with the request through nginx and all services, in `X-Request-Id`.
#[derive(Clone, Debug)]
pub struct RequestId(String);

pub(crate) const HEADER: &str = "x-request-id";

impl RequestId {
    /// The id given at the door.
    #[must_use]
    pub fn of(request: &HttpRequest) -> Option<Self> {
        request.extensions().get::<Self>().cloned()
    }

    /// As it is logged and sent.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The proxy's id when it is trusted and well-formed, else a new one.
    pub(crate) fn find(kit: &Kit, request: &ServiceRequest) -> Self {
        let trusted = request.peer_addr().is_none_or(|peer| kit.trusts_proxy(peer.ip()));
        let given = request.headers().get(HEADER).and_then(|value| value.to_str().ok());
        match given.filter(|id| trusted && well_formed(id)) {
            Some(id) => Self(id.to_owned()),
            None => Self(Uuid::now_v7().simple().to_string()),
        }
    }
}

fn well_formed(id: &str) -> bool {
    (8..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
}
