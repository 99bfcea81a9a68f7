//! What is recorded of a request, and where refusals go.

use std::sync::OnceLock;

use actix_web::HttpRequest;
use actix_web::dev::ServiceResponse;
use actix_web::http::StatusCode;
use portal_audit::{Action, Entry, UNKNOWN};

use crate::problem::Code;
use crate::{Caller, Client, Credential, Kit, RequestId};

/// An entry of the audit log about `request`: `action` was done to `object`, by whoever sent it.
#[must_use]
pub fn audited(request: &HttpRequest, action: Action, object: &str) -> Entry {
    let address = Client::of(request).map_or_else(|| UNKNOWN.to_owned(), |client| client.address().to_string());
    let id = RequestId::of(request);
    let id = id.as_ref().map_or(UNKNOWN, RequestId::as_str);
    let entry = Entry::new(action, object).from(&address, id);
    match Caller::of(request) {
        Ok(caller) => entry.by(caller.name(), &caller.credential.method()),
        Err(_nobody) => entry,
    }
}

impl Credential {
    /// How its bearer is known, as the audit log says it.
    #[must_use]
    pub fn method(&self) -> String {
        match self {
            Self::Bearer(_) => "bearer".to_owned(),
            Self::Cookie(_) => "cookie".to_owned(),
            Self::ApiKey(grant) => format!("key:{}", grant.key_id),
            Self::OpenMode => "open".to_owned(),
        }
    }
}

type Sink = Box<dyn Fn(Entry) + Send + Sync>;

/// Where refusals are recorded, once a service has said so.
#[derive(Default)]
pub(crate) struct Audit(OnceLock<Sink>);

impl Audit {
    /// Says where. The first one counts: services that share a kit share its log.
    pub(crate) fn goes_to(&self, sink: impl Fn(Entry) + Send + Sync + 'static) {
        let _ = self.0.set(Box::new(sink));
    }

    /// Records an answer that refuses what was asked for.
    fn note(&self, entry: impl FnOnce() -> Entry) {
        if let Some(sink) = self.0.get() {
            sink(entry());
        }
    }
}

/// Every 403 is recorded: somebody wanted what they may not have. The path is without its query, which may hold a token.
pub(crate) fn note_refusal(kit: &Kit, method: &str, path: &str, response: &ServiceResponse) {
    if response.status() != StatusCode::FORBIDDEN {
        return;
    }
    kit.audit().note(|| {
        let code = response.response().extensions().get::<Code>().map_or("", |code| code.0);
        audited(response.request(), Action::AccessRefuse, &format!("{method} {path}")).refused(code)
    });
}
