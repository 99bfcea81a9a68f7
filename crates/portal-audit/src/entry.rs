//! One thing that happened, as whoever saw it says.

use std::fmt;

use crate::Action;
use crate::text::on_one_line;

/// Where nobody is known.
pub const UNKNOWN: &str = "-";

// Bounds in bytes. Longer text is cut before it is hashed, so that a row is never larger than some two KiB.
const ACTOR: usize = 128;
const METHOD: usize = 64;
const ADDRESS: usize = 64;
const REQUEST_ID: usize = 64;
const OBJECT: usize = 1024;
const REASON: usize = 512;

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was done.
    Ok,
    /// It was not allowed.
    Refused,
    /// It was allowed and did not work.
    Failed,
}

impl Outcome {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Ok, Self::Refused, Self::Failed];

    /// The word in the log.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Refused => "refused",
            Self::Failed => "failed",
        }
    }

    /// The outcome of that word.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.as_str() == word)
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What happened. Texts are made harmless and cut to their bounds when they are given: nothing in here can be too long
/// for a row or forge a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub(crate) actor: String,
    pub(crate) method: String,
    pub(crate) address: String,
    pub(crate) request_id: String,
    pub(crate) action: Action,
    pub(crate) object: String,
    pub(crate) outcome: Outcome,
    pub(crate) reason: String,
}

impl Entry {
    /// `action` was done to `object` (such as `upload:0123456789abcdef`), by nobody known so far.
    #[must_use]
    pub fn new(action: Action, object: &str) -> Self {
        Self {
            actor: UNKNOWN.to_owned(),
            method: UNKNOWN.to_owned(),
            address: UNKNOWN.to_owned(),
            request_id: UNKNOWN.to_owned(),
            action,
            object: on_one_line(object, OBJECT),
            outcome: Outcome::Ok,
            reason: String::new(),
        }
    }

    /// The same, done to `object`: what it is has turned out.
    #[must_use]
    pub fn about(self, object: &str) -> Self {
        let object = on_one_line(object, OBJECT);
        Self { object, ..self }
    }

    /// By whom, and how they were known: password, ldap, oidc, test, cookie, bearer, `key:<id>`, open, cli.
    #[must_use]
    pub fn by(self, actor: &str, method: &str) -> Self {
        Self {
            actor: on_one_line(actor, ACTOR),
            method: on_one_line(method, METHOD),
            ..self
        }
    }

    /// From which address, with which request.
    #[must_use]
    pub fn from(self, address: &str, request_id: &str) -> Self {
        Self {
            address: on_one_line(address, ADDRESS),
            request_id: on_one_line(request_id, REQUEST_ID),
            ..self
        }
    }

    /// It was not allowed; the reason is a stable code where there is one.
    #[must_use]
    pub fn refused(self, reason: &str) -> Self {
        let outcome = Outcome::Refused;
        Self { outcome, ..self }.because(reason)
    }

    /// It was allowed and did not work; the reason is a stable code where there is one.
    #[must_use]
    pub fn failed(self, reason: &str) -> Self {
        let outcome = Outcome::Failed;
        Self { outcome, ..self }.because(reason)
    }

    /// Why, or what else there is to say of it.
    #[must_use]
    pub fn because(self, reason: &str) -> Self {
        let reason = on_one_line(reason, REASON);
        Self { reason, ..self }
    }

    /// Who did it.
    #[must_use]
    pub fn actor(&self) -> &str {
        &self.actor
    }

    /// How they were known.
    #[must_use]
    pub fn method(&self) -> &str {
        &self.method
    }

    /// From where.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The request's id in the services' logs.
    #[must_use]
    pub fn request_id(&self) -> &str {
        &self.request_id
    }

    /// What was done.
    #[must_use]
    pub fn action(&self) -> Action {
        self.action
    }

    /// To what.
    #[must_use]
    pub fn object(&self) -> &str {
        &self.object
    }

    /// Why, or what else there is to say.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.reason
    }
}
