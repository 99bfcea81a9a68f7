//! What every request passes, in and out.

use std::net::IpAddr;
use std::time::{Duration, Instant};

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER};
use actix_web::http::uri::{PathAndQuery, Uri};
use actix_web::http::{ConnectionType, Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpMessage};
use metrics::{counter, histogram};
use portal_config::Clock;
use portal_ratelimit::{Flood, FloodQuota, Network, RetryAfter};
use tracing::Instrument;

use crate::audit::note_refusal;
use crate::caller::{Caller, Unauthenticated};
use crate::request_id::{self, RequestId};
use crate::{Client, Kit, Problem, cors};

/// Guards against strangers who knock too often.
pub(crate) struct Floods {
    strangers: Flood<Network>,
    strange_keys: Flood<Network>,
}

/// A page load of somebody who is not signed in costs some ten requests, and a hundred people behind one address may sign
/// in within the same minute.
const STRANGERS: FloodQuota = FloodQuota::new(300, Duration::from_millis(20));

/// Scripts of a whole cluster behind one address may all begin at the same minute.
const STRANGE_KEYS: FloodQuota = FloodQuota::new(300, Duration::from_millis(20));

/// Addresses remembered at a time.
const MOST_ADDRESSES: usize = 50_000;

impl Floods {
    pub(crate) fn new(clock: &Clock) -> Self {
        Self {
            strangers: Flood::new(STRANGERS, MOST_ADDRESSES, clock.clone()),
            strange_keys: Flood::new(STRANGE_KEYS, MOST_ADDRESSES, clock.clone()),
        }
    }

    /// Lets a stranger in or says how long to wait. Programs on this host that come without a proxy are not counted.
    fn check(&self, client: &Client) -> Result<(), RetryAfter> {
        Self::ask(&self.strangers, client)
    }

    /// The same for an API key of which nothing is known, before anybody is asked about it.
    pub(crate) fn admit_strange_key(&self, client: &Client) -> Result<(), RetryAfter> {
        Self::ask(&self.strange_keys, client)
    }

    fn ask(guard: &Flood<Network>, client: &Client) -> Result<(), RetryAfter> {
        if client.is_direct() && client.address().is_loopback() {
            return Ok(());
        }
        guard.check(&Network::from(client.address()))
    }

    pub(crate) fn sweep(&self) {
        self.strangers.sweep();
        self.strange_keys.sweep();
    }
}

/// A path that older clients or proxies use for another one.
pub(crate) type Rewrite = fn(&str) -> Option<String>;

pub(crate) async fn pass<B: MessageBody + 'static>(
    rewrite: Rewrite,
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let started = Instant::now();
    let kit = Kit::of(request.request())?.clone();
    let client = Client::find(&kit, &request);
    let id = RequestId::find(&kit, &request);
    if let Some(path) = rewrite(request.path()) {
        move_to(&mut request, &path);
    }
    let identity = Caller::identify(&kit, &client, request.request()).await;
    let line = Line {
        routine: *request.method() == Method::GET && kit.is_internal(request.request()),
        id: id.as_str().to_owned(),
        method: request.method().to_string(),
        path: request.path().to_owned(),
        user: identity
            .as_ref()
            .map_or_else(|_| "-".to_owned(), |caller| caller.name().to_owned()),
        address: client.address(),
    };
    let admitted = if identity.is_ok() {
        Ok(())
    } else {
        kit.floods().check(&client)
    };
    {
        let mut extensions = request.extensions_mut();
        extensions.insert::<Result<Caller, Unauthenticated>>(identity);
        extensions.insert(client);
        extensions.insert(id);
    }
    let in_flight = kit.in_flight();
    let mut response = match admitted {
        Err(wait) => request.into_response(flooded(wait).response()),
        Ok(()) if cors::is_preflight(request.request()) => {
            let response = cors::preflight(&kit, request.request());
            request.into_response(response)
        }
        Ok(()) => {
            let span = tracing::info_span!("request", id = line.id);
            next.call(request).instrument(span).await?.map_into_boxed_body()
        }
    };
    note_refusal(&kit, &line.method, &line.path, &response);
    drop(in_flight);
    cors::allow(&kit, &mut response);
    finish(&line, response.headers_mut());
    if kit.is_stopping() && response.status() != StatusCode::SWITCHING_PROTOCOLS {
        // Whoever keeps connections open, such as nginx, sends the next request elsewhere.
        response
            .response_mut()
            .head_mut()
            .set_connection_type(ConnectionType::Close);
    }
    line.log(&response, started.elapsed());
    Ok(response)
}

