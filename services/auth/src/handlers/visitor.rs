//! Who is at the other end, for handlers that talk to strangers or write down what happened.

use std::future::{Ready, ready};
use std::ops::Deref;

use actix_web::error::ErrorInternalServerError;
use actix_web::{FromRequest, HttpRequest};
use portal_audit::{Action, Entry};
use portal_http::{Client, audited};

/// Extractor: the client's end of the connection.
pub(crate) struct Visitor {
    client: Client,
    request: HttpRequest,
}

impl Visitor {
    /// An entry of the audit log: `action` was done to `object`, by whoever the request came from.
    pub(crate) fn entry(&self, action: Action, object: &str) -> Entry {
        audited(&self.request, action, object)
    }
}

impl Deref for Visitor {
    type Target = Client;
    fn deref(&self) -> &Client {
        &self.client
    }
}

impl FromRequest for Visitor {
    type Error = actix_web::Error;
    type Future = Ready<Result<Self, actix_web::Error>>;

    fn from_request(request: &HttpRequest, _: &mut actix_web::dev::Payload) -> Self::Future {
        let visitor = Client::of(request).map(|client| Self {
            client,
            request: request.clone(),
        });
        ready(visitor.ok_or_else(|| ErrorInternalServerError("the request did not come through the door")))
    }
}
