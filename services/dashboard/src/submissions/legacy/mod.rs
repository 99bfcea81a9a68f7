//! `/api/jobs/submit`, `/api/jobs/preview`, `/api/jobs/submit/health`: the earlier portal's forms, in its shapes and with its
//! codes (contract 6). What is behind them is the same as behind `/api/v2/jobs`.

mod error;
mod form;
pub(crate) mod health;
mod incoming;
pub(crate) mod preview;
pub(crate) mod submit;

use actix_web::HttpRequest;
use portal_http::RequestId;

/// What the answer and the log call the request.
fn request_id(request: &HttpRequest) -> String {
    RequestId::of(request).map_or_else(String::new, |id| id.as_str().to_owned())
}