fn move_to(request: &mut ServiceRequest, path: &str) {
    let target = match request.uri().query() {
        Some(query) => format!("{path}?{query}"),
        None => path.to_owned(),
    };
    let Ok(target) = target.parse::<PathAndQuery>() else {
        return;
    };
    let mut parts = request.uri().clone().into_parts();
    parts.path_and_query = Some(target);
    if let Ok(uri) = Uri::from_parts(parts) {
        request.match_info_mut().get_mut().update(&uri);
        request.head_mut().uri = uri;
    }
}

pub(crate) fn flooded(wait: RetryAfter) -> Problem {
    let seconds = wait.seconds();
    Problem::new(StatusCode::TOO_MANY_REQUESTS, "too_many_requests", "Too many requests")
        .message(format!(
            "Too many requests from your address without signing in; wait {seconds} s"
        ))
        .field("retry_after", seconds)
        .header(RETRY_AFTER, seconds.to_string())
}

/// Headers that every answer has; a handler's own choice stays.
fn finish(line: &Line, headers: &mut HeaderMap) {
    let mut default = |name: HeaderName, value: &'static str| {
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    };
    default(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    default(header::REFERRER_POLICY, "same-origin");
    default(header::CACHE_CONTROL, "no-store");
    default(
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; frame-ancestors 'none'",
    );
    if let Ok(id) = HeaderValue::from_str(&line.id) {
        headers.insert(HeaderName::from_static(request_id::HEADER), id);
    }
}

/// What is known of a request before it is handled. The path is without its query, which may hold a token.
struct Line {
    id: String,
    method: String,
    path: String,
    user: String,
    address: IpAddr,
    /// What services ask each other again and again: not worth a line, unless somebody looks for it.
    routine: bool,
}

impl Line {
    fn log(&self, response: &ServiceResponse, took: Duration) {
        let status = response.status();
        // The pattern, not the path: a label with ids in it would grow without end.
        let endpoint = response
            .request()
            .match_pattern()
            .unwrap_or_else(|| "unmatched".to_owned());
        let labels = [("method", self.method.clone()), ("endpoint", endpoint)];
        histogram!("http_request_duration_seconds", &labels).record(took.as_secs_f64());
        let [method, endpoint] = labels;
        counter!(
            "http_requests_total",
            &[method, endpoint, ("status", status.as_u16().to_string())]
        )
        .increment(1);

        let Self {
            id,
            method,
            path,
            user,
            address,
            routine,
        } = self;
        let duration_ms = took.as_millis();
        let status_code = status.as_u16();
        let error = response.response().error();
        match error.filter(|_| status.is_server_error()) {
            Some(error) => tracing::error!(
                request.id = %id, http.method = %method, http.path = %path, http.status = status_code, duration_ms,
                user.name = %user, client.address = %address, error = %Chain(error),
                "{method} {path} {status_code} in {duration_ms} ms"
            ),
            None if *routine && status.is_success() => tracing::debug!(
                request.id = %id, http.method = %method, http.path = %path, http.status = status_code, duration_ms,
                client.address = %address,
                "{method} {path} {status_code} in {duration_ms} ms"
            ),
            None => tracing::info!(
                request.id = %id, http.method = %method, http.path = %path, http.status = status_code, duration_ms,
                user.name = %user, client.address = %address,
                "{method} {path} {status_code} in {duration_ms} ms"
            ),
        }
    }
}

/// An error with everything that led to it.
struct Chain<'a>(&'a Error);

impl std::fmt::Display for Chain<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Debug of our own error types shows variant and source; `actix_web::Error` gives no `source()` to walk.
        write!(f, "{} ({:?})", self.0, self.0)
    }
}

/// Installs the shared state of the door.
pub(crate) fn data(kit: &Kit) -> Data<Kit> {
    Data::new(kit.clone())
}
