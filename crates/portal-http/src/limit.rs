//! What a call costs: a rule per route, counted per caller.

use std::future::Future;
use std::pin::Pin;

use actix_web::Error;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{Service, ServiceRequest, ServiceResponse, Transform};
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue, RETRY_AFTER};
use portal_ratelimit::{Decision, Moment, Rule};
use std::future::{Ready, ready};
use std::rc::Rc;

use crate::{Caller, Kit, Problem};

/// Limits a route by `rule`. Callers that are not signed in are not counted: they get their 401 from the handler, and
/// the door's flood guard counts them by address.
#[must_use]
pub fn limited(rule: &Rule) -> Limited {
    Limited(*rule)
}

/// See [`limited`].
#[derive(Clone, Copy, Debug)]
pub struct Limited(Rule);

impl<S, B> Transform<S, ServiceRequest> for Limited
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error> + 'static,
    B: MessageBody + 'static,
{
    type Response = ServiceResponse<BoxBody>;
    type Error = Error;
    type Transform = LimitedService<S>;
    type InitError = ();
    type Future = Ready<Result<Self::Transform, ()>>;

    fn new_transform(&self, service: S) -> Self::Future {
        ready(Ok(LimitedService {
            rule: self.0,
            service: Rc::new(service),
        }))
    }
}

/// See [`limited`].
#[derive(Debug)]
pub struct LimitedService<S> {
    rule: Rule,
    service: Rc<S>,
}

impl<S, B> Service<ServiceRequest> for LimitedService<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error> + 'static,
    B: MessageBody + 'static,
{
    type Response = ServiceResponse<BoxBody>;
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Error>>>>;

    actix_web::dev::forward_ready!(service);

    fn call(&self, request: ServiceRequest) -> Self::Future {
        let (rule, service) = (self.rule, Rc::clone(&self.service));
        Box::pin(async move {
            let Ok(caller) = Caller::of(request.request()) else {
                return Ok(service.call(request).await?.map_into_boxed_body());
            };
            let kit = Kit::of(request.request())?;
            let decision = kit
                .limiter()
                .check(&caller.budget(), &rule, Moment::now(kit.clock()))
                .await;
            let mut response = if decision.allowed {
                service.call(request).await?.map_into_boxed_body()
            } else {
                request.into_response(exceeded(&decision).response())
            };
            describe(&rule, &decision, response.headers_mut());
            Ok(response)
        })
    }
}

fn exceeded(decision: &Decision) -> Problem {
    let (limit, window) = (decision.limit, decision.window_seconds());
    let wait = decision.retry_after_seconds().max(1);
    Problem::new(StatusCode::TOO_MANY_REQUESTS, "rate_limited", "Rate limit exceeded")
        .message(format!("Maximum {limit} requests per {window} seconds"))
        .field("retry_after", wait)
        .field("limit", limit)
        .field("window", window)
        .field("remaining", decision.remaining)
        .header(RETRY_AFTER, wait.to_string())
        .header(HeaderName::from_static("x-ratelimit-reset"), wait.to_string())
}

/// The contract's headers and the IETF's (draft-ietf-httpapi-ratelimit-headers).
fn describe(rule: &Rule, decision: &Decision, headers: &mut HeaderMap) {
    let (limit, remaining, window) = (decision.limit, decision.remaining, decision.window_seconds());
    let reset = decision.reset_seconds();
    let mut set = |name: &'static str, value: String| {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(HeaderName::from_static(name), value);
        }
    };
    set("x-ratelimit-limit", limit.to_string());
    set("x-ratelimit-remaining", remaining.to_string());
    set("x-ratelimit-window", window.to_string());
    set("ratelimit-policy", format!("\"{}\";q={limit};w={window}", rule.name()));
    set("ratelimit", format!("\"{}\";r={remaining};t={reset}", rule.name()));
}
