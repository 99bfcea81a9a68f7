//! What is recorded of a request, and where refusals go.

use std::sync::{Mutex, OnceLock, PoisonError};

use actix_web::HttpRequest;
use actix_web::dev::ServiceResponse;
use actix_web::http::StatusCode;
use portal_audit::{Action, Entry, Happened, Moment, NotAMoment, UNKNOWN};
use serde::{Deserialize, Serialize};

use crate::problem::Code;
use crate::refusals::Refusals;
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
pub(crate) struct Audit {
    sink: OnceLock<Sink>,
    refusals: Mutex<Refusals>,
}

impl Audit {
    /// Says where. The first one counts: services that share a kit share its log.
    pub(crate) fn goes_to(&self, sink: impl Fn(Entry) + Send + Sync + 'static) {
        let _ = self.sink.set(Box::new(sink));
    }

    fn note(&self, entry: Entry, now: i64) {
        self.write(|refusals| refusals.take(entry, now));
    }

    /// Sums up a minute that is over.
    pub(crate) fn sum_up(&self, now: i64) {
        self.write(|refusals| refusals.due(now));
    }

    /// Sums up what there is, because nothing more will come.
    pub(crate) fn finish(&self) {
        self.write(Refusals::end);
    }

    fn write(&self, rows: impl FnOnce(&mut Refusals) -> Vec<Entry>) {
        let Some(sink) = self.sink.get() else { return };
        let rows = rows(&mut self.refusals.lock().unwrap_or_else(PoisonError::into_inner));
        rows.into_iter().for_each(sink);
    }
}

impl Kit {
    /// Records a refusal that is no answer 403, such as one on an open WebSocket. Repetitions are summed up.
    pub fn refused(&self, entry: Entry) {
        self.audit().note(entry, self.clock().unix_millis());
    }
}

/// Every 403 is recorded: somebody wanted what they may not have. The path is without its query, which may hold a token.
pub(crate) fn note_refusal(kit: &Kit, method: &str, path: &str, response: &ServiceResponse) {
    if response.status() != StatusCode::FORBIDDEN {
        return;
    }
    let code = response.response().extensions().get::<Code>().map_or("", |code| code.0);
    kit.refused(audited(response.request(), Action::AccessRefuse, &format!("{method} {path}")).refused(code));
}

/// Refusals as a service without a database tells them to the one that keeps the log.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToldRefusals {
    /// Oldest first.
    pub refusals: Vec<ToldRefusal>,
}

impl ToldRefusals {
    /// At most as many at once: with the longest texts they fit into a body.
    pub const MOST: usize = 50;
}

/// A row of the log to be, told by a service that is trusted with who and from where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToldRefusal {
    at: String,
    action: String,
    actor: String,
    method: String,
    address: String,
    request_id: String,
    object: String,
    reason: String,
}

/// This is no refusal.
#[derive(Clone, Copy, Debug, thiserror::Error)]
pub enum Unfit {
    /// Something that is not said this way.
    #[error("only {} is taken", Action::AccessRefuse)]
    Action,
    /// A time that makes no sense.
    #[error(transparent)]
    Time(#[from] NotAMoment),
}

impl From<Happened> for ToldRefusal {
    fn from(Happened { at, entry }: Happened) -> Self {
        Self {
            at,
            action: entry.action().to_string(),
            actor: entry.actor().to_owned(),
            method: entry.method().to_owned(),
            address: entry.address().to_owned(),
            request_id: entry.request_id().to_owned(),
            object: entry.object().to_owned(),
            reason: entry.reason().to_owned(),
        }
    }
}

impl TryFrom<ToldRefusal> for Happened {
    type Error = Unfit;

    fn try_from(told: ToldRefusal) -> Result<Self, Unfit> {
        if told.action != Action::AccessRefuse.as_str() {
            return Err(Unfit::Action);
        }
        let at: Moment = told.at.parse()?;
        let entry = Entry::new(Action::AccessRefuse, &told.object)
            .by(&told.actor, &told.method)
            .from(&told.address, &told.request_id)
            .refused(&told.reason);
        Ok(Self {
            at: at.as_str().to_owned(),
            entry,
        })
    }
}
