//! What a client is told when something goes wrong.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, RETRY_AFTER};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// The body of every error of the new routes: a sentence, a stable code, and details where there are any.
#[derive(Debug, Serialize, ToSchema)]
pub struct ErrorBody {
    /// A sentence for people; the contract's words where it fixes them.
    pub error: String,
    /// For programs; never changes.
    pub code: String,
    /// What to know or to do, if there is more to say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

/// An answer that says what went wrong. Error enums turn into it with an exhaustive `match`, so that a new variant does
/// not compile before its status and code are decided.
#[derive(Debug)]
pub struct Problem {
    status: StatusCode,
    code: Code,
    body: Map<String, Value>,
    headers: Vec<(HeaderName, String)>,
}

impl Problem {
    /// A status, a stable code and a sentence.
    pub fn new(status: StatusCode, code: &'static str, error: impl Into<String>) -> Self {
        let mut body = Map::new();
        body.insert("error".to_owned(), Value::String(error.into()));
        body.insert("code".to_owned(), Value::String(code.to_owned()));
        Self {
            status,
            code: Code(code),
            body,
            headers: Vec::new(),
        }
    }

    /// Something broke here; what it was stands in the log under the request's id, not in the answer.
    #[must_use]
    pub fn internal() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "Internal server error").message(
            "Something went wrong on our side. Try again; if it stays, quote the X-Request-Id to your operator.",
        )
    }

    /// Too much at once or a part that is down: the same request may work in `seconds`.
    pub fn unavailable(code: &'static str, error: impl Into<String>, seconds: u64) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, code, error).header(RETRY_AFTER, seconds.to_string())
    }

    /// Adds what to know or to do.
    #[must_use]
    pub fn message(self, message: impl Into<String>) -> Self {
        self.field("message", message.into())
    }

    /// Adds a field of the contract or a detail for programs.
    #[must_use]
    pub fn field(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.body.insert(name.to_owned(), value.into());
        self
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.code.0
    }

    /// A text of the body.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.body.get(name)?.as_str()
    }

    /// The status that it answers.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The answer.
    #[must_use]
    pub fn response(self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status);
        for header in self.headers {
            response.insert_header(header);
        }
        let mut response = response.json(self.body);
        response.extensions_mut().insert(self.code);
        response
    }
}

/// The stable code of an answer, kept beside it for the audit log.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Code(pub(crate) &'static str);

/// Makes an error enum answerable: `answer!(MyError)` for a type with `fn problem(&self) -> Problem`.
#[macro_export]
macro_rules! answer {
    ($error:ty) => {
        impl actix_web::ResponseError for $error {
            fn status_code(&self) -> actix_web::http::StatusCode {
                self.problem().status()
            }
            fn error_response(&self) -> actix_web::HttpResponse {
                self.problem().response()
            }
        }
    };
}
