//! Cross-origin requests (the Fetch standard's CORS): none, but for the origins that the operator names.

use actix_web::HttpRequest;
use actix_web::HttpResponse;
use actix_web::dev::ServiceResponse;
use actix_web::http::Method;
use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS,
    ACCESS_CONTROL_REQUEST_METHOD, HeaderMap, HeaderValue, ORIGIN, VARY,
};

use crate::Kit;

/// What pages elsewhere may read besides the body.
const READABLE: &str = "X-Request-Id, Retry-After, RateLimit, RateLimit-Policy, X-RateLimit-Limit, X-RateLimit-Remaining, \
                        X-RateLimit-Window, X-RateLimit-Reset";

/// The question that a browser asks before a page of another origin may send something.
pub(crate) fn is_preflight(request: &HttpRequest) -> bool {
    let headers = request.headers();
    *request.method() == Method::OPTIONS
        && headers.contains_key(ORIGIN)
        && headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD)
}

/// The answer; without the headers of [`allow`] it means no.
pub(crate) fn preflight(kit: &Kit, request: &HttpRequest) -> HttpResponse {
    let mut answer = HttpResponse::NoContent().finish();
    if allowed(kit, request.headers()).is_none() {
        return answer;
    }
    let asked = request.headers().get(ACCESS_CONTROL_REQUEST_HEADERS).cloned();
    let headers = answer.headers_mut();
    let methods = HeaderValue::from_static("GET, HEAD, POST, PUT, PATCH, DELETE");
    headers.insert(ACCESS_CONTROL_ALLOW_METHODS, methods);
    headers.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
    if let Some(asked) = asked {
        headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, asked);
    }
    answer
}

/// Lets a page of an origin that the operator named read the answer; the portal's own pages need no such leave.
pub(crate) fn allow(kit: &Kit, response: &mut ServiceResponse) {
    let origin = allowed(kit, response.request().headers());
    let headers = response.headers_mut();
    if let Some(origin) = origin {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
        headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(READABLE));
    }
    if kit.names_origins() {
        headers.append(VARY, HeaderValue::from_static("Origin"));
    }
}

fn allowed(kit: &Kit, headers: &HeaderMap) -> Option<HeaderValue> {
    let origin = headers.get(ORIGIN)?;
    kit.allows_origin(origin.to_str().ok()?).then(|| origin.clone())
}
