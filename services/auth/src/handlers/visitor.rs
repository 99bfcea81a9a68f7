//! Who is at the other end, for handlers that talk to strangers.

use std::future::{Ready, ready};
use std::ops::Deref;

use actix_web::error::ErrorInternalServerError;
use actix_web::{FromRequest, HttpRequest};
use portal_http::Client;

/// Extractor: the client's end of the connection.
pub(crate) struct Visitor(Client);

impl Deref for Visitor {
    type Target = Client;
    fn deref(&self) -> &Client {
        &self.0
    }
}

impl FromRequest for Visitor {
    type Error = actix_web::Error;
    type Future = Ready<Result<Self, actix_web::Error>>;

    fn from_request(request: &HttpRequest, _: &mut actix_web::dev::Payload) -> Self::Future {
        let client = Client::of(request).map(Self);
        ready(client.ok_or_else(|| ErrorInternalServerError("the request did not come through the door")))
    }
}
